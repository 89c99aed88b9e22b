package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.RecordingPort;
import dev.sluice.recorder.RecordingRefusal;
import dev.sluice.recorder.RecordingRequest;
import dev.sluice.recorder.RecordingSink;
import dev.sluice.recorder.library.DiskSpace;
import dev.sluice.recorder.library.FileListener;
import dev.sluice.recorder.library.LibraryException;
import dev.sluice.recorder.library.Manifest;
import dev.sluice.recorder.library.ManifestFile;
import dev.sluice.recorder.library.RecordingFile;
import dev.sluice.recorder.library.RecordingFolder;
import dev.sluice.recorder.library.RecordingLibrary;
import dev.sluice.recorder.library.TestLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** A recorder in virtual time and without threads: one media loop, its queue and its writer. */
final class Stage implements AutoCloseable {

  static final long MILLI = 1_000_000L;
  static final long SECOND = 1_000 * MILLI;
  private static final long DISK_BYTES = 1L << 40;
  static final Instant START = Instant.parse("2026-11-26T01:21:09Z");

  final List<RecorderEvent> events = new CopyOnWriteArrayList<>();
  final List<String> heard = new ArrayList<>();
  final List<TestTrack> tracks = new ArrayList<>();
  final RecordingLibrary library;
  final WriterLoop loop;
  final RecordingPort port;
  final PacketQueue queue;

  /** May be changed at any time. */
  FileOpener opener = RecordingFolder::create;

  /** Settling files, unless it waits here. */
  final List<Runnable> waiting = new ArrayList<>();

  boolean settleAtOnce = true;

  /** What the disk says is free; the library looks by a thread of its own. */
  volatile long freeBytes = DISK_BYTES;

  long now = 5 * SECOND;
  private boolean writerStands;

  Stage(Path directory) throws LibraryException {
    this(directory, RecorderOptions.DEFAULT);
  }

  Stage(Path directory, RecorderOptions options) throws LibraryException {
    library =
        TestLibrary.open(
            directory,
            events::add,
            () -> new DiskSpace.Reading(freeBytes, DISK_BYTES),
            this::wallClock,
            () -> now);
    queue = new PacketQueue(options.queueBytes());
    WriterContext context =
        new WriterContext(
            options,
            library,
            List.of(library, new Heard()),
            events::add,
            (folder, name) -> opener.open(folder, name),
            this::settle);
    Admissions admissions =
        new Admissions(options.maxRecordings(), this::wallClock, new Random(1), library::diskFull);
    loop = new WriterLoop("recorder-0", queue, context, admissions::onEnded);
    port = new QueuedPort(queue, () -> {}, admissions, options.maxTracks());
  }

  private Instant wallClock() {
    return START.plusNanos(now - 5 * SECOND);
  }

  private void settle(Runnable task) {
    if (settleAtOnce) {
      task.run();
    } else {
      waiting.add(task);
    }
  }

  RecordingSink record(RecordingMode mode) throws RecordingRefusal {
    return port.open(new RecordingRequest("lobby", "api", mode), now);
  }

  TestTrack microphone(RecordingSink sink, String participant) {
    return play(TestTrack.microphone(sink, participant, now));
  }

  TestTrack camera(RecordingSink sink, String participant) {
    return play(TestTrack.camera(sink, participant, now));
  }

  private TestTrack play(TestTrack track) {
    tracks.add(track);
    return track;
  }

  /** The disk does not answer: the writer hangs in a call. */
  void writerStands(boolean stands) {
    writerStands = stands;
  }

  /** Lets time pass. */
  void pass(long millis) {
    for (long i = 0; i < millis; i += 5) {
      now += 5 * MILLI;
      tracks.forEach(track -> track.play(now));
      if (!writerStands) {
        loop.step(now);
      }
    }
  }

  /** Lets the writer do all there is to do. */
  void settleAll() {
    for (int i = 0; i < 100 && (!loop.isIdle() || i < 2); i++) {
      now += 20 * MILLI;
      loop.step(now);
    }
  }

  Manifest manifest(RecordingSink sink) throws IOException {
    return library.manifest(sink.id()).orElseThrow();
  }

  Path path(RecordingId id, ManifestFile file) {
    return library.folder(id).orElseThrow().file(file.name()).path();
  }

  MediaFile media(RecordingSink sink, int index) throws IOException {
    return MediaFile.read(path(sink.id(), manifest(sink).files().get(index)));
  }

  <T extends RecorderEvent> List<T> events(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Override
  public void close() {
    library.close();
  }

  private final class Heard implements FileListener {

    @Override
    public void onFileOpened(RecordingFile file) {
      heard.add("opened " + file.name());
    }

    @Override
    public void onFileGrown(RecordingFile file, long headerBytes, long sealedBytes) {
      heard.add("grown " + file.name());
    }

    @Override
    public void onFileFinished(RecordingFile file) {
      heard.add("finished " + file.name());
    }

    @Override
    public void onRecordingEnded(RecordingId recording) {
      heard.add("ended");
    }
  }
}

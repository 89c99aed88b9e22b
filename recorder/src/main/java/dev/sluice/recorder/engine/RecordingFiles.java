package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecordedTrack;
import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.StopReason;
import dev.sluice.recorder.library.FileNames;
import dev.sluice.recorder.library.Manifest;
import dev.sluice.recorder.library.ManifestFile;
import dev.sluice.recorder.library.RecordingFile;
import dev.sluice.recorder.library.RecordingFolder;
import dev.sluice.recorder.matroska.DocType;
import dev.sluice.recorder.matroska.SegmentDescription;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of one recording, and what its manifest says of them. Owned by the writer. */
final class RecordingFiles {

  private static final Logger log = LoggerFactory.getLogger(RecordingFiles.class);

  private static final String APPLICATION = "Sluice";

  private final RecordingStart start;
  private final RecordingFolder folder;
  private final WriterContext context;
  private final Consumer<IOException> onError;
  private final FileNames names = new FileNames();

  private int begun;
  private int settling;
  private long bytes;
  private boolean over;
  private boolean removed;

  /**
   * @param onError hears of what fails when nobody waits for it
   */
  RecordingFiles(
      RecordingStart start,
      RecordingFolder folder,
      WriterContext context,
      Consumer<IOException> onError) {
    this.start = start;
    this.folder = folder;
    this.context = context;
    this.onError = onError;
  }

  RecordingId recording() {
    return start.id();
  }

  /** What lies between the recording's start and {@code captureNanos}. */
  long sinceStart(long captureNanos) {
    return captureNanos - start.nowNanos();
  }

  /** Files that were begun. */
  int begun() {
    return begun;
  }

  /** The bytes of all files that were settled. */
  long bytes() {
    return bytes;
  }

  /** True when nothing waits for the disk. */
  boolean areSettled() {
    return settling == 0;
  }

  /** What the disk says that it has room for. */
  long freeBytes() throws IOException {
    return Files.getFileStore(folder.directory()).getUsableSpace();
  }

  /**
   * Begins a file.
   *
   * @param scene what is in it, in a word
   * @param startNanos group time of its timestamp 0
   * @param offsetNanos the same from the recording's start
   */
  SegmentFile begin(
      GroupKey key, String scene, List<FileTrack> tracks, long startNanos, long offsetNanos)
      throws IOException {
    RecordedTrack first = tracks.get(0).writer().description();
    String extension = DocType.of(tracks.stream().map(FileTrack::description).toList()).extension();
    String name = names.next(key.owner(), RecordedNames.who(first), scene, extension);
    RecordingFile file = folder.file(name);
    FileChannel channel = context.opener().open(folder, name);
    SegmentFile segment;
    try {
      segment =
          SegmentFile.begin(
              file, channel, describe(first, scene, offsetNanos), tracks, startNanos, offsetNanos);
    } catch (IOException e) {
      channel.close();
      folder.delete(name);
      throw e;
    }
    begun++;
    context.countFile();
    ManifestFile described =
        ManifestFile.begin(
            name,
            first.participant(),
            first.participantName(),
            millis(offsetNanos),
            segment.manifestTracks());
    long soFar = millis(start.lengthNanos(context.nowNanos()));
    update(manifest -> manifest.withFile(described).withDurationMillis(soFar));
    context.tell(
        new RecorderEvent.FileOpened(
            start.id(), file.relative(), first.participant(), context.nowNanos()));
    context.tellListeners(listener -> listener.onFileOpened(file));
    return segment;
  }

  private SegmentDescription describe(RecordedTrack track, String scene, long offsetNanos) {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("ROOM", start.request().room());
    tags.put("RECORDING", start.id().value());
    tags.put("PARTICIPANT", track.participant());
    return new SegmentDescription(
        RecordedNames.who(track) + " " + scene,
        start.wallClock().plusNanos(offsetNanos),
        APPLICATION,
        tags);
  }

  /** The file was written and is whole: closes it, and says so when it is on the disk. */
  void settle(SegmentFile segment) {
    settle(segment, FileSettlement.whole(segment));
  }

  /** The file broke: saves what can be saved of it. */
  void salvage(SegmentFile segment) {
    settle(segment, FileSettlement.broken(segment));
  }

  private void settle(SegmentFile segment, FileSettlement settlement) {
    settling++;
    context.runElsewhere(
        () -> {
          settlement.run();
          context.runLater(() -> settled(segment, settlement));
        });
  }

  private void settled(SegmentFile segment, FileSettlement settlement) {
    settling--;
    bytes += settlement.bytes();
    RecordingFile file = segment.file();
    long offsetMillis = millis(segment.offsetNanos());
    try {
      update(
          manifest ->
              manifest.changingFile(
                  file.name(), before -> settlement.describe(before, offsetMillis)));
    } catch (IOException e) {
      onError.accept(e);
    }
    if (settlement.isWhole()) {
      context.tell(
          new RecorderEvent.FileFinished(
              start.id(),
              file.relative(),
              settlement.bytes(),
              TimeUnit.MILLISECONDS.toNanos(settlement.durationMillis()),
              context.nowNanos()));
      context.tellListeners(listener -> listener.onFileFinished(file));
    }
    settlement.error().ifPresent(onError);
  }

  /**
   * Nothing more comes, and all files are settled. What has no file is removed, unless its manifest
   * says what went wrong.
   *
   * @return false as long as that is not done: ask again
   */
  boolean end(StopReason reason, long durationNanos) {
    if (!over) {
      over = true;
      noteEnd(reason, durationNanos);
      if (begun == 0 && isOrderly(reason)) {
        remove();
      }
    }
    if (!areSettled()) {
      return false;
    }
    if (!removed) {
      context.tellListeners(listener -> listener.onRecordingEnded(start.id()));
    }
    return true;
  }

  private void noteEnd(StopReason reason, long durationNanos) {
    try {
      update(manifest -> manifest.ended(Manifest.State.FINISHED, reason, millis(durationNanos)));
    } catch (IOException e) {
      log.warn("cannot note the end of recording={}: {}", start.id(), e.toString());
    }
  }

  private static boolean isOrderly(StopReason reason) {
    return switch (reason) {
      case REQUESTED, ROOM_ENDED, SHUTDOWN -> true;
      case DISK_FULL, DISK_ERROR, FAULT, CRASH -> false;
    };
  }

  private void remove() {
    settling++;
    context.runElsewhere(
        () -> {
          boolean done = removeNow();
          context.runLater(
              () -> {
                settling--;
                removed = done;
              });
        });
  }

  private boolean removeNow() {
    try {
      return context.library().removeEmpty(start.id());
    } catch (IOException | RuntimeException e) {
      log.warn("recording={} without files stays listed: {}", start.id(), e.toString());
      return false;
    }
  }

  private void update(UnaryOperator<Manifest> change) throws IOException {
    context.library().update(start.id(), change);
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}

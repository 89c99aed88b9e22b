package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecordedSource;
import dev.sluice.recorder.RecordedSource.Codec;
import dev.sluice.recorder.RecordedTrack;
import dev.sluice.recorder.RecordedTrack.Kind;
import dev.sluice.recorder.RecordedTrack.Source;
import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.RecordingPort;
import dev.sluice.recorder.RecordingRequest;
import dev.sluice.recorder.RecordingSink;
import dev.sluice.recorder.RecordingSink.ClockBasis;
import dev.sluice.recorder.StopReason;
import dev.sluice.recorder.library.DiskSpace;
import dev.sluice.recorder.library.RecordingLibrary;
import dev.sluice.recorder.library.TestLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * How much one writer thread takes: participants with a camera of 2.5 Mbit/s (VP8, 30 pictures a
 * second) and a microphone each, into a file each, as fast as it goes. Media time runs as fast as
 * the writer; packets that find the queue full are offered again. The time ends when the last
 * packet is in the queue: waiting for the disk at the end is not the writer's.
 *
 * <pre>
 *   mvn -q -o -pl recorder test-compile
 *   java -cp … dev.sluice.recorder.engine.RecorderBench [directory] [seconds of media]
 * </pre>
 */
final class RecorderBench {

  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;
  private static final int PACKET_BYTES = 1_150;
  private static final int PACKETS_PER_PICTURE = 9;
  private static final int KEYFRAME_EVERY = 300;
  private static final int ROUNDS_OF_MEMORY = 5;

  private final Path directory;
  private final AtomicLong now = new AtomicLong(SECOND);
  private volatile boolean mediaIsOver;
  private final byte[] payload = new byte[PACKET_BYTES];

  private RecorderBench(Path directory) {
    this.directory = directory;
  }

  public static void main(String[] arguments) throws Exception {
    Path root = arguments.length > 0 ? Path.of(arguments[0]) : Files.createTempDirectory("bench");
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60;
    System.out.printf(
        "%12s %12s %10s %10s %12s %12s  %s%n",
        "participants", "packets", "packets/s", "MB/s", "x real time", "participants", "heap MB");
    for (int participants : new int[] {1, 1, 10, 50, 100}) {
      Path directory = root.resolve("with-" + participants);
      new RecorderBench(directory).run(participants, Math.max(2, seconds * 10 / participants));
      delete(directory);
    }
  }

  private void run(int participants, int seconds) throws Exception {
    try (RecordingLibrary library =
            TestLibrary.open(
                directory,
                event -> {},
                () -> new DiskSpace.Reading(1L << 40, 1L << 40),
                InstantSource.system(),
                now::get);
        Recorder recorder =
            Recorder.start(
                RecorderOptions.DEFAULT,
                this::writersTime,
                InstantSource.fixed(Instant.EPOCH),
                new Random(1),
                library,
                List.of(),
                event -> {})) {
      RecordingPort port = recorder.port();
      RecordingSink sink =
          port.open(new RecordingRequest("bench", "api", RecordingMode.PER_PARTICIPANT), now.get());
      for (int i = 0; i < participants; i++) {
        add(sink, "p" + i, Kind.VIDEO);
        add(sink, "p" + i, Kind.AUDIO);
      }
      List<Long> heap = new ArrayList<>();
      long began = System.nanoTime();
      for (int second = 0; second < seconds; second++) {
        playSecond(sink, participants, second);
        if ((second + 1) % Math.max(1, seconds / ROUNDS_OF_MEMORY) == 0) {
          heap.add(heapMegabytes());
        }
      }
      mediaIsOver = true;
      long elapsed = System.nanoTime() - began;
      sink.stop(StopReason.REQUESTED, now.get());
      recorder.close(Duration.ofHours(1));
      report(recorder.stats(), participants, seconds, elapsed, heap);
    }
  }

  /** Goes on when no more media comes. */
  private long writersTime() {
    return mediaIsOver ? now.addAndGet(5 * MILLI) : now.get();
  }

  private void report(
      RecorderStats stats, int participants, int seconds, long elapsed, List<Long> heap) {
    double wall = (double) elapsed / SECOND;
    double factor = seconds / wall;
    System.out.printf(
        "%12d %12d %10.0f %10.1f %12.1f %12.0f  %s%n",
        participants,
        stats.packets(),
        stats.packets() / wall,
        stats.bytes() / wall / 1e6,
        factor,
        factor * participants,
        heap);
  }

  private void add(RecordingSink sink, String participant, Kind kind) {
    boolean video = kind == Kind.VIDEO;
    int track =
        sink.addTrack(
            new RecordedTrack(
                participant,
                participant,
                participant + kind,
                kind,
                video ? Source.CAMERA : Source.MICROPHONE,
                ""),
            now.get());
    sink.startSource(
        track,
        new RecordedSource(
            video ? Codec.VP8 : Codec.OPUS, video ? 90_000 : 48_000, 2, Map.of(), ""),
        now.get());
  }

  /** 150 steps: every fifth has a picture, every third a packet of sound. */
  private void playSecond(RecordingSink sink, int participants, int second) {
    for (int step = 0; step < 150; step++) {
      long time = now.addAndGet(SECOND / 150);
      for (int i = 0; i < participants; i++) {
        if (step == 0) {
          sink.onClock(2 * i, 90_000L * second, time, ClockBasis.SENDER_REPORT);
          sink.onClock(2 * i + 1, 48_000L * second, time, ClockBasis.SENDER_REPORT);
        }
        if (step % 5 == 0) {
          playPicture(sink, 2 * i, second * 30L + step / 5, time);
        }
        if (step % 3 == 0) {
          long packet = second * 50L + step / 3;
          payload[0] = 0x78;
          offer(sink, 2 * i + 1, packet, packet * 960, time, true, 100);
        }
      }
    }
  }

  private void playPicture(RecordingSink sink, int track, long picture, long time) {
    byte[] start = {
      0x10, 0x11, 2, 0, (byte) 0x9d, 1, 0x2a, (byte) 0x80, 2, 0x68, 1,
    };
    start[1] = (byte) (picture % KEYFRAME_EVERY == 0 ? 0x10 : 0x11);
    System.arraycopy(start, 0, payload, 0, start.length);
    for (int i = 0; i < PACKETS_PER_PICTURE; i++) {
      boolean last = i == PACKETS_PER_PICTURE - 1;
      long sequence = picture * PACKETS_PER_PICTURE + i;
      offer(sink, track, sequence, picture * 3_000, time, last, PACKET_BYTES);
      payload[0] = 0;
    }
  }

  private void offer(
      RecordingSink sink,
      int track,
      long sequence,
      long timestamp,
      long time,
      boolean marker,
      int length) {
    while (!sink.onRtp(track, sequence, timestamp, time, marker, payload, 0, length)) {
      if (sink.ended().isPresent()) {
        throw new IllegalStateException("the recording ended: " + sink.ended().get());
      }
      Thread.onSpinWait();
    }
  }

  private static long heapMegabytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}

package dev.sluice.recorder.matroska;

import static dev.sluice.recorder.matroska.TestFrames.AUDIO;
import static dev.sluice.recorder.matroska.TestFrames.MILLI;
import static dev.sluice.recorder.matroska.TestFrames.VIDEO;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How fast one thread writes a file, and how fast it looks through one. Prints two lines. From the
 * recorder's directory, after {@code mvn test-compile}:
 *
 * <pre>
 * java -cp target/classes:target/test-classes dev.sluice.recorder.matroska.MatroskaBenchmark
 * </pre>
 */
public final class MatroskaBenchmark {

  private static final int SECONDS = 1200;
  private static final int ROUNDS = 4;
  private static final int KEYFRAME_EVERY = 60;

  private final byte[] sound = TestFrames.sound();
  private final byte[] keyframe = TestFrames.picture(true, 60_000);
  private final byte[] picture = TestFrames.picture(false, 5_000);
  private int frames;

  private MatroskaBenchmark() {}

  /** Runs it; there are no arguments. */
  public static void main(String[] args) throws IOException {
    Path file = Files.createTempFile("benchmark", ".webm");
    try {
      long writing = Long.MAX_VALUE;
      long scanning = Long.MAX_VALUE;
      MatroskaBenchmark benchmark = new MatroskaBenchmark();
      for (int round = 0; round < ROUNDS; round++) {
        benchmark.frames = 0;
        long start = System.nanoTime();
        benchmark.write(file);
        writing = Math.min(writing, System.nanoTime() - start);
        start = System.nanoTime();
        MatroskaSummary found = MatroskaScan.scan(file).orElseThrow();
        scanning = Math.min(scanning, System.nanoTime() - start);
        if (found.frames() != benchmark.frames) {
          throw new IllegalStateException("frames are missing");
        }
      }
      print("write", writing, benchmark.frames, Files.size(file));
      print("scan", scanning, benchmark.frames, Files.size(file));
    } finally {
      Files.delete(file);
    }
  }

  private static void print(String what, long nanos, int frames, long bytes) {
    System.out.printf(
        "%-6s %,6d ns/frame %,8.0f MB/s of %,d frames, %,d bytes%n",
        what, nanos / frames, bytes * 1e3 / nanos, frames, bytes);
  }

  private void write(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      MatroskaWriter writer =
          new MatroskaWriter(
              new ChannelOutput(channel, 0),
              new SegmentDescription("", Instant.EPOCH, "", Map.of()),
              List.of(TestFrames.audio(), TestFrames.video()));
      for (long millis = 0; millis < SECONDS * 1000L; millis++) {
        if (millis % 20 == 0) {
          write(writer, AUDIO, millis, true, sound);
        }
        if (millis % 33 == 0) {
          boolean key = millis / 33 % KEYFRAME_EVERY == 0;
          write(writer, VIDEO, millis, key, key ? keyframe : picture);
        }
        if (millis % 100 == 0) {
          writer.flush();
        }
      }
      writer.finish();
    }
  }

  private void write(MatroskaWriter writer, int track, long millis, boolean key, byte[] frame)
      throws IOException {
    writer.writeFrame(track, millis * MILLI, key, frame, 0, frame.length);
    frames++;
  }
}

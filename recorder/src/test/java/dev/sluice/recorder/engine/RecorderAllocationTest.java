package dev.sluice.recorder.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.RecordingSink;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What recording allocates once it is warm: on the loop's side nothing at all. */
class RecorderAllocationTest {

  /** The JVM has doings of its own on our thread; they do not come again in every round. */
  private static final int ROUNDS = 4;

  private static final int ROUND_MILLIS = 10_000;
  private static final double TOLERATED_BYTES = 0.05;

  /**
   * The writer allocates with time, not with packets: fifty ticks a second, counts that are
   * published twice a second, files that grow. Spread over the 625 packets a second of this test.
   */
  private static final double TOLERATED_WRITER_BYTES = 128;

  @TempDir Path directory;

  @BeforeEach
  void needsAJvmThatCounts() {
    boolean counted = Allocations.counted();
    if (!counted) {
      System.err.println("SKIPPED: this JVM does not count what threads allocate");
    }
    assumeTrue(counted, "this JVM does not count what threads allocate");
  }

  @Test
  void allocatesNothingForAPacket() throws Exception {
    try (Stage stage = new Stage(directory)) {
      RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
      for (int i = 0; i < 5; i++) {
        stage.microphone(sink, "p" + i);
        stage.camera(sink, "p" + i);
      }
      stage.pass(20_000);
      double loop = Double.MAX_VALUE;
      double writer = Double.MAX_VALUE;
      for (int round = 0; round < ROUNDS; round++) {
        long packets = stage.loop.stats().packets();
        long loopBytes = 0;
        long writerBytes = 0;
        for (int millis = 0; millis < ROUND_MILLIS; millis += 5) {
          stage.now += 5 * Stage.MILLI;
          long before = Allocations.ofThisThread();
          for (int i = 0; i < stage.tracks.size(); i++) {
            stage.tracks.get(i).play(stage.now);
          }
          long between = Allocations.ofThisThread();
          stage.loop.step(stage.now);
          loopBytes += between - before;
          writerBytes += Allocations.ofThisThread() - between;
        }
        long more = stage.loop.stats().packets() - packets;
        loop = Math.min(loop, (double) loopBytes / more);
        writer = Math.min(writer, (double) writerBytes / more);
      }
      assertTrue(loop <= TOLERATED_BYTES, "the loop: %.2f bytes per packet".formatted(loop));
      assertTrue(
          writer <= TOLERATED_WRITER_BYTES, "the writer: %.2f bytes per packet".formatted(writer));
    }
  }
}

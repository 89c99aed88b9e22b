package dev.sluice.recorder.depacketize;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.sluice.recorder.RecordedSource.Codec;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reordering and depacketizing allocate nothing once they are warm. */
class DepacketizerAllocationTest {

  private static final int PACKETS = 40_000;

  /** The JVM has doings of its own on our thread, which do not come again in every round. */
  private static final int ROUNDS = 4;

  private static final double TOLERATED_BYTES = 0.05;

  @ParameterizedTest
  @EnumSource
  void allocatesNothingPerPacket(Codec codec) {
    assumeTrue(
        ManagementFactory.getThreadMXBean() instanceof ThreadMXBean,
        "this JVM does not count what threads allocate");
    SteadyStream stream = new SteadyStream(codec);
    stream.run(PACKETS);
    double least = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      least = Math.min(least, bytesPerPacket(stream, PACKETS));
    }
    assertTrue(stream.frames() >= PACKETS / SteadyStream.FRAME_PACKETS);
    assertTrue(least <= TOLERATED_BYTES, codec + ": " + least + " bytes a packet");
  }

  static double bytesPerPacket(SteadyStream stream, int packets) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    stream.run(packets);
    return (double) (threads.getThreadAllocatedBytes(thread) - before) / packets;
  }
}

package dev.sluice.server.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.server.rtp.Codec;
import dev.sluice.server.srtp.SrtpProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What our own code allocates on the packet path once it is warm: nothing. The cipher is left out,
 * since what JCE allocates is not ours to change.
 */
class PacketPathAllocationTest {

  private static final int SUBSCRIBERS = 10;
  private static final int BATCH = 4;

  /**
   * So many that every ring and list of the path has been filled; with a tick of 5 ms each they end
   * just after a full second, when reports were made.
   */
  private static final int WARM_UP_FRAMES = 1_620;

  private static final int FRAMES = 1_000;

  /** Of four packets each: more than the thousand that every history has. */
  private static final int KEYFRAME_INTERVAL = 400;

  /** Less than a second of them: the reports of each second are allowed to allocate. */
  private static final int TICKS = 150;

  private static final int TICKS_PER_SECOND = 200;

  /**
   * The JVM has doings of its own on our thread, such as a class that is initialised late; they do
   * not come again in every round.
   */
  private static final int ROUNDS = 4;

  private static final double TOLERATED_BYTES = 0.05;

  @BeforeEach
  void needsAJvmThatCounts() {
    boolean counted = Allocations.counted();
    if (!counted) {
      System.err.println("SKIPPED: this JVM does not count what threads allocate");
    }
    assumeTrue(counted, "this JVM does not count what threads allocate");
  }

  @ParameterizedTest
  @EnumSource(names = {"VP8", "H264", "VP9", "AV1"})
  void forwardsWithoutAllocating(Codec codec) {
    assertForwardsWithoutAllocating(workload(codec));
  }

  /** The group of pictures outgrows the ordinary history, and is kept for late viewers. */
  @ParameterizedTest
  @EnumSource(names = {"VP8", "H264"})
  void keepsGroupsOfPicturesWithoutAllocating(Codec codec) {
    assertForwardsWithoutAllocating(workload(codec).withKeyframeEvery(KEYFRAME_INTERVAL));
  }

  @ParameterizedTest
  @EnumSource(names = {"VP8", "H264", "VP9", "AV1"})
  void recordsWithoutAllocating(Codec codec) {
    DiscardingRecorder recorder = new DiscardingRecorder();
    assertForwardsWithoutAllocating(
        warm(new VirtualFanOut(workload(codec), recorder.ofEverything())));
    assertTrue(recorder.packets() >= (long) FRAMES * BATCH, recorder.packets() + " packets");
  }

  private static void assertForwardsWithoutAllocating(Workload workload) {
    assertForwardsWithoutAllocating(warm(workload));
  }

  private static void assertForwardsWithoutAllocating(VirtualFanOut fanOut) {
    Runnable frame =
        () -> {
          fanOut.writeFrame();
          fanOut.deliverFrame();
        };
    double perPacket = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = fanOut.forwarded();
      double bytes = Allocations.of(frame, FRAMES);
      perPacket = Math.min(perPacket, bytes / (fanOut.forwarded() - before));
    }
    assertTrue(perPacket <= TOLERATED_BYTES, "%.2f bytes per packet".formatted(perPacket));
  }

  @Test
  void ticksWithoutAllocating() {
    VirtualFanOut fanOut = warm(workload(Codec.VP8));
    double perTick = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      perTick = Math.min(perTick, (double) Allocations.of(fanOut::tick, TICKS) / TICKS);
      for (int i = TICKS; i < TICKS_PER_SECOND; i++) {
        fanOut.tick();
      }
    }
    assertTrue(perTick <= TOLERATED_BYTES, "%.2f bytes per tick".formatted(perTick));
  }

  private static Workload workload(Codec codec) {
    return Workload.of(codec, SrtpProfile.AEAD_AES_128_GCM, Ciphers.NONE, BATCH)
        .withSubscribers(SUBSCRIBERS);
  }

  private static VirtualFanOut warm(Workload workload) {
    return warm(new VirtualFanOut(workload));
  }

  private static VirtualFanOut warm(VirtualFanOut fanOut) {
    for (int i = 0; i < WARM_UP_FRAMES; i++) {
      fanOut.writeFrame();
      fanOut.deliverFrame();
      fanOut.tick();
    }
    return fanOut;
  }
}

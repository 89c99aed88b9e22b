package dev.sluice.server.room.forwarding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.rtp.RtpPacket;
import dev.sluice.server.rtp.RtpWriter;
import dev.sluice.server.stream.HistoryPacket;
import dev.sluice.server.stream.PacketHistory;
import org.junit.jupiter.api.Test;

class GopCacheTest {

  private static final long MILLISECOND = 1_000_000L;
  private static final int SMALLEST = 128;
  private static final int SLOT = 1460;
  private static final long FIRST = 70_000;

  private final PacketHistory history = new PacketHistory(SMALLEST, SLOT);
  private final HistoryPool pool = new HistoryPool(32L << 20);
  private final HistoryBudget budget = new HistoryBudget(16L << 20, pool);
  private final GopCache cache = new GopCache(history, budget);
  private final byte[] data = new byte[SLOT];
  private long sequence = FIRST;
  private long frame;
  private long nowNanos;

  private void put(long at, boolean keyframe) {
    put(at, keyframe, 500);
  }

  private void put(long at, boolean keyframe, int payload) {
    RtpWriter writer = new RtpWriter().begin(data, 0, 96, false, (int) at & 0xffff, 1, 1);
    RtpPacket packet = new RtpPacket();
    assertTrue(packet.wrap(data, 0, writer.endHeader() + payload));
    HistoryPacket kept = history.put(packet, at, frame * 3000, nowNanos);
    kept.keyframeStart(keyframe);
    cache.onPacket(kept);
  }

  /** Frames of one packet, 10 ms apart. */
  private void frames(int count, boolean fromKeyframe) {
    for (int i = 0; i < count; i++) {
      frame++;
      nowNanos += 10 * MILLISECOND;
      put(sequence++, fromKeyframe && i == 0);
    }
  }

  @Test
  void hasNothingBeforeAKeyframe() {
    frames(1000, false);
    assertFalse(cache.available());
    assertEquals(SMALLEST, cache.capacity());
  }

  @Test
  void growsWithAGroupOfPicturesAndKeepsAllOfIt() {
    frames(1, true);
    long start = sequence - 1;
    frames(1400, false);
    assertTrue(cache.available());
    assertEquals(start, cache.start());
    for (long at = start; at < sequence; at++) {
      assertEquals(at, cache.packet(at).extendedSequence());
    }
    assertEquals(2048, cache.capacity());
    assertEquals((2048L - SMALLEST) * SLOT, budget.takenBytes());
  }

  @Test
  void staysSmallWhenOtherRoomsHaveTakenWhatThereIs() {
    HistoryBudget others = new HistoryBudget(Long.MAX_VALUE, pool);
    assertTrue(others.take(32L << 20));
    frames(1, true);
    frames(1400, false);
    assertFalse(cache.available());
    assertEquals(SMALLEST, cache.capacity());
    others.give(32L << 20);
    frames(1, true);
    frames(1400, false);
    assertTrue(cache.available());
    assertEquals(2048, cache.capacity());
    assertEquals(budget.takenBytes(), pool.takenBytes());
    cache.close();
    assertEquals(0, pool.takenBytes());
  }

  @Test
  void staysSmallWhileKeyframesComeOften() {
    for (int i = 0; i < 100; i++) {
      frames(60, true);
    }
    assertTrue(cache.available());
    assertEquals(SMALLEST, cache.capacity());
  }

  @Test
  void beginsAtTheFirstPacketOfTheKeyframeHoweverItsPacketsCome() {
    frame = 5;
    put(FIRST + 2, true); // the picture; its parameter sets come late
    put(FIRST + 3, false);
    put(FIRST, true);
    put(FIRST + 1, false);
    assertEquals(FIRST, cache.start());
    frame = 4;
    put(FIRST - 7, true);
    assertEquals(FIRST, cache.start(), "an older keyframe that was mended changes nothing");
  }

  @Test
  void isGivenUpWhenItOutgrowsItsTime() {
    frames(1, true);
    frames(1510, false);
    assertFalse(cache.available());
    assertEquals(2048, cache.capacity(), "replays that have begun come to their end");
    frames(1000, false);
    assertEquals(SMALLEST, cache.capacity());
    assertEquals(0, budget.takenBytes());
  }

  @Test
  void theNextKeyframeTakesTheMemoryOfATooLongGroup() {
    frames(1, true);
    frames(1510, false);
    frames(1, true);
    assertTrue(cache.available());
    assertEquals(SMALLEST, cache.capacity());
  }

  @Test
  void isGivenUpWhenItOutgrowsItsBytes() {
    frame++;
    put(sequence++, true, 1400);
    while (cache.available()) {
      put(sequence++, false, 1400);
    }
    assertTrue((sequence - FIRST) * 1400 > GopCache.MAX_BYTES - 2_000_000);
    assertTrue((sequence - FIRST) * 1400 < GopCache.MAX_BYTES + 3_000);
  }

  @Test
  void isGivenUpWhenItOutgrowsItsPackets() {
    frame++;
    put(sequence++, true, 100);
    while (cache.available()) {
      put(sequence++, false, 100);
    }
    assertTrue(sequence - FIRST <= GopCache.MAX_PACKETS);
    assertTrue(sequence - FIRST > GopCache.MAX_PACKETS - 100);
  }

  @Test
  void afterATooLongGroupItGrowsOnlyOnceAShortOneWasSeen() {
    frames(1, true);
    frames(1600, false);
    frames(1, true);
    frames(1000, false);
    assertFalse(cache.available());
    assertEquals(SMALLEST, cache.capacity());
    frames(1, true);
    frames(1000, false);
    assertTrue(cache.available());
  }

  @Test
  void isNotWorthMoreThanTheOrdinaryHistoryWhenThePublisherAnswers() {
    frames(1, true);
    frames(500, false);
    cache.keep(false);
    assertFalse(cache.available());
    assertEquals(SMALLEST, cache.capacity());
    assertEquals(0, budget.takenBytes());
    frames(60, true);
    assertTrue(cache.available(), "what fits is there all the same");
    frames(200, false);
    assertFalse(cache.available());
    cache.keep(true);
    frames(1, true);
    frames(500, false);
    assertTrue(cache.available());
  }

  @Test
  void takesNoMoreThanTheBudget() {
    assertTrue(budget.take((16L << 20) - 200L * SLOT));
    frames(1, true);
    frames(200, false);
    assertTrue(cache.available());
    frames(200, false);
    assertFalse(cache.available());
    assertEquals(256, cache.capacity());
    cache.close();
    assertEquals((16L << 20) - 200L * SLOT, budget.takenBytes());
  }

  @Test
  void aJumpOfTheNumbersByMoreThanItHoldsEndsIt() {
    frames(20, true);
    sequence += 5_000;
    frames(1, false);
    assertFalse(cache.available());
    frames(20, true);
    assertTrue(cache.available());
  }

  @Test
  void whatIsForgottenStaysForgottenUntilTheNextKeyframe() {
    frames(20, true);
    cache.forget();
    frames(20, false);
    assertFalse(cache.available());
    frames(1, true);
    assertTrue(cache.available());
  }
}

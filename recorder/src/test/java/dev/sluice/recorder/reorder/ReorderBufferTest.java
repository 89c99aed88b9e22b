package dev.sluice.recorder.reorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReorderBufferTest {

  private static final long MILLISECOND = 1_000_000L;
  private static final long PATIENCE = 1_000 * MILLISECOND;

  private final RecordedOrder order = new RecordedOrder();
  private final ReorderBuffer buffer = buffer(new ReorderLimits(128, 100_000, PATIENCE));

  private ReorderBuffer buffer(ReorderLimits limits) {
    return new ReorderBuffer(limits, new PacketPool(64), order);
  }

  private void give(long... sequences) {
    for (long sequence : sequences) {
      TestPackets.give(buffer, sequence, 0);
    }
  }

  @Test
  void handsOnWhatComesInOrderAtOnce() {
    give(65_534, 65_535, 65_536);
    assertEquals(List.of("65534", "65535", "65536"), order.take());
  }

  @Test
  void putsReorderedPacketsInOrder() {
    give(1, 3, 4, 2, 6, 5);
    assertEquals(List.of("1", "2", "3", "4", "5", "6"), order.take());
    assertEquals(0, buffer.lost());
  }

  @Test
  void waitsForAMissingPacketAsLongAsItsPatienceLasts() {
    give(1);
    TestPackets.give(buffer, 3, 10 * MILLISECOND);
    assertEquals(10 * MILLISECOND + PATIENCE, buffer.deadlineNanos());
    buffer.onTick(10 * MILLISECOND + PATIENCE - 1);
    assertEquals(List.of("1"), order.take());
    buffer.onTick(10 * MILLISECOND + PATIENCE);
    assertEquals(List.of("lost 2+1", "3"), order.take());
    assertEquals(Long.MAX_VALUE, buffer.deadlineNanos());
  }

  @Test
  void givesUpWhenALaterPacketShowsThatTimeIsOver() {
    give(1, 4);
    TestPackets.give(buffer, 6, PATIENCE);
    assertEquals(List.of("1", "lost 2+2", "4"), order.take());
    buffer.onTick(2 * PATIENCE);
    assertEquals(List.of("lost 5+1", "6"), order.take());
    assertEquals(3, buffer.lost());
  }

  @Test
  void countsTheTimeOfASecondHoleFromWhenItWasSeen() {
    give(1);
    TestPackets.give(buffer, 3, 0);
    TestPackets.give(buffer, 5, 600 * MILLISECOND);
    buffer.onTick(PATIENCE);
    assertEquals(List.of("1", "lost 2+1", "3"), order.take());
    assertEquals(600 * MILLISECOND + PATIENCE, buffer.deadlineNanos());
    TestPackets.give(buffer, 4, 1_500 * MILLISECOND);
    assertEquals(List.of("4", "5"), order.take());
  }

  @Test
  void tellsLatePacketsFromCopies() {
    give(1, 3);
    buffer.onTick(PATIENCE);
    give(3, 2, 2, 4, 6, 6, 4);
    assertEquals(List.of("1", "lost 2+1", "3", "4"), order.take());
    assertEquals(1, buffer.late());
    assertEquals(4, buffer.duplicates());
    assertEquals(10 - 1, buffer.received());
  }

  @Test
  void countsWhatPrecedesTheFirstPacketAsLate() {
    give(10, 9, 11);
    assertEquals(List.of("10", "11"), order.take());
    assertEquals(1, buffer.late());
    assertEquals(0, buffer.duplicates());
  }

  @Test
  void givesUpTheOldestHoleWhenPacketsRunTooFarAhead() {
    give(0, 2, 4);
    give(LongStream.rangeClosed(5, 128).toArray());
    assertEquals(List.of("0"), order.take());
    give(129);
    assertEquals(List.of("lost 1+1", "2"), order.take());
    give(3);
    assertEquals(127, order.take().size());
    assertEquals(0, buffer.waitingBytes());
  }

  @Test
  void countsAJumpForwardAsOneLoss() {
    give(1, 3, 1_000_000);
    assertEquals(List.of("1", "lost 2+1", "3", "lost 4+999996", "1000000"), order.take());
    assertEquals(999_997, buffer.lost());
  }

  @Test
  void keepsWithinItsBytes() {
    ReorderBuffer small = buffer(new ReorderLimits(128, 3_000, PATIENCE));
    TestPackets.give(small, 1, 0, 1_000);
    TestPackets.give(small, 3, 0, 1_400);
    TestPackets.give(small, 6, 0, 1_400);
    assertEquals(2_800, small.waitingBytes());
    TestPackets.give(small, 7, 0, 1_400);
    assertEquals(List.of("1", "lost 2+1", "3"), order.take());
    assertEquals(2_800, small.waitingBytes());
    TestPackets.give(small, 5, 0, 1_400);
    assertEquals(List.of("lost 4+1", "5", "6", "7"), order.take());
    TestPackets.give(small, 9, 0, 60_000);
    assertEquals(List.of("lost 8+1", "9"), order.take());
  }

  @Test
  void beginsANewLineWhenPacketsKeepComingFromFarBehind() {
    give(100_000, 100_002);
    give(LongStream.range(50, 50 + ReorderBuffer.NEW_LINE_AFTER).toArray());
    assertEquals(List.of("100000", "lost 100001+1", "100002", "lost 50+7", "57"), order.take());
    give(58);
    assertEquals(List.of("58"), order.take());
    assertEquals(1, buffer.newLines());
    assertEquals(ReorderBuffer.NEW_LINE_AFTER - 1, buffer.late());
  }

  @Test
  void isNotLedAstrayBySinglePacketsFromFarBehind() {
    give(100_000);
    for (long i = 1; i < 40; i++) {
      give(50 + i, 100_000 + i);
    }
    give(9_000, 8_000, 7_000, 6_000, 5_000, 4_000, 3_000, 2_000, 1_000, 100_040);
    assertEquals(41, order.take().size());
    assertEquals(0, buffer.newLines());
    assertEquals(48, buffer.late());
  }

  @Test
  void handsOutWhatWaitsAtTheEndAndTakesAnotherSource() {
    give(1, 3, 6);
    buffer.drain();
    assertEquals(List.of("1", "lost 2+1", "3", "lost 4+2", "6"), order.take());
    give(2, 3);
    assertEquals(List.of("2", "3"), order.take());
    assertEquals(0, buffer.duplicates());
  }

  @Test
  void accountsForEveryPacketUnderAnyDisorder() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      RecordedOrder out = new RecordedOrder();
      ReorderBuffer any = new ReorderBuffer(new ReorderLimits(64, 900, 50), new PacketPool(8), out);
      int given = 0;
      for (int i = 0; i < 2_000; i++) {
        TestPackets.give(any, 1_000 + i + random.nextInt(1 + seed), i);
        given++;
        assertTrue(any.waitingPackets() < 64);
        assertTrue(any.waitingBytes() <= 900);
      }
      any.drain();
      requireGapless(out.take(), given - any.late() - any.duplicates());
      assertEquals(0, any.waitingPackets());
    }
  }

  /** Packets and losses make one line of numbers without a gap. */
  private static void requireGapless(List<String> events, long packets) {
    long next = -1;
    long seen = 0;
    for (String event : events) {
      String[] parts = event.replace("lost ", "").split("\\+");
      long first = Long.parseLong(parts[0]);
      assertTrue(next == -1 || next == first, event);
      next = first + (parts.length == 1 ? 1 : Long.parseLong(parts[1]));
      seen += parts.length == 1 ? 1 : 0;
    }
    assertEquals(packets, seen);
  }
}

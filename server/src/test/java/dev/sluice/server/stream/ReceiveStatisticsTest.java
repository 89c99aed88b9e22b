package dev.sluice.server.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.server.rtcp.ReportBlock;
import org.junit.jupiter.api.Test;

class ReceiveStatisticsTest {

  private static final long MILLISECOND = 1_000_000L;
  private static final int SSRC = 0xcafe;

  private final ReceiveStatistics statistics = new ReceiveStatistics(90_000);

  @Test
  void reportsNothingBeforeTheFirstPacket() {
    assertFalse(statistics.hasPackets());
    assertEquals(0, statistics.lost());
    assertEquals(0, statistics.report(SSRC, 0).fractionLost());
  }

  @Test
  void countsPacketsAndBytes() {
    receive(65_536, 65_537, 65_538);
    assertEquals(3, statistics.packets());
    assertEquals(300, statistics.bytes());
    assertEquals(0, statistics.lost());
  }

  @Test
  void reportsTheFractionLostOfTheIntervalInUnitsOf256th() {
    receive(100, 101, 103, 104);
    ReportBlock first = statistics.report(SSRC, 0);
    assertEquals(SSRC, first.ssrc());
    assertEquals(256 / 5, first.fractionLost());
    assertEquals(1, first.cumulativeLost());
    assertEquals(0.2, statistics.recentLossFraction(), 1e-9);

    receive(105, 106);
    ReportBlock second = statistics.report(SSRC, 0);
    assertEquals(0, second.fractionLost());
    assertEquals(1, second.cumulativeLost());
    assertEquals(0, statistics.recentLossFraction());
  }

  @Test
  void aLatePacketMendsTheLoss() {
    receive(100, 102, 101);
    assertEquals(0, statistics.lost());
    assertEquals(0, statistics.report(SSRC, 0).cumulativeLost());
  }

  @Test
  void whatWasReportedLostOnceStaysCounted() {
    receive(100, 103);
    statistics.report(SSRC, 0);
    assertEquals(2, statistics.reportedLost());

    receive(101);
    statistics.report(SSRC, 0);
    assertEquals(2, statistics.reportedLost());

    receive(107);
    statistics.report(SSRC, 0);
    assertEquals(4, statistics.reportedLost());
  }

  @Test
  void aPacketFromBeforeTheFirstCountsAsExpected() {
    receive(100, 99, 101);
    assertEquals(0, statistics.lost());
  }

  @Test
  void duplicatesMakeTheCumulativeLossNegative() {
    receive(100, 101, 101, 101);
    assertEquals(-2, statistics.report(SSRC, 0).cumulativeLost());
    assertEquals(0, statistics.report(SSRC, 0).fractionLost());
  }

  @Test
  void cumulativeLossStopsAtItsTwentyFourBits() {
    receive(0);
    for (long sequence = 30_000; sequence < 10_000_000; sequence += 30_000) {
      receive(sequence);
    }
    ReportBlock block = statistics.report(SSRC, 0);
    assertEquals(0x7f_ffff, block.cumulativeLost());
    assertEquals(255, block.fractionLost());
  }

  @Test
  void highestSequenceCountsCyclesFromTheFirstPacketOn() {
    receive(65_536 + 65_534);
    assertEquals(65_534, statistics.report(SSRC, 0).extendedHighestSequence());
    receive(65_536 + 65_537);
    assertEquals(65_536 + 1, statistics.report(SSRC, 0).extendedHighestSequence());
  }

  @Test
  void jitterFollowsAppendixA8() {
    // transit differences of 0, 90 and 90 ticks: J += (|D| - J) / 16, in integers scaled by 16
    statistics.onPacket(1, 0, 0, 100);
    statistics.onPacket(2, 2_700, 30 * MILLISECOND, 100);
    assertEquals(0, statistics.jitterTicks());
    statistics.onPacket(3, 5_400, 61 * MILLISECOND, 100);
    assertEquals(90 >> 4, statistics.jitterTicks());
    statistics.onPacket(4, 8_100, 90 * MILLISECOND, 100);
    assertEquals((90 + 90 - ((90 + 8) >> 4)) >> 4, statistics.jitterTicks());
    assertEquals(statistics.jitterTicks(), statistics.report(SSRC, 0).jitter());
  }

  @Test
  void jitterSettlesNearTheMeanTransitDifference() {
    for (int i = 0; i < 500; i++) {
      long wobble = i % 2 * 10L * MILLISECOND;
      statistics.onPacket(i, i * 2_700, i * 30L * MILLISECOND + wobble, 100);
    }
    assertEquals(900, statistics.jitterTicks(), 20);
  }

  @Test
  void jitterIgnoresLatePacketsAndTimestampJumps() {
    statistics.onPacket(1, 0, 0, 100);
    statistics.onPacket(3, 5_400, 60 * MILLISECOND, 100);
    statistics.onPacket(2, 2_700, 260 * MILLISECOND, 100);
    statistics.onPacket(4, 900_000_000, 261 * MILLISECOND, 100);
    assertEquals(0, statistics.jitterTicks());
  }

  @Test
  void jitterSurvivesTheWrapOfTheTimestamp() {
    statistics.onPacket(1, -1_350, 0, 100);
    statistics.onPacket(2, 1_350, 30 * MILLISECOND, 100);
    assertEquals(0, statistics.jitterTicks());
  }

  @Test
  void lastSenderReportIsEchoedWithItsAge() {
    receive(1);
    assertEquals(0, statistics.report(SSRC, 0).lastSr());
    statistics.onSenderReport(0x1122_3344_5566_7788L, 1_000 * MILLISECOND);
    ReportBlock block = statistics.report(SSRC, 2_500 * MILLISECOND);
    assertEquals(0x3344_5566L, block.lastSr());
    assertEquals(65_536 * 3 / 2, block.delaySinceLastSr());
  }

  private void receive(long... sequences) {
    for (long sequence : sequences) {
      statistics.onPacket(sequence, 0, 0, 100);
    }
  }
}

package dev.sluice.server.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.rtcp.ReportBlock;
import dev.sluice.server.rtcp.SenderReport;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.time.WallClock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SendStreamTest {

  private static final long MILLISECOND = 1_000_000L;
  private static final int SSRC = 0x1111_0001;
  private static final int RTX_SSRC = 0x1111_0002;

  private final WallClock wallClock = new WallClock(0, 1_700_000_000_123_456_789L);
  private final SendStream stream =
      new SendStream(SSRC, RTX_SSRC, MediaKind.VIDEO, 90_000, 0x1234_5678_9abc_def0L);

  @Test
  void firstSequenceNumbersStayInTheLowerHalf() {
    Random random = new Random(3);
    for (int i = 0; i < 1_000; i++) {
      SendStream any = new SendStream(1, 2, MediaKind.AUDIO, 48_000, random.nextLong());
      assertTrue(any.firstSequence() >= 0 && any.firstSequence() < 0x8000);
      assertTrue(any.takeRtxSequence() < 0x8000);
      assertTrue(any.firstTimestamp() >= 0 && any.firstTimestamp() <= 0xffff_ffffL);
    }
  }

  @Test
  void retransmissionsCountUpByThemselves() {
    long first = stream.takeRtxSequence();
    assertEquals(first + 1, stream.takeRtxSequence());
    assertEquals(first + 2, stream.takeRtxSequence());
  }

  @Test
  void senderReportCountsMediaWithoutRetransmissions() {
    stream.onSent(1_000);
    stream.onSent(200);
    stream.onRtxSent(500);
    SenderReport report = stream.senderReport(wallClock.ntp(0), 90_000);
    assertEquals(new SenderReport(SSRC, wallClock.ntp(0), 90_000, 2, 1_200, List.of()), report);
    assertEquals(1, stream.rtxPackets());
    assertEquals(500, stream.rtxPayloadBytes());
  }

  @Test
  void roundTripIsWhatNeitherClockAccountsFor() {
    long sent = wallClock.ntp(0);
    stream.onReportBlock(block(SSRC, sent, 500), wallClock.ntp(540 * MILLISECOND));
    assertEquals(40, Math.round(stream.roundTripNanos() / 1e6));
  }

  @Test
  void roundTripIsSmoothed() {
    stream.onReportBlock(block(SSRC, wallClock.ntp(0), 500), wallClock.ntp(540 * MILLISECOND));
    stream.onReportBlock(block(SSRC, wallClock.ntp(0), 500), wallClock.ntp(580 * MILLISECOND));
    assertEquals(50, Math.round(stream.roundTripNanos() / 1e6));
  }

  @Test
  void aReportWithoutSenderReportGivesNoRoundTrip() {
    stream.onReportBlock(new ReportBlock(SSRC, 128, -3, 77, 450, 0, 0), wallClock.ntp(0));
    assertEquals(0, stream.roundTripNanos());
    assertEquals(0.5, stream.lossFraction());
    assertEquals(-3, stream.packetsLost());
    assertEquals(450, stream.jitterTicks());
  }

  @Test
  void damagedReportsDoNotTouchTheRoundTrip() {
    stream.onReportBlock(block(SSRC, wallClock.ntp(0), 0), wallClock.ntp(60_000 * MILLISECOND));
    stream.onReportBlock(block(SSRC, wallClock.ntp(5_000 * MILLISECOND), 0), wallClock.ntp(0));
    assertEquals(0, stream.roundTripNanos());
  }

  @Test
  void theReceiversFirstReportAcknowledgesTheSsrc() {
    assertFalse(stream.acknowledged());
    stream.onReportBlock(block(0x2222, wallClock.ntp(0), 0), wallClock.ntp(0));
    assertFalse(stream.acknowledged());
    stream.onReportBlock(block(RTX_SSRC, wallClock.ntp(0), 0), wallClock.ntp(0));
    assertFalse(stream.acknowledged());
    assertTrue(stream.rtxAcknowledged());
    stream.onReportBlock(block(SSRC, wallClock.ntp(0), 0), wallClock.ntp(0));
    assertTrue(stream.acknowledged());
  }

  private static ReportBlock block(int ssrc, long senderReportNtp, long delayMillis) {
    return new ReportBlock(
        ssrc, 0, 0, 0, 0, (senderReportNtp >>> 16) & 0xffff_ffffL, delayMillis * 65_536 / 1_000);
  }
}

package dev.sluice.server.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.time.WallClock;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * One publisher with a camera and a microphone. Its media is captured at instants of its own clock,
 * which is {@link #PUBLISHER_AHEAD} ahead of the server's.
 */
class RtpTimelineTest {

  private static final long MILLISECOND = 1_000_000L;
  private static final long SECOND = 1_000 * MILLISECOND;
  private static final long PUBLISHER_AHEAD = 987_654 * SECOND;
  private static final long DELAY = 25 * MILLISECOND;
  private static final long VIDEO_ORIGIN = 1L << 32;
  private static final long AUDIO_ORIGIN = (1L << 32) + 0xffff_0000L;

  private final WallClock publisherWall = new WallClock(0, 1_700_000_000L * SECOND);
  private final PublisherClock clock = new PublisherClock();
  private final RtpTimeline video = new RtpTimeline(90_000, clock);
  private final RtpTimeline audio = new RtpTimeline(48_000, clock);

  @Test
  void ntpTimestampsBecomeNanoseconds() {
    assertEquals(SECOND, PublisherClock.ntpToNanos(1L << 32));
    assertEquals(SECOND / 2, PublisherClock.ntpToNanos(1L << 31));
    assertEquals(0xffff_ffffL * SECOND, PublisherClock.ntpToNanos(0xffff_ffff_0000_0000L));
  }

  @Test
  void beforeReportsTheLeastDelayedPacketsTellTheTime() {
    video.onPacket(videoAt(0), 60 * MILLISECOND);
    video.onPacket(videoAt(40 * MILLISECOND), 65 * MILLISECOND);
    video.onPacket(videoAt(80 * MILLISECOND), 150 * MILLISECOND);
    assertFalse(video.synchronised());
    assertEquals(105 * MILLISECOND, video.captureNanos(videoAt(80 * MILLISECOND)));
    assertEquals(25 * MILLISECOND, video.captureNanos(videoAt(0)));
  }

  @Test
  void reportsPutAudioAndVideoOnOneLine() {
    // video is encoded for 100 ms before it leaves, audio for 20
    video.onPacket(videoAt(0), 100 * MILLISECOND + DELAY);
    audio.onPacket(audioAt(0), 20 * MILLISECOND + DELAY);
    assertTrue(videoReport(500 * MILLISECOND, DELAY));
    assertTrue(audioReport(700 * MILLISECOND, DELAY));
    long shownTogether = 800 * MILLISECOND;
    assertNear(
        audio.captureNanos(audioAt(shownTogether)),
        video.captureNanos(videoAt(shownTogether)),
        MILLISECOND / 10);
    assertNear(shownTogether + DELAY, video.captureNanos(videoAt(shownTogether)), MILLISECOND / 10);
  }

  @Test
  void delayedReportsMoveBothStreamsTogetherOrNotAtAll() {
    video.onPacket(videoAt(0), DELAY);
    audio.onPacket(audioAt(0), DELAY);
    Random random = new Random(11);
    for (int second = 1; second < 120; second++) {
      long jitter = random.nextInt(200) * MILLISECOND;
      assertTrue(videoReport(second * SECOND, DELAY + jitter));
      assertTrue(audioReport(second * SECOND + SECOND / 2, DELAY + jitter));
      long at = second * SECOND + 600 * MILLISECOND;
      assertNear(
          audio.captureNanos(audioAt(at)), video.captureNanos(videoAt(at)), MILLISECOND / 10);
    }
    assertNear(120 * SECOND + DELAY, video.captureNanos(videoAt(120 * SECOND)), 20 * MILLISECOND);
  }

  @Test
  void followsAClockThatDrifts() {
    // 200 parts per million fast: 120 ms in ten minutes
    video.onPacket(videoAt(0), DELAY);
    for (int second = 1; second <= 600; second++) {
      long serverNow = second * SECOND - second * 200_000L;
      video.onPacket(videoAt(second * SECOND), serverNow + DELAY);
      assertTrue(
          video.onSenderReport(
              ntp(second * SECOND), (int) videoAt(second * SECOND), serverNow + DELAY));
    }
    long expected = 600 * SECOND - 600 * 200_000L + DELAY;
    assertNear(expected, video.captureNanos(videoAt(600 * SECOND)), 7 * MILLISECOND);
  }

  @Test
  void aReportThatMovesTheLineIsNotBelievedAtOnce() {
    video.onPacket(videoAt(0), DELAY);
    assertTrue(videoReport(SECOND, DELAY));
    long before = video.captureNanos(videoAt(2 * SECOND));
    // timestamps of another layer: two seconds off
    assertFalse(
        video.onSenderReport(ntp(2 * SECOND), (int) videoAt(4 * SECOND), 2 * SECOND + DELAY));
    assertEquals(before, video.captureNanos(videoAt(2 * SECOND)));
    assertTrue(videoReport(3 * SECOND, DELAY));
    assertFalse(
        video.onSenderReport(ntp(4 * SECOND), (int) videoAt(6 * SECOND), 4 * SECOND + DELAY));
    assertTrue(
        video.onSenderReport(ntp(5 * SECOND), (int) videoAt(7 * SECOND), 5 * SECOND + DELAY));
    assertNear(2 * SECOND + DELAY, video.captureNanos(videoAt(4 * SECOND)), MILLISECOND);
  }

  /** GStreamer 1.22: its reports are ahead of its media by the age of its pipeline. */
  @Test
  void goesByArrivalWhenReportsRunAwayFromTheMedia() {
    video.onPacket(videoAt(0), DELAY);
    assertTrue(runaway(SECOND / 2));
    assertFalse(runaway(5 * SECOND / 2));
    assertFalse(runaway(9 * SECOND / 2));
    assertFalse(video.synchronised());
    assertEquals(4 * SECOND + DELAY, video.captureNanos(videoAt(4 * SECOND)));
    assertFalse(runaway(13 * SECOND / 2));
    assertFalse(video.synchronised());
    // one that has come to its senses is believed again
    assertTrue(videoReport(9 * SECOND, DELAY));
    assertTrue(video.synchronised());
  }

  private boolean runaway(long nanos) {
    video.onPacket(videoAt(nanos), nanos + DELAY);
    return video.onSenderReport(ntp(nanos), (int) videoAt(2 * nanos), nanos + DELAY);
  }

  @Test
  void aFirstReportFarFromArrivalIsBelievedWhenTheSecondAgrees() {
    video.onPacket(videoAt(0), DELAY);
    assertFalse(
        video.onSenderReport(ntp(2 * SECOND), (int) videoAt(4 * SECOND), 2 * SECOND + DELAY));
    assertFalse(video.synchronised());
    assertEquals(DELAY, video.captureNanos(videoAt(0)));
    assertTrue(
        video.onSenderReport(ntp(3 * SECOND), (int) videoAt(5 * SECOND), 3 * SECOND + DELAY));
    assertTrue(video.synchronised());
  }

  /**
   * OBS: one reporter speaks of one layer after the other, whose timestamps have one origin; the
   * layers leave their encoders up to 60 ms apart.
   */
  @Test
  void reportsThatGoAroundTheLayersKeepTheLayersTogether() {
    RtpTimeline[] layers = new RtpTimeline[3];
    for (int i = 0; i < 3; i++) {
      layers[i] = new RtpTimeline(90_000, clock);
    }
    for (int frame = 0; frame < 30 * 40; frame++) {
      long captured = frame * SECOND / 30;
      for (int i = 0; i < 3; i++) {
        long arrival = captured + DELAY + i * 30L * MILLISECOND;
        layers[i].onPacket(videoAt(captured), arrival);
        if (frame % 30 == 0 && frame / 30 % 3 == i) {
          layers[i].onSenderReport(ntp(arrival - DELAY), (int) videoAt(captured), arrival);
        }
        if (frame > 0) {
          long apart = layers[i].captureNanos(videoAt(captured)) - captured - DELAY;
          assertTrue(Math.abs(apart) <= 61 * MILLISECOND, "layer " + i + " by " + apart);
        }
      }
    }
  }

  @Test
  void whenThePublisherSetsItsClockNothingMoves() {
    video.onPacket(videoAt(0), DELAY);
    audio.onPacket(audioAt(0), DELAY);
    assertTrue(videoReport(SECOND, DELAY));
    assertTrue(audioReport(SECOND + SECOND / 2, DELAY));
    long hour = 3_600 * SECOND;

    assertFalse(
        video.onSenderReport(
            ntp(2 * SECOND + hour), (int) videoAt(2 * SECOND), 2 * SECOND + DELAY));
    assertInStep(2 * SECOND);
    assertTrue(
        audio.onSenderReport(
            ntp(2_500 * MILLISECOND + hour),
            (int) audioAt(2_500 * MILLISECOND),
            2_500 * MILLISECOND + DELAY));
    assertInStep(2_500 * MILLISECOND);
    assertTrue(
        video.onSenderReport(
            ntp(3 * SECOND + hour), (int) videoAt(3 * SECOND), 3 * SECOND + DELAY));
    assertInStep(3 * SECOND);
  }

  @Test
  void reportsAboutOtherPacketsThanOursAreIgnored() {
    video.onPacket(videoAt(0), DELAY);
    assertFalse(video.onSenderReport(ntp(0), (int) videoAt(0) + 90_000 * 60, DELAY));
    assertFalse(video.onSenderReport(ntp(0), (int) videoAt(0) - 90_000 * 60, DELAY));
    assertFalse(video.synchronised());
    assertEquals(DELAY, video.captureNanos(videoAt(0)));
  }

  @Test
  void reportsBeforeAnyPacketOrWithoutNtpTimeAreIgnored() {
    assertFalse(videoReport(SECOND, DELAY));
    video.onPacket(videoAt(0), DELAY);
    assertFalse(video.onSenderReport(0, (int) videoAt(0), DELAY));
    assertFalse(video.synchronised());
  }

  @Test
  void aNewLineOfTimestampsFallsBackToArrivalUntilTheNextReport() {
    video.onPacket(videoAt(0), DELAY);
    assertTrue(videoReport(SECOND, DELAY));
    long restarted = videoAt(0) + 90_000L * 3_600;
    video.onPacket(restarted, 2 * SECOND);
    assertFalse(video.synchronised());
    assertEquals(2 * SECOND, video.captureNanos(restarted));
    assertTrue(video.onSenderReport(ntp(2 * SECOND), (int) restarted, 2 * SECOND + DELAY));
    assertTrue(video.synchronised());
    assertNear(2 * SECOND + DELAY, video.captureNanos(restarted), MILLISECOND);
  }

  @Test
  void ticksBecomeNanosecondsWithoutOverflow() {
    long days = 40L * 86_400;
    assertEquals(days * SECOND, RtpTimeline.ticksToNanos(days * 90_000, 90_000));
    assertEquals(-days * SECOND, RtpTimeline.ticksToNanos(-days * 90_000, 90_000));
  }

  private void assertInStep(long at) {
    assertNear(at + DELAY, video.captureNanos(videoAt(at)), MILLISECOND / 10);
    assertNear(at + DELAY, audio.captureNanos(audioAt(at)), MILLISECOND / 10);
  }

  private static void assertNear(long expected, long actual, long tolerance) {
    assertTrue(Math.abs(expected - actual) <= tolerance, expected + " but was " + actual);
  }

  private boolean videoReport(long captureNanos, long delayNanos) {
    return video.onSenderReport(
        ntp(captureNanos), (int) videoAt(captureNanos), captureNanos + delayNanos);
  }

  private boolean audioReport(long captureNanos, long delayNanos) {
    return audio.onSenderReport(
        ntp(captureNanos), (int) audioAt(captureNanos), captureNanos + delayNanos);
  }

  /** The publisher's NTP time at an instant of the server's clock. */
  private long ntp(long nanos) {
    return publisherWall.ntp(nanos + PUBLISHER_AHEAD);
  }

  private static long videoAt(long nanos) {
    return VIDEO_ORIGIN + nanos / 1_000 * 90 / 1_000;
  }

  private static long audioAt(long nanos) {
    return AUDIO_ORIGIN + nanos / 1_000 * 48 / 1_000;
  }
}

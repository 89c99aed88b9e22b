package dev.sluice.recorder.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TimelineTest {

  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;
  private static final long FRAME = 20 * MILLI;

  private final GroupClock group = new GroupClock();
  private final AudioTimeline audio = new AudioTimeline(group);
  private final VideoTimeline video = new VideoTimeline(group);

  @BeforeEach
  void start() {
    audio.startSource(48_000, false);
    video.startSource(90_000, false);
  }

  @Test
  void laysSoundOutByItsSamplesWhateverReportsSay() {
    assertEquals(SECOND, audio.place(1_000, SECOND, FRAME));
    assertEquals(SECOND + FRAME, audio.place(1_960, SECOND + 35 * MILLI, FRAME));
    assertEquals(SECOND + 2 * FRAME, audio.place(2_920, SECOND - 100 * MILLI, FRAME));
  }

  @Test
  void leavesAGapForSoundThatIsNotSent() {
    audio.place(0, 0, FRAME);
    assertEquals(5 * SECOND, audio.place(5 * 48_000, 5 * SECOND, FRAME));
  }

  @Test
  void anotherSourceGoesOnWhereItWasCaptured() {
    audio.place(0, 0, FRAME);
    audio.startSource(48_000, false);
    assertEquals(3 * SECOND, audio.place(777_777, 3 * SECOND, FRAME));
    assertEquals(3 * SECOND + FRAME, audio.place(778_737, 3 * SECOND + FRAME, FRAME));
  }

  @Test
  void anotherSourceThatOverlapsALittleIsMovedBehind() {
    audio.place(0, 0, FRAME);
    audio.startSource(48_000, false);
    assertEquals(FRAME, audio.place(500, 5 * MILLI, FRAME));
    assertEquals(2 * FRAME, audio.place(1_460, 25 * MILLI, FRAME));
  }

  @Test
  void dropsSoundWhoseTimeIsTaken() {
    for (int i = 0; i < 100; i++) {
      audio.place(i * 960L, i * FRAME, FRAME);
    }
    audio.breakLine();
    assertEquals(Timeline.NOWHERE, audio.place(5, SECOND, FRAME));
    assertEquals(2 * SECOND, audio.place(5 + 48_000, 2 * SECOND, FRAME));
  }

  @Test
  void doesNotBelieveASoundCardOfTwiceTheSpeed() {
    long end = 0;
    int placed = 0;
    for (int i = 0; i < 3_000; i++) {
      long at = audio.place(i * 1_920L, i * FRAME, FRAME);
      if (at != Timeline.NOWHERE) {
        placed++;
        end = at;
      }
    }
    assertTrue(Math.abs(end - 60 * SECOND) < 2 * SECOND, "end " + end / MILLI);
    assertTrue(placed > 1_000, "placed " + placed);
  }

  @Test
  void doesNotBelieveASoundCardOfHalfTheSpeed() {
    long end = 0;
    for (int i = 0; i < 3_000; i++) {
      end = audio.place(i * 480L, i * FRAME, FRAME);
    }
    assertTrue(Math.abs(end - 60 * SECOND) < 2 * SECOND, "end " + end / MILLI);
  }

  @Test
  void movesPictureLittleByLittleWhenAReportCorrectsAnEstimate() {
    audio.place(0, 0, FRAME);
    video.place(0, 0, 0);
    // Sound was captured 100 ms earlier than was thought: picture has to come 100 ms later.
    audio.place(960, FRAME - 100 * MILLI, FRAME);
    long last = 0;
    for (int i = 1; i <= 60; i++) {
      long at = video.place(i * 3_000L, i * SECOND / 30, 0);
      assertTrue(at - last <= SECOND / 30 * 111 / 100, "a jump of " + (at - last));
      last = at;
    }
    assertTrue(Math.abs(last - 2_100 * MILLI) < 12 * MILLI, "at " + last / MILLI);
  }

  @Test
  void pictureNeverGoesBack() {
    audio.place(0, 0, FRAME);
    long last = video.place(0, 0, 0);
    audio.place(960, FRAME + 900 * MILLI, FRAME);
    for (int i = 1; i <= 300; i++) {
      long at = video.place(i * 3_000L, i * SECOND / 30, 0);
      assertTrue(at > last);
      last = at;
    }
    assertTrue(Math.abs(last - 9_100 * MILLI) < 12 * MILLI, "at " + last / MILLI);
  }

  @Test
  void anEncodingThatTakesOverGoesOnInTime() {
    video.place(90_000, 0, 0);
    video.startSource(90_000, false);
    assertEquals(40 * MILLI, video.place(5, 40 * MILLI, 0));
    video.startSource(90_000, false);
    assertEquals(41 * MILLI, video.place(99_999_999, 30 * MILLI, 0));
  }

  @Test
  void picturesMayBeShownInAnotherOrderWhereTheCodecSaysSo() {
    video.startSource(90_000, true);
    assertEquals(0, video.place(0, 0, 0));
    assertEquals(100 * MILLI, video.place(9_000, 100 * MILLI, 0));
    assertEquals(60 * MILLI, video.place(5_400, 60 * MILLI, 0));
    assertEquals(140 * MILLI, video.place(12_600, 140 * MILLI, 0));
  }

  @Test
  void survivesTimestampsOfAnySize() {
    long[] hostile = {Long.MIN_VALUE / 4, Long.MAX_VALUE / 4, 0, -1, 1L << 40, -(1L << 50)};
    CaptureClock clock = new CaptureClock(1);
    long last = Long.MIN_VALUE;
    for (int i = 0; i < 1_000; i++) {
      long timestamp = hostile[i % hostile.length];
      if (!clock.onArrival(timestamp, i * FRAME)) {
        video.breakLine();
      }
      long at = video.place(timestamp, clock.captureNanos(timestamp), 0);
      assertTrue(at > last && at < 30 * SECOND, "at " + at);
      last = at;
    }
  }
}

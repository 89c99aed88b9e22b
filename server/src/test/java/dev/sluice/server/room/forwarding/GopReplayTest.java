package dev.sluice.server.room.forwarding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.rtp.RtpPacket;
import dev.sluice.server.rtp.RtpWriter;
import dev.sluice.server.stream.HistoryPacket;
import dev.sluice.server.stream.PacketHistory;
import dev.sluice.server.stream.PublisherClock;
import dev.sluice.server.stream.RtpTimeline;
import org.junit.jupiter.api.Test;

/** Frames of two packets at 25 per second, which arrive 30 to 45 ms after their capture. */
class GopReplayTest {

  private static final long MILLISECOND = 1_000_000L;
  private static final long SECOND = 1_000 * MILLISECOND;
  private static final long FRAME_NANOS = 40 * MILLISECOND;
  private static final int FRAME_TICKS = 3600;
  private static final long FIRST = 70_000;
  private static final int PAYLOAD = 1000;
  private static final long TICK = 5 * MILLISECOND;

  private final PacketHistory history = new PacketHistory(1024, 1200);
  private final GopCache cache =
      new GopCache(history, new HistoryBudget(64L << 20, new HistoryPool(64L << 20)));
  private final RtpTimeline timeline = new RtpTimeline(90_000, new PublisherClock());
  private final GopReplay replay = new GopReplay();
  private final byte[] data = new byte[1200];
  private long frames;
  private long nowNanos = SECOND;
  private long lastCapture = Long.MIN_VALUE;
  private int sent;

  private void arrive(long frame, int place, boolean keyframe) {
    long sequence = FIRST + 2 * frame + place;
    RtpWriter writer = new RtpWriter().begin(data, 0, 96, place == 1, (int) sequence, 1, 1);
    RtpPacket packet = new RtpPacket();
    assertTrue(packet.wrap(data, 0, writer.endHeader() + PAYLOAD));
    timeline.onPacket(frame * FRAME_TICKS, nowNanos);
    HistoryPacket kept = history.put(packet, sequence, frame * FRAME_TICKS, nowNanos);
    kept.keyframeStart(keyframe && place == 0);
    cache.onPacket(kept);
  }

  private void frame(boolean keyframe) {
    nowNanos += FRAME_NANOS;
    arrive(frames, 0, keyframe);
    arrive(frames, 1, keyframe);
    frames++;
  }

  private void group(int length) {
    for (int i = 0; i < length; i++) {
      frame(i == 0);
    }
  }

  private void begin() {
    replay.begin(cache, timeline, 400_000, Long.MIN_VALUE, nowNanos);
  }

  /** Sends what may leave now. */
  private int round() {
    replay.refill(nowNanos);
    int before = sent;
    for (HistoryPacket packet = replay.next(nowNanos);
        packet != null;
        packet = replay.next(nowNanos)) {
      if (replay.startsFrame()) {
        assertTrue(replay.captureNanos() > lastCapture, "time goes forward");
        assertTrue(replay.captureNanos() <= nowNanos);
        lastCapture = replay.captureNanos();
      }
      sent++;
    }
    return sent - before;
  }

  @Test
  void reachesThePresentAndItsTrueTimes() {
    group(100);
    begin();
    int rounds = 0;
    while (!replay.caughtUp()) {
      nowNanos += TICK;
      round();
      rounds++;
      if (rounds % 8 == 0) {
        nowNanos -= FRAME_NANOS;
        frame(false);
      }
      assertTrue(rounds < 200);
    }
    assertEquals(2 * frames, sent);
    assertEquals(timeline.captureNanos((frames - 1) * FRAME_TICKS), replay.captureNanos());
    assertTrue(rounds >= 25 && rounds <= 40, "200 packets at 12 Mbit/s: " + rounds * 5 + " ms");
  }

  @Test
  void tellsOldFramesAsNew() {
    group(100);
    begin();
    round();
    assertTrue(lastCapture > nowNanos - 100 * MILLISECOND, "captured 4 s ago");
  }

  @Test
  void sendsNoMoreAtOnceHoweverLongThePause() {
    group(100);
    begin();
    int first = round();
    nowNanos += SECOND;
    assertEquals(first, round(), 1);
    assertEquals(0, round());
    assertTrue(first * (PAYLOAD + 64) <= 12_000_000 / 8 / 50 + 1200);
  }

  @Test
  void doesNotBeginBeforeTheLastFrameThatWasSent() {
    group(100);
    long earliest = nowNanos + 33 * MILLISECOND;
    replay.begin(cache, timeline, 400_000, earliest, nowNanos);
    replay.refill(nowNanos);
    replay.next(nowNanos);
    assertEquals(earliest, replay.captureNanos());
    assertTrue(replay.startsSource() && replay.startsFrame());
    replay.next(nowNanos);
    assertFalse(replay.startsSource() || replay.startsFrame());
  }

  @Test
  void waitsAtAHoleUntilItIsMendedOrTooOld() {
    group(10);
    arrive(frames, 1, false);
    begin();
    round();
    nowNanos += TICK;
    round();
    assertEquals(20, sent);
    assertFalse(replay.broken() || replay.caughtUp());
    nowNanos += 2 * SECOND;
    round();
    assertTrue(replay.broken());
    assertFalse(replay.promises(cache), "not the same again");
    frames++;
    group(1);
    assertTrue(replay.promises(cache));
  }

  @Test
  void measuresAHoleByWhatCameFirstBehindIt() {
    group(10);
    arrive(frames + 1, 0, false);
    begin();
    round();
    nowNanos += 600 * MILLISECOND;
    arrive(frames, 1, false);
    round();
    assertFalse(replay.broken());
    nowNanos += 600 * MILLISECOND;
    round();
    assertTrue(replay.broken());
  }

  @Test
  void goesOnWhenTheHoleIsMended() {
    group(10);
    arrive(frames, 1, false);
    begin();
    round();
    nowNanos += 50 * MILLISECOND;
    arrive(frames, 0, false);
    round();
    assertEquals(22, sent);
    assertTrue(replay.caughtUp());
  }

  @Test
  void jumpsToANewKeyframe() {
    group(200);
    begin();
    round();
    int before = sent;
    frame(true);
    replay.refill(nowNanos);
    HistoryPacket packet = replay.next(nowNanos);
    if (before % 2 == 1) {
      assertTrue(packet.marker(), "the frame that has begun is finished");
      packet = replay.next(nowNanos);
    }
    assertEquals(2 * (frames - 1) + FIRST, packet.extendedSequence());
    assertTrue(replay.startsSource());
    assertTrue(before < 100);
  }

  @Test
  void hasNothingWhileTheLiveFrameIsOnItsWay() {
    group(3);
    begin();
    round();
    assertNull(replay.next(nowNanos));
    assertTrue(replay.caughtUp());
    replay.end();
    assertFalse(replay.active());
  }
}

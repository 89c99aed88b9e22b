package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecordedSource;
import dev.sluice.recorder.RecordedSource.Codec;
import dev.sluice.recorder.RecordedTrack;
import dev.sluice.recorder.RecordedTrack.Kind;
import dev.sluice.recorder.RecordedTrack.Source;
import dev.sluice.recorder.RecordingSink;
import dev.sluice.recorder.RecordingSink.ClockBasis;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.function.LongPredicate;

/**
 * One track of a publisher in virtual time, as a media loop hands it on: a microphone with 50
 * packets of Opus a second, or a camera with 25 pictures of VP8 in three packets each. Whatever
 * plays it must do so every millisecond or few.
 */
final class TestTrack {

  static final long MILLI = 1_000_000L;
  private static final long CLOCK_INTERVAL = 1_000 * MILLI;
  private static final int FIRST_PART = 700;

  /** What the network takes. */
  private static final long DELAY = 30 * MILLI;

  final RecordingSink sink;
  final int number;
  private final Kind kind;
  private final long intervalNanos;
  private final int clockRate;
  private final byte[] payload = new byte[1_200];

  /** Which sequence numbers never arrive. */
  LongPredicate lost = sequence -> false;

  /** After which what was lost arrives after all; 0 for never. Of audio only. */
  long resentAfterNanos;

  int width = 640;
  int height = 360;
  boolean silent;
  boolean obedient = true;
  long extraTicks;
  int sent;
  int keyframes;
  int refused;

  private record Late(long nanos, Runnable arrival) {}

  private final Queue<Late> late = new ArrayDeque<>();
  private long sequence = 1_000;
  private long beginning;
  private long nextNanos;
  private long nextClock;
  private boolean keyframeWanted = true;

  private TestTrack(RecordingSink sink, RecordedTrack track, long nowNanos) {
    this.sink = sink;
    kind = track.kind();
    intervalNanos = (kind == Kind.AUDIO ? 20 : 40) * MILLI;
    clockRate = kind == Kind.AUDIO ? 48_000 : 90_000;
    number = sink.addTrack(track, nowNanos);
    startSource(nowNanos);
  }

  static TestTrack microphone(RecordingSink sink, String participant, long nowNanos) {
    return new TestTrack(
        sink,
        new RecordedTrack(
            participant, participant, participant + "-mic", Kind.AUDIO, Source.MICROPHONE, ""),
        nowNanos);
  }

  static TestTrack camera(RecordingSink sink, String participant, long nowNanos) {
    return new TestTrack(
        sink,
        new RecordedTrack(
            participant, participant, participant + "-cam", Kind.VIDEO, Source.CAMERA, ""),
        nowNanos);
  }

  /** Sequence numbers and timestamps begin anew. */
  void startSource(long nowNanos) {
    sink.startSource(
        number,
        new RecordedSource(
            kind == Kind.AUDIO ? Codec.OPUS : Codec.VP8,
            clockRate,
            kind == Kind.AUDIO ? 2 : 0,
            Map.of(),
            ""),
        nowNanos);
    sequence += 10_000;
    extraTicks += 7_777_777;
    beginning = nowNanos;
    nextNanos = nowNanos;
    nextClock = nowNanos;
    keyframeWanted = true;
  }

  /** Everything that is due arrives. */
  void play(long nowNanos) {
    if (sink.takeKeyframeNeeded(number) && obedient) {
      keyframeWanted = true;
    }
    if (nowNanos >= nextClock && !silent) {
      nextClock = nowNanos + CLOCK_INTERVAL;
      sink.onClock(number, ticks(nowNanos - DELAY), nowNanos - DELAY, ClockBasis.SENDER_REPORT);
    }
    while (!late.isEmpty() && late.peek().nanos() <= nowNanos) {
      late.remove().arrival().run();
    }
    while (nextNanos <= nowNanos) {
      if (!silent) {
        send(nextNanos);
      }
      nextNanos += intervalNanos;
    }
  }

  private long ticks(long captureNanos) {
    return extraTicks + (captureNanos - beginning) * clockRate / 1_000_000_000L;
  }

  private void send(long arrival) {
    long timestamp = ticks(arrival - DELAY);
    sent++;
    if (kind == Kind.AUDIO) {
      payload[0] = 0x78; // 20 ms
      packet(timestamp, arrival, true, 80);
      return;
    }
    boolean keyframe = keyframeWanted;
    keyframeWanted = false;
    keyframes += keyframe ? 1 : 0;
    packet(timestamp, arrival, false, writeStart(keyframe));
    payload[0] = 0;
    packet(timestamp, arrival, false, 1_200);
    packet(timestamp, arrival, true, 500);
  }

  private int writeStart(boolean keyframe) {
    payload[0] = 0x10;
    payload[1] = (byte) (keyframe ? 0x10 : 0x11);
    payload[2] = 2;
    payload[3] = 0;
    payload[4] = (byte) 0x9d;
    payload[5] = 0x01;
    payload[6] = 0x2a;
    payload[7] = (byte) width;
    payload[8] = (byte) (width >> 8);
    payload[9] = (byte) height;
    payload[10] = (byte) (height >> 8);
    return FIRST_PART;
  }

  private void packet(long timestamp, long arrival, boolean marker, int length) {
    long number = sequence++;
    if (!lost.test(number)) {
      arrive(number, timestamp, arrival, marker, length);
    } else if (resentAfterNanos > 0) {
      long again = arrival + resentAfterNanos;
      late.add(new Late(again, () -> arrive(number, timestamp, again, marker, length)));
    }
  }

  private void arrive(long number, long timestamp, long arrival, boolean marker, int length) {
    if (!sink.onRtp(this.number, number, timestamp, arrival, marker, payload, 0, length)) {
      refused++;
    }
  }
}

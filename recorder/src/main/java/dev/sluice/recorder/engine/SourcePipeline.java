package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecordedSource;
import dev.sluice.recorder.depacketize.CodedFrame;
import dev.sluice.recorder.depacketize.Depacketizer;
import dev.sluice.recorder.reorder.PacketPool;
import dev.sluice.recorder.reorder.ReorderBuffer;
import dev.sluice.recorder.reorder.ReorderLimits;
import dev.sluice.recorder.track.CaptureClock;
import dev.sluice.recorder.track.TrackCounts;
import java.util.concurrent.TimeUnit;

/** What exists once for each source: its numbers and timestamps begin anew with it. */
final class SourcePipeline {

  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final RecordedSource source;
  private final int clockRate;
  private final ReorderBuffer reorder;
  private final Depacketizer depacketizer;
  private final CaptureClock clock;
  private final DropTally drops;

  private SourcePipeline(
      RecordedSource source,
      ReorderBuffer reorder,
      Depacketizer depacketizer,
      DropTally drops,
      CaptureClock clock) {
    this.source = source;
    this.reorder = reorder;
    this.depacketizer = depacketizer;
    this.drops = drops;
    this.clock = clock;
    clockRate = clockRate(source);
  }

  static SourcePipeline of(
      RecordedSource source,
      ReorderLimits limits,
      PacketPool pool,
      ReorderBuffer.Listener listener) {
    return of(source, limits, pool, listener, new CaptureClock(clockRate(source)));
  }

  private static SourcePipeline of(
      RecordedSource source,
      ReorderLimits limits,
      PacketPool pool,
      ReorderBuffer.Listener listener,
      CaptureClock clock) {
    return new SourcePipeline(
        source,
        new ReorderBuffer(limits, pool, listener),
        Depacketizer.of(source),
        new DropTally(),
        clock);
  }

  /**
   * The next one of the same track, whose present one was drained. When it is the same again, after
   * a mute perhaps, what is known of it stays known: some publishers send their parameter sets only
   * once.
   */
  SourcePipeline next(
      RecordedSource next, ReorderLimits limits, PacketPool pool, ReorderBuffer.Listener listener) {
    CaptureClock nextClock = clock.next(clockRate(next));
    if (!next.equals(source)) {
      return of(next, limits, pool, listener, nextClock);
    }
    skip();
    return new SourcePipeline(source, reorder, depacketizer, drops, nextClock);
  }

  private static int clockRate(RecordedSource source) {
    return Math.max(1, source.clockRate());
  }

  /** Packets were left out: the next frame does not follow the last one. */
  void skip() {
    depacketizer.onLoss(0, 1);
  }

  /**
   * Carries over what was dropped since the last time.
   *
   * @return true when something of it is no media of the codec
   */
  boolean countDrops(TrackCounts counts) {
    return drops.collect(reorder, depacketizer.counters(), counts);
  }

  RecordedSource source() {
    return source;
  }

  int clockRate() {
    return clockRate;
  }

  ReorderBuffer reorder() {
    return reorder;
  }

  Depacketizer depacketizer() {
    return depacketizer;
  }

  CaptureClock clock() {
    return clock;
  }

  long duration(CodedFrame frame) {
    return frame.durationTicks() * NANOS_PER_SECOND / clockRate;
  }
}

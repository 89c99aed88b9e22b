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
  private final DropTally drops = new DropTally();

  private SourcePipeline(
      RecordedSource source,
      ReorderLimits limits,
      PacketPool pool,
      ReorderBuffer.Listener listener,
      CaptureClock clock) {
    this.source = source;
    this.clock = clock;
    clockRate = clockRate(source);
    reorder = new ReorderBuffer(limits, pool, listener);
    depacketizer = Depacketizer.of(source);
  }

  static SourcePipeline of(
      RecordedSource source,
      ReorderLimits limits,
      PacketPool pool,
      ReorderBuffer.Listener listener) {
    return new SourcePipeline(source, limits, pool, listener, new CaptureClock(clockRate(source)));
  }

  /** The next one of the same track. */
  SourcePipeline next(
      RecordedSource next, ReorderLimits limits, PacketPool pool, ReorderBuffer.Listener listener) {
    return new SourcePipeline(next, limits, pool, listener, clock.next(clockRate(next)));
  }

  private static int clockRate(RecordedSource source) {
    return Math.max(1, source.clockRate());
  }

  /** One that knows nothing of what came before but the time. */
  SourcePipeline afterPause(
      ReorderLimits limits, PacketPool pool, ReorderBuffer.Listener listener) {
    return new SourcePipeline(source, limits, pool, listener, clock);
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

package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecorderEvent.PacketDropReason;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.track.TrackCounts;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Tells what was dropped of a recording, once a second at most. */
final class DropReport {

  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final PacketDropReason[] REASONS = PacketDropReason.values();

  private final Optional<RecordingId> recording;
  private final WriterContext context;
  private final long[] told = new long[REASONS.length];
  private long toldNanos;

  DropReport(RecordingId recording, WriterContext context) {
    this.recording = Optional.of(recording);
    this.context = context;
    toldNanos = context.nowNanos();
  }

  boolean isDue(long nowNanos) {
    return nowNanos - toldNanos >= INTERVAL_NANOS;
  }

  void tell(TrackCounts counts, long nowNanos) {
    toldNanos = nowNanos;
    for (PacketDropReason reason : REASONS) {
      long now = counts.dropped(reason);
      long more = now - told[reason.ordinal()];
      if (more > 0) {
        told[reason.ordinal()] = now;
        context.tell(new RecorderEvent.PacketsDropped(recording, reason, more, nowNanos));
      }
    }
  }
}

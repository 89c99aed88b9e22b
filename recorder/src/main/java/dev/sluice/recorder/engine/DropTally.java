package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecorderEvent.PacketDropReason;
import dev.sluice.recorder.depacketize.DepacketizerCounters;
import dev.sluice.recorder.depacketize.DropReason;
import dev.sluice.recorder.reorder.ReorderBuffer;
import dev.sluice.recorder.track.TrackCounts;

/** Carries what the parts of one source count over into the counts of its track. */
final class DropTally {

  private static final DropReason[] REASONS = DropReason.values();

  private final long[] seen = new long[REASONS.length];
  private long seenLate;

  /**
   * Takes what is new.
   *
   * @return true when there is something new that is no media of the codec
   */
  boolean collect(ReorderBuffer reorder, DepacketizerCounters counters, TrackCounts counts) {
    counts.dropped(PacketDropReason.TOO_LATE, reorder.late() - seenLate);
    seenLate = reorder.late();
    boolean malformed = false;
    for (DropReason reason : REASONS) {
      long now = counters.droppedPackets(reason);
      long more = now - seen[reason.ordinal()];
      if (more > 0) {
        seen[reason.ordinal()] = now;
        PacketDropReason dropped = dropReason(reason);
        counts.dropped(dropped, more);
        malformed |= dropped == PacketDropReason.MALFORMED;
      }
    }
    return malformed;
  }

  private static PacketDropReason dropReason(DropReason reason) {
    return switch (reason) {
      case INCOMPLETE -> PacketDropReason.INCOMPLETE;
      case UNDECODABLE -> PacketDropReason.AWAITING_KEYFRAME;
      case MALFORMED, UNSUPPORTED, TOO_LARGE, NO_PARAMETER_SETS -> PacketDropReason.MALFORMED;
    };
  }
}

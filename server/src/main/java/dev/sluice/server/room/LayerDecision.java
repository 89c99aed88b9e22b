package dev.sluice.server.room;

import dev.sluice.server.room.forwarding.EncodingLadder;
import dev.sluice.server.room.forwarding.SizeLimits;
import dev.sluice.server.rtp.MediaKind;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Which encoding a slot is sent, and why.
 *
 * @param current the one that is sent; empty while none is
 * @param target the one aimed at; empty while none is alive
 * @param limits how large a picture is of use, 0 for no limit
 * @param choice what the subscriber asked for
 */
public record LayerDecision(
    OptionalInt current, OptionalInt target, Reason reason, SizeLimits limits, LayerChoice choice) {

  static LayerDecision of(Subscription slot) {
    return new LayerDecision(
        index(slot.current()),
        index(slot.target()),
        reason(slot),
        slot.demand().limits(),
        slot.demand().choice());
  }

  private static OptionalInt index(int encoding) {
    return encoding == EncodingLadder.NONE ? OptionalInt.empty() : OptionalInt.of(encoding);
  }

  private static Reason reason(Subscription slot) {
    if (slot.publication().isEmpty()) {
      return Reason.NO_TRACK;
    }
    Publication publication = slot.publication().get();
    if (slot.demand().hidden()) {
      return Reason.NOT_SHOWN;
    } else if (!slot.subscriber().transport().connected()) {
      return Reason.NOT_CONNECTED;
    } else if (publication.muted()) {
      return Reason.MUTED;
    } else if (slot.kind() == MediaKind.AUDIO) {
      return Reason.ONLY_ONE;
    } else if (slot.target() == EncodingLadder.NONE) {
      return Reason.NOTHING_ARRIVES;
    } else if (slot.target() != slot.current()) {
      return Reason.AWAITS_KEYFRAME;
    } else if (slot.target() == publication.indexOf(slot.demand().choice())) {
      return Reason.CHOSEN;
    }
    return slot.demand().limits().equals(SizeLimits.NONE) ? Reason.BEST : Reason.FITS_SIZE;
  }

  /** Why it is so; the first that is true. */
  public enum Reason {
    /** There is no track in the slot. */
    NO_TRACK,
    /** The subscriber does not show it. */
    NOT_SHOWN,
    /** The subscriber's media are not up. */
    NOT_CONNECTED,
    /** The track is muted. */
    MUTED,
    /** Sound has one encoding. */
    ONLY_ONE,
    /** Nothing of the track arrives. */
    NOTHING_ARRIVES,
    /** The aim is known, its keyframe has not come yet. */
    AWAITS_KEYFRAME,
    /** The subscriber asked for it. */
    CHOSEN,
    /** It is the best for the size in which it is shown, or within what is allowed. */
    FITS_SIZE,
    /** It is the best that arrives. */
    BEST;

    /** The reason in an API. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

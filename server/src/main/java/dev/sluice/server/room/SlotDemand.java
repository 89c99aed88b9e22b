package dev.sluice.server.room;

import dev.sluice.server.room.forwarding.LayerSelector;
import dev.sluice.server.room.forwarding.SizeLimits;

/**
 * What a subscriber wants of one slot, whichever track is in it: whether and how large it shows it,
 * and the encodings it asked for. Owned by the room's loop.
 */
final class SlotDemand {

  private boolean hidden;
  private SizeLimits limits = SizeLimits.NONE;
  private LayerChoice choice = LayerChoice.AUTOMATIC;

  /** It is shown at this size in pixels; at 0 by 0 not at all. */
  void hint(int width, int height) {
    hidden = width == 0 && height == 0;
    limits = limits.shownAt(width, height);
  }

  void choose(LayerChoice newChoice) {
    choice = newChoice;
    limits = limits.within(choice.maxWidth().orElse(0), choice.maxHeight().orElse(0));
  }

  /** Tells the selector of the track that is in the slot. */
  void direct(LayerSelector selector, Publication track) {
    selector.direct(track.indexOf(choice), limits);
  }

  /** True when the subscriber has said that it does not show the slot. */
  boolean hidden() {
    return hidden;
  }

  SizeLimits limits() {
    return limits;
  }

  LayerChoice choice() {
    return choice;
  }
}

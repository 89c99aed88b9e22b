package dev.sluice.server.room;

import dev.sluice.server.room.forwarding.EncodingLadder;

/** What all slots a participant ever had have counted. Owned by the room's loop. */
final class SlotCounters {

  long layersRaised;
  long layersLowered;

  /** Packets sent again, of slots that are gone. */
  long goneRetransmitted;

  /** A slot goes over to another encoding of what it shows; it begins with {@code NONE}. */
  void onLayer(EncodingLadder ladder, int before, int next) {
    if (before == EncodingLadder.NONE || before == next) {
      return;
    }
    if (ladder.better(next, before)) {
      layersRaised++;
    } else {
      layersLowered++;
    }
  }
}

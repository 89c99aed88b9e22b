package dev.sluice.server.room;

/** What all slots a participant ever had have counted. Owned by the room's loop. */
final class SlotCounters {

  long layersRaised;
  long layersLowered;

  /** Packets sent again, of slots that are gone. */
  long goneRetransmitted;
}

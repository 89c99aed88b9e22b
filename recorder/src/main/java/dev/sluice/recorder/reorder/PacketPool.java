package dev.sluice.recorder.reorder;

/**
 * Places for packets that wait, shared by all buffers of one thread: what a burst of one track
 * needed is there for the next one of another. Not thread-safe.
 */
public final class PacketPool {

  private final HeldPacket[] free;
  private int count;

  /**
   * @param retained how many places are kept for later use at most; any number may be in use
   */
  public PacketPool(int retained) {
    free = new HeldPacket[retained];
  }

  /** A place with at least {@code length} bytes; what is in it is anything. */
  HeldPacket take(int length) {
    if (length > HeldPacket.USUAL_BYTES || count == 0) {
      return new HeldPacket(length);
    }
    HeldPacket packet = free[--count];
    free[count] = null;
    return packet;
  }

  /** Takes a place back; those larger than usual are not kept. */
  void giveBack(HeldPacket packet) {
    if (packet.payload.length == HeldPacket.USUAL_BYTES && count < free.length) {
      free[count++] = packet;
    }
  }
}

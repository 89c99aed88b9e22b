package dev.sluice.recorder.reorder;

/**
 * Packets by their sequence number: a ring that grows with the distance between them, up to a
 * bound. Two packets whose numbers differ by the bound or more are never in it together.
 */
final class WaitingPackets {

  private static final int FIRST_CAPACITY = 64;

  private HeldPacket[] ring = new HeldPacket[FIRST_CAPACITY];
  private int count;
  private int bytes;

  /** Of payload. */
  int bytes() {
    return bytes;
  }

  int count() {
    return count;
  }

  boolean isEmpty() {
    return count == 0;
  }

  boolean contains(long sequence) {
    HeldPacket packet = ring[slot(sequence)];
    return packet != null && packet.sequence == sequence;
  }

  /**
   * Keeps a packet whose number is not there yet.
   *
   * @param distance from the lowest number that may be in the ring together with it
   */
  void put(HeldPacket packet, long distance) {
    if (distance >= ring.length) {
      grow(Integer.highestOneBit((int) distance) << 1);
    }
    ring[slot(packet.sequence)] = packet;
    count++;
    bytes += packet.length;
  }

  /** Takes out a packet that is there. */
  HeldPacket take(long sequence) {
    int slot = slot(sequence);
    HeldPacket packet = ring[slot];
    ring[slot] = null;
    count--;
    bytes -= packet.length;
    return packet;
  }

  /** The lowest number from {@code from} on that is there; there must be one. */
  long firstFrom(long from) {
    long sequence = from;
    while (!contains(sequence)) {
      sequence++;
    }
    return sequence;
  }

  /** When the first of them all came; {@link Long#MAX_VALUE} when there is none. */
  long firstArrivalNanos() {
    long first = Long.MAX_VALUE;
    for (HeldPacket packet : ring) {
      if (packet != null) {
        first = Math.min(first, packet.arrivalNanos);
      }
    }
    return first;
  }

  private int slot(long sequence) {
    return (int) sequence & (ring.length - 1);
  }

  private void grow(int capacity) {
    HeldPacket[] old = ring;
    ring = new HeldPacket[capacity];
    for (HeldPacket packet : old) {
      if (packet != null) {
        ring[slot(packet.sequence)] = packet;
      }
    }
  }
}

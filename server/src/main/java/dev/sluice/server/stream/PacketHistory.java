package dev.sluice.server.stream;

import dev.sluice.server.rtp.RtpPacket;

/**
 * The latest packets of one received encoding, kept once for all who forward it: live packets are
 * forwarded from here and retransmissions answered from here. A ring indexed by sequence number,
 * whose slots are allocated at first use, no larger than their packets need, and then reused: what
 * a publisher can make us keep is what it sends. Not thread-safe.
 *
 * <p>It also is the one place that recognises duplicates: a packet that arrives both by itself and
 * as a retransmission is stored once, and {@link #put} says no the second time. Forwarding relies
 * on it, since the same packet must not be sealed twice.
 */
public final class PacketHistory {

  private final int slotBytes;
  private HistoryPacket[] slots;
  private int mask;

  /**
   * @param capacity packets kept; a power of two
   * @param slotBytes the longest packet taken, header included
   */
  public PacketHistory(int capacity, int slotBytes) {
    this.slotBytes = slotBytes;
    allocate(capacity);
  }

  private void allocate(int capacity) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("capacity " + capacity + " is not a power of two");
    }
    slots = new HistoryPacket[capacity];
    mask = capacity - 1;
  }

  /**
   * Keeps more packets from now on, or fewer; the newest stay.
   *
   * @param capacity a power of two
   */
  public void resize(int capacity) {
    HistoryPacket[] former = slots;
    allocate(capacity);
    for (HistoryPacket packet : former) {
      if (packet != null && packet.filled()) {
        int index = (int) (packet.extendedSequence() & mask);
        HistoryPacket rival = slots[index];
        if (rival == null || rival.extendedSequence() < packet.extendedSequence()) {
          slots[index] = packet;
        }
      }
    }
  }

  /**
   * Copies a packet in, without its padding.
   *
   * @return its slot, with key frame flag and extension octets unset; null when the packet is
   *     already here, is older than everything kept, or is longer than a slot; or when its slot
   *     holds a packet that is {@linkplain HistoryPacket#hold held}
   */
  public HistoryPacket put(
      RtpPacket packet, long extendedSequence, long extendedTimestamp, long arrivalNanos) {
    int headerLength = packet.payloadOffset() - packet.offset();
    int lengthBytes = headerLength + packet.payloadLength();
    HistoryPacket slot = claim(extendedSequence, lengthBytes);
    if (slot != null) {
      System.arraycopy(packet.buffer(), packet.offset(), slot.data(), 0, lengthBytes);
      slot.fill(
          extendedSequence,
          extendedTimestamp,
          arrivalNanos,
          packet.marker(),
          packet.payloadType(),
          headerLength,
          packet.payloadLength());
    }
    return slot;
  }

  private HistoryPacket claim(long extendedSequence, int lengthBytes) {
    if (lengthBytes > slotBytes) {
      return null;
    }
    int index = (int) (extendedSequence & mask);
    HistoryPacket slot = slots[index];
    if (slot == null) {
      slot = new HistoryPacket();
      slots[index] = slot;
    } else if (slot.held() || (slot.filled() && slot.extendedSequence() >= extendedSequence)) {
      return null;
    }
    slot.reserve(lengthBytes, slotBytes);
    return slot;
  }

  /** The packet with this unwrapped sequence number, or null when it never came or is gone. */
  public HistoryPacket get(long extendedSequence) {
    HistoryPacket slot = slots[(int) (extendedSequence & mask)];
    return slot != null && slot.filled() && slot.extendedSequence() == extendedSequence
        ? slot
        : null;
  }

  /** How many packets are kept at most. */
  public int capacity() {
    return slots.length;
  }

  /** The longest packet taken, header included: what a slot may come to occupy. */
  public int slotBytes() {
    return slotBytes;
  }
}

package dev.sluice.server.stream;

import java.util.Arrays;

/**
 * Remembers what was sent under which sequence number, so that a NACK can be answered from the
 * publication's {@link PacketHistory} although the stream was rewritten and its source may have
 * been switched since. A ring of primitive arrays; nothing is allocated per packet. Not
 * thread-safe.
 *
 * <p>A receiver repeats a NACK until the packet is there, and several repeats fit into one round
 * trip; answering each would double the load of a link that is losing packets already. Hence the
 * quiet time after each answer and the limit per packet.
 */
public final class SentLog {

  /** {@link #find}: the packet was never sent, or too long ago. */
  public static final int UNKNOWN = -1;

  /** {@link #find}: an answer is under way. */
  public static final int TOO_SOON = -2;

  /** {@link #find}: answered so often that one more will not help. */
  public static final int EXHAUSTED = -3;

  private static final long EMPTY = Long.MIN_VALUE;
  private static final long MAX_QUIET_NANOS = 100_000_000L;
  private static final int MAX_RESENDS = 5;

  private final int capacity;
  private final int mask;

  // Allocated with the first packet: many slots of a session never show anything.
  private long[] sequences;
  private long[] sourceSequences;
  private int[] sourceIds;
  private int[] timestamps;
  private int[] codecFields;
  private long[] resentNanos;
  private byte[] resends;
  private long highestSequence = EMPTY;

  /**
   * @param capacity packets remembered; a power of two, at most 32768
   */
  public SentLog(int capacity) {
    if (Integer.bitCount(capacity) != 1 || capacity > 0x8000) {
      throw new IllegalArgumentException("capacity " + capacity + " is no power of two to 32768");
    }
    this.capacity = capacity;
    this.mask = capacity - 1;
  }

  private void allocate() {
    sequences = new long[capacity];
    Arrays.fill(sequences, EMPTY);
    sourceSequences = new long[capacity];
    sourceIds = new int[capacity];
    timestamps = new int[capacity];
    codecFields = new int[capacity];
    resentNanos = new long[capacity];
    resends = new byte[capacity];
  }

  /**
   * Notes a sent packet.
   *
   * @param outgoingSequence its 64-bit sequence number
   * @param outgoingTimestamp its RTP timestamp as sent
   * @param sourceId by which the owner finds the packet's history again
   * @param sourceSequence the packet's key in that history
   * @param codecFields what the codec's rewriter chose, such as {@code Vp8Rewriter}'s packed fields
   */
  public void record(
      long outgoingSequence,
      int outgoingTimestamp,
      int sourceId,
      long sourceSequence,
      int codecFields) {
    if (highestSequence == EMPTY) {
      allocate();
    }
    int place = (int) (outgoingSequence & mask);
    if (sequences[place] > outgoingSequence) {
      return;
    }
    sequences[place] = outgoingSequence;
    timestamps[place] = outgoingTimestamp;
    sourceIds[place] = sourceId;
    sourceSequences[place] = sourceSequence;
    this.codecFields[place] = codecFields;
    resends[place] = 0;
    if (outgoingSequence > highestSequence) {
      highestSequence = outgoingSequence;
    }
  }

  /**
   * Looks for the packet a NACK names.
   *
   * @param sequenceNumber the 16 bits in the NACK
   * @param roundTripNanos to the receiver; 0 or less when unknown
   * @return a place for the accessors below, good until the next {@link #record}; or {@link
   *     #UNKNOWN}, {@link #TOO_SOON}, {@link #EXHAUSTED}
   */
  public int find(int sequenceNumber, long nowNanos, long roundTripNanos) {
    if (highestSequence == EMPTY) {
      return UNKNOWN;
    }
    long sequence = highestSequence - ((highestSequence - sequenceNumber) & 0xffff);
    int place = (int) (sequence & mask);
    if (sequences[place] != sequence) {
      return UNKNOWN;
    }
    if (resends[place] == 0) {
      return place;
    }
    if (resends[place] >= MAX_RESENDS) {
      return EXHAUSTED;
    }
    long quiet =
        roundTripNanos > 0 ? Math.min(MAX_QUIET_NANOS, 2 * roundTripNanos) : MAX_QUIET_NANOS;
    return nowNanos - resentNanos[place] < quiet ? TOO_SOON : place;
  }

  /** Notes that the packet at {@code place} was sent again. */
  public void onResent(int place, long nowNanos) {
    resends[place]++;
    resentNanos[place] = nowNanos;
  }

  /** The 64-bit outgoing sequence number at {@code place}. */
  public long outgoingSequence(int place) {
    return sequences[place];
  }

  /** The RTP timestamp that was sent. */
  public int timestamp(int place) {
    return timestamps[place];
  }

  public int sourceId(int place) {
    return sourceIds[place];
  }

  public long sourceSequence(int place) {
    return sourceSequences[place];
  }

  public int codecFields(int place) {
    return codecFields[place];
  }
}

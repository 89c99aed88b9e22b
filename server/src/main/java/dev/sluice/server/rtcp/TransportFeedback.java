package dev.sluice.server.rtcp;

import dev.sluice.server.bytes.BigEndian;

/**
 * Arrival times of packets by their transport-wide sequence numbers.
 * draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |      base sequence number     |      packet status count      |
 * |                 reference time                | fb pkt. count |
 * |          packet chunk         |         packet chunk          |
 * |         packet chunk          |  recv delta   |  recv delta   |
 * </pre>
 *
 * <p>It speaks of the {@link #packetCount} sequence numbers from {@link #baseSequence} on. Only the
 * received ones are stored, each of which took a byte of the datagram at least; all others in that
 * range were not received. So a few bytes that claim 65535 lost packets cost nothing here, and
 * readers should walk the received ones rather than the range. Immutable.
 */
public final class TransportFeedback implements RtcpPacket {

  /** One unit of {@link #referenceTimeTicks}, in nanoseconds. */
  public static final long REFERENCE_TICK_NANOS = 64_000_000;

  /** One unit of {@link #deltaTicks}, in nanoseconds. */
  public static final long DELTA_TICK_NANOS = 250_000;

  /** Base sequence, status count, reference time and feedback count, in bytes. */
  static final int FIXED_LENGTH = 8;

  private static final int NOT_RECEIVED = 0;
  private static final int SMALL_DELTA = 1;
  private static final int LARGE_DELTA = 2;

  private final int senderSsrc;
  private final int mediaSsrc;
  private final int baseSequence;
  private final int packetCount;
  private final int referenceTimeTicks;
  private final int feedbackCount;
  private final char[] receivedOffsets;
  private final short[] deltas;
  private int receivedCount;

  private TransportFeedback(int senderSsrc, int mediaSsrc, byte[] fci, int offset, int length) {
    this.senderSsrc = senderSsrc;
    this.mediaSsrc = mediaSsrc;
    this.baseSequence = BigEndian.u16(fci, offset);
    this.packetCount = BigEndian.u16(fci, offset + 2);
    // sign-extended: the reference time is a 24-bit signed integer
    this.referenceTimeTicks = (BigEndian.u24(fci, offset + 4) << 8) >> 8;
    this.feedbackCount = BigEndian.u8(fci, offset + 7);
    // every received packet has a delta of a byte or two behind the chunks
    int mostReceived = Math.min(packetCount, length - FIXED_LENGTH);
    this.receivedOffsets = new char[mostReceived];
    this.deltas = new short[mostReceived];
  }

  /** Reads the feedback control information at fci[offset, offset+length); null if malformed. */
  static TransportFeedback readOrNull(
      int senderSsrc, int mediaSsrc, byte[] fci, int offset, int length) {
    if (length < FIXED_LENGTH) {
      return null;
    }
    TransportFeedback feedback = new TransportFeedback(senderSsrc, mediaSsrc, fci, offset, length);
    return feedback.readStatuses(fci, offset + FIXED_LENGTH, offset + length) ? feedback : null;
  }

  /** Who received the packets. */
  public int senderSsrc() {
    return senderSsrc;
  }

  /** Any one of the streams the packets belong to. */
  public int mediaSsrc() {
    return mediaSsrc;
  }

  /** The first sequence number spoken of, 0 to 65535. */
  public int baseSequence() {
    return baseSequence;
  }

  /** How many consecutive sequence numbers are spoken of, 0 to 65535. */
  public int packetCount() {
    return packetCount;
  }

  /** The receiver's clock in units of 64 ms, signed 24 bits: -2^23 to 2^23 - 1, wrapping. */
  public long referenceTimeTicks() {
    return referenceTimeTicks;
  }

  /** Counts feedback packets, 0 to 255, wrapping. */
  public int feedbackCount() {
    return feedbackCount;
  }

  /** How many of the packets were received. */
  public int receivedCount() {
    return receivedCount;
  }

  /**
   * The {@code i}-th received packet's distance from {@link #baseSequence}, in [0, packetCount) and
   * ascending.
   */
  public int receivedOffset(int i) {
    return receivedOffsets[i];
  }

  /** The {@code i}-th received packet's sequence number, 0 to 65535. */
  public int receivedSequence(int i) {
    return (baseSequence + receivedOffsets[i]) & 0xffff;
  }

  /**
   * Time from the received packet before (from the reference time for the first) to the {@code
   * i}-th, in units of 250 µs; negative when they were reordered.
   */
  public int deltaTicks(int i) {
    return deltas[i];
  }

  @Override
  public String toString() {
    return "TransportFeedback[baseSequence="
        + baseSequence
        + ", packetCount="
        + packetCount
        + ", receivedCount="
        + receivedCount
        + ", feedbackCount="
        + feedbackCount
        + "]";
  }

  /** Walks the chunks, noting in {@link #deltas} how wide each delta is; then reads the deltas. */
  private boolean readStatuses(byte[] data, int start, int end) {
    int position = start;
    int covered = 0;
    while (covered < packetCount) {
      if (position + 2 > end) {
        return false;
      }
      int chunk = BigEndian.u16(data, position);
      position += 2;
      int symbols;
      if ((chunk & 0x8000) == 0) {
        symbols = Math.min(chunk & 0x1fff, packetCount - covered);
        if (!readRun((chunk >> 13) & 0x03, covered, symbols)) {
          return false;
        }
      } else {
        int width = (chunk & 0x4000) == 0 ? 1 : 2;
        symbols = Math.min(14 / width, packetCount - covered);
        if (!readVector(chunk, width, covered, symbols)) {
          return false;
        }
      }
      covered += symbols;
    }
    return readDeltas(data, position, end);
  }

  private boolean readRun(int symbol, int firstOffset, int symbols) {
    if (symbol == NOT_RECEIVED) {
      return true;
    }
    for (int i = 0; i < symbols; i++) {
      if (!addStatus(symbol, firstOffset + i)) {
        return false;
      }
    }
    return true;
  }

  private boolean readVector(int chunk, int width, int firstOffset, int symbols) {
    int mask = (1 << width) - 1;
    for (int i = 0; i < symbols; i++) {
      int symbol = (chunk >> (14 - width * (i + 1))) & mask;
      if (symbol != NOT_RECEIVED && !addStatus(symbol, firstOffset + i)) {
        return false;
      }
    }
    return true;
  }

  private boolean addStatus(int symbol, int offset) {
    if (symbol > LARGE_DELTA || receivedCount == deltas.length) {
      return false; // a reserved symbol, or more packets than there are deltas
    }
    receivedOffsets[receivedCount] = (char) offset;
    deltas[receivedCount++] = (short) symbol;
    return true;
  }

  private boolean readDeltas(byte[] data, int start, int end) {
    int position = start;
    for (int i = 0; i < receivedCount; i++) {
      int width = deltas[i] == SMALL_DELTA ? 1 : 2;
      if (position + width > end) {
        return false;
      }
      deltas[i] =
          (short) (width == 1 ? BigEndian.u8(data, position) : BigEndian.u16(data, position));
      position += width;
    }
    return true;
  }
}

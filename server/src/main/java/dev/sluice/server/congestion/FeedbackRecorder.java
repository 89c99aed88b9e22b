package dev.sluice.server.congestion;

import dev.sluice.server.bytes.BigEndian;
import dev.sluice.server.bytes.SequenceUnwrapper;
import java.util.Arrays;

/**
 * Notes when the packets of one peer arrive and writes transport-wide congestion control feedback
 * about them (draft-holmer-rmcat-transport-wide-cc-extensions-01), from which the peer estimates
 * its bandwidth.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |V=2|P|  FMT=15 |    PT=205     |           length              |
 * |                     SSRC of packet sender                     |
 * |                      SSRC of media source                     |
 * |      base sequence number     |      packet status count      |
 * |                 reference time                | fb pkt. count |
 * |          packet chunk         |         packet chunk          |
 * .                              ...                              .
 * |         packet chunk          |  recv delta   |  recv delta   |
 * .                              ...                              .
 * |           recv delta          |  recv delta   | zero padding  |
 * </pre>
 *
 * <p>Every packet is reported as received exactly once. A packet that was reported missing and
 * comes late is reported in a message of its own kind, which begins at it; packets that come more
 * than 500 ms after their neighbours are past helping. Memory is fixed; a peer that skips numbers
 * costs nothing. Not thread-safe; owned by the transport's MediaLoop.
 */
public final class FeedbackRecorder {

  /** Room that {@link #write} needs: a message about one packet and a gap before it. */
  public static final int MIN_MESSAGE_BYTES = 28;

  private static final int HEADER_BYTES = 20;

  /** Sequence numbers remembered: half a second at 80 Mbit/s in packets of 1200 bytes. */
  private static final int WINDOW = 4096;

  private static final int MASK = WINDOW - 1;

  private static final long LATE_WINDOW_TICKS = 2_000;
  private static final long MILLISECOND = 1_000_000L;
  private static final long INTERVAL_NANOS = 100 * MILLISECOND;

  /** With this much to say, feedback goes out twice as often. */
  private static final int BUSY_PACKETS = 32;

  private static final long BUSY_INTERVAL_NANOS = 50 * MILLISECOND;

  /** With this much to say, it goes out at once: it fills half a datagram. */
  private static final int URGENT_PACKETS = 400;

  /** Statuses in one message; keeps a message inside a datagram whatever the loss. */
  private static final int MAX_STATUSES = 1024;

  private static final byte ABSENT = 0;
  private static final byte PENDING = 1;
  private static final byte REPORTED = 2;

  private static final long NANOS_PER_TICK = 250_000L;
  private static final int TICKS_PER_REFERENCE = 256;

  private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();
  private final byte[] states = new byte[WINDOW];
  private final long[] arrivalTicks = new long[WINDOW];

  private final byte[] statuses = new byte[MAX_STATUSES];
  private final short[] deltas = new short[MAX_STATUSES];

  private boolean started;
  private long originNanos;
  private long lastWriteNanos;

  /** The newest packet, and the oldest there is room for. */
  private long newest;

  private long oldest;

  /** What comes next after everything reported so far. */
  private long nextBase;

  private int pending;
  private long lowestPending;
  private int feedbackCount;

  /**
   * Notes a packet's arrival. All packets that carry the extension count: media, retransmissions,
   * padding.
   *
   * @param transportSequence the 16-bit transport-wide sequence number
   * @param arrivalNanos when it was read from the socket
   */
  public void onPacket(int transportSequence, long arrivalNanos) {
    long sequence = unwrapper.unwrap(transportSequence);
    if (!started) {
      started = true;
      originNanos = arrivalNanos;
      lastWriteNanos = arrivalNanos;
      restartAt(sequence);
    } else if (sequence > newest) {
      advanceTo(sequence);
    }
    long ticks = Math.floorDiv(arrivalNanos - originNanos, NANOS_PER_TICK);
    if (sequence < oldest || states[index(sequence)] != ABSENT || tooLate(sequence, ticks)) {
      return;
    }
    states[index(sequence)] = PENDING;
    arrivalTicks[index(sequence)] = ticks;
    if (pending == 0 || sequence < lowestPending) {
      lowestPending = sequence;
    }
    pending++;
  }

  private static int index(long sequence) {
    return (int) (sequence & MASK);
  }

  private void restartAt(long sequence) {
    Arrays.fill(states, ABSENT);
    newest = sequence;
    oldest = sequence;
    nextBase = sequence;
    pending = 0;
  }

  private void advanceTo(long sequence) {
    if (sequence - newest >= WINDOW) {
      restartAt(sequence);
      return;
    }
    for (long next = newest + 1; next <= sequence; next++) {
      forget(next - WINDOW);
      states[index(next)] = ABSENT;
    }
    newest = sequence;
    oldest = Math.max(oldest, newest - WINDOW + 1);
    nextBase = Math.max(nextBase, oldest);
  }

  /** Makes room: a packet that nobody asked about in time is never reported. */
  private void forget(long sequence) {
    if (sequence >= oldest && states[index(sequence)] == PENDING) {
      pending--;
      if (sequence == lowestPending) {
        lowestPending = nextPending(sequence + 1);
      }
    }
  }

  private long nextPending(long from) {
    long sequence = from;
    while (sequence < newest && states[index(sequence)] != PENDING) {
      sequence++;
    }
    return sequence;
  }

  /** True when the packets after a late one came so long ago that the peer has drawn its lesson. */
  private boolean tooLate(long sequence, long ticks) {
    for (long next = sequence + 1; next < nextBase; next++) {
      if (states[index(next)] != ABSENT) {
        return ticks - arrivalTicks[index(next)] > LATE_WINDOW_TICKS;
      }
    }
    return false;
  }

  /** Packets noted but not yet reported. */
  public int pending() {
    return pending;
  }

  /** True when feedback should be written now: every 100 ms, sooner when there is much to say. */
  public boolean due(long nowNanos) {
    if (pending == 0) {
      return false;
    }
    long elapsed = nowNanos - lastWriteNanos;
    return elapsed >= INTERVAL_NANOS
        || (pending >= BUSY_PACKETS && elapsed >= BUSY_INTERVAL_NANOS)
        || pending >= URGENT_PACKETS;
  }

  /**
   * Writes what is pending as one or more whole RTCP messages, as far as there is room. What finds
   * none stays pending, and {@link #pending()} tells.
   *
   * @param senderSsrc ours
   * @param mediaSsrc any of the peer's
   * @param capacity bytes that may be written at {@code offset}
   * @return bytes written; 0 when nothing is pending or {@code capacity} is below {@link
   *     #MIN_MESSAGE_BYTES}
   */
  public int write(
      long nowNanos, int senderSsrc, int mediaSsrc, byte[] out, int offset, int capacity) {
    int written = 0;
    while (pending > 0 && capacity - written >= MIN_MESSAGE_BYTES) {
      written += writeMessage(senderSsrc, mediaSsrc, out, offset + written, capacity - written);
    }
    lastWriteNanos = nowNanos;
    return written;
  }

  private int writeMessage(int senderSsrc, int mediaSsrc, byte[] out, int offset, int capacity) {
    long base = Math.min(nextBase, lowestPending);
    if (lowestPending - base >= MAX_STATUSES / 2) {
      // After so long a gap the peer has given up those packets by itself.
      base = lowestPending;
    }
    long reference = Math.floorDiv(arrivalTicks[index(lowestPending)], TICKS_PER_REFERENCE);
    int count = collect(base, reference * TICKS_PER_REFERENCE, capacity - HEADER_BYTES);

    int position = offset + HEADER_BYTES;
    for (int i = 0; i < count; ) {
      int taken = StatusChunk.fit(statuses, i, count);
      BigEndian.putU16(out, position, StatusChunk.encode(statuses, i, taken, count));
      position += 2;
      i += taken;
    }
    for (int i = 0; i < count; i++) {
      if (statuses[i] == StatusChunk.SMALL_DELTA) {
        BigEndian.putU8(out, position, deltas[i]);
        position += 1;
      } else if (statuses[i] == StatusChunk.LARGE_DELTA) {
        BigEndian.putU16(out, position, deltas[i] & 0xffff);
        position += 2;
      }
    }
    while ((position - offset) % 4 != 0) {
      out[position++] = 0;
    }
    int length = position - offset;
    BigEndian.putU8(out, offset, 0x80 | 15);
    BigEndian.putU8(out, offset + 1, 205);
    BigEndian.putU16(out, offset + 2, length / 4 - 1);
    BigEndian.putI32(out, offset + 4, senderSsrc);
    BigEndian.putI32(out, offset + 8, mediaSsrc);
    BigEndian.putU16(out, offset + 12, (int) (base & 0xffff));
    BigEndian.putU16(out, offset + 14, count);
    BigEndian.putU24(out, offset + 16, (int) (reference & 0xff_ffff));
    BigEndian.putU8(out, offset + 19, feedbackCount);
    feedbackCount = (feedbackCount + 1) & 0xff;
    markReported(base, count);
    return length;
  }

  /**
   * Fills {@link #statuses} and {@link #deltas} from {@code base} on, up to the last packet that
   * may go into one message.
   *
   * @return statuses to write; the last one is a received packet
   */
  private int collect(long base, long referenceTicks, int capacity) {
    long previousTicks = referenceTicks;
    int deltaBytes = 0;
    int count = 0;
    long end = Math.min(newest, base + MAX_STATUSES - 1);
    for (long sequence = base; sequence <= end; sequence++) {
      int at = (int) (sequence - base);
      byte state = states[index(sequence)];
      if (state == REPORTED) {
        break;
      }
      if (state == ABSENT) {
        statuses[at] = StatusChunk.NOT_RECEIVED;
        continue;
      }
      long delta = arrivalTicks[index(sequence)] - previousTicks;
      if (delta < Short.MIN_VALUE || delta > Short.MAX_VALUE) {
        break;
      }
      boolean small = delta >= 0 && delta <= 0xff;
      deltaBytes += small ? 1 : 2;
      // The worst case of chunks is seven statuses in each.
      int chunkBytes = 2 * ((at + StatusChunk.TWO_BIT_STATUSES) / StatusChunk.TWO_BIT_STATUSES);
      if (count > 0 && ((chunkBytes + deltaBytes + 3) & ~3) > capacity) {
        break;
      }
      statuses[at] = small ? StatusChunk.SMALL_DELTA : StatusChunk.LARGE_DELTA;
      deltas[at] = (short) delta;
      previousTicks = arrivalTicks[index(sequence)];
      count = at + 1;
    }
    return count;
  }

  private void markReported(long base, int count) {
    for (int i = 0; i < count; i++) {
      if (statuses[i] != StatusChunk.NOT_RECEIVED) {
        states[index(base + i)] = REPORTED;
        pending--;
      }
    }
    nextBase = Math.max(nextBase, base + count);
    lowestPending = nextPending(base + count);
  }
}

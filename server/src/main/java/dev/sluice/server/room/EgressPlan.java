package dev.sluice.server.room;

import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.stream.HistoryPacket;
import dev.sluice.server.transport.RtpSender;
import java.util.Arrays;

/**
 * The packets of one read batch that one subscription is about to send, with their new numbers.
 * Holding them until the batch is complete lets lengths be evened out: libwebrtc splits a frame
 * into packets whose lengths differ by at most one byte, and one byte of RTP padding makes the
 * whole frame one run of equal lengths, which leaves in one segmented send.
 *
 * <p>One plan serves all subscriptions of a room in turn. Nothing is allocated once it has grown to
 * the largest batch.
 */
final class EgressPlan {

  private static final int INITIAL_CAPACITY = 64;

  /** The longest VP8 payload descriptor, RFC 7741 section 4.2. */
  static final int MAX_PREFIX = 8;

  private int size;
  private HistoryPacket[] packets = new HistoryPacket[INITIAL_CAPACITY];
  private long[] indexes = new long[INITIAL_CAPACITY];
  private int[] timestamps = new int[INITIAL_CAPACITY];
  private int[] prefixLengths = new int[INITIAL_CAPACITY];
  private int[] skips = new int[INITIAL_CAPACITY];
  private int[] lengths = new int[INITIAL_CAPACITY];
  private byte[][] prefixes = new byte[INITIAL_CAPACITY][MAX_PREFIX];

  /** Where the prefix of the packet added next is to be written. */
  byte[] nextPrefix() {
    if (size == packets.length) {
      grow();
    }
    return prefixes[size];
  }

  /** Adds a packet; its prefix stands in {@link #nextPrefix} already. */
  void add(HistoryPacket packet, long index, int timestamp, int prefixLength, int skip) {
    nextPrefix();
    packets[size] = packet;
    indexes[size] = index;
    timestamps[size] = timestamp;
    prefixLengths[size] = prefixLength;
    skips[size] = skip;
    size++;
  }

  /** Gives up what was added. */
  void clear() {
    Arrays.fill(packets, 0, size, null);
    size = 0;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Sends everything and is empty again. */
  void send(RtpSender sender, PayloadFormat format) {
    for (int i = 0; i < size; i++) {
      lengths[i] = sender.datagramLength(packets[i], format, prefixLengths[i], skips[i]);
    }
    boolean mayPad = sender.mayPad(format);
    int from = 0;
    while (from < size) {
      int to = mayPad ? endOfRun(from) : from + 1;
      int longest = longest(from, to);
      for (int i = from; i < to; i++) {
        sender.send(
            packets[i],
            format,
            indexes[i],
            timestamps[i],
            prefixes[i],
            prefixLengths[i],
            skips[i],
            longest - lengths[i]);
        packets[i] = null;
      }
      from = to;
    }
    size = 0;
  }

  /** The end of the longest run from {@code from} on whose lengths differ by at most one byte. */
  private int endOfRun(int from) {
    int shortest = lengths[from];
    int longest = lengths[from];
    int to = from + 1;
    while (to < size) {
      shortest = Math.min(shortest, lengths[to]);
      longest = Math.max(longest, lengths[to]);
      if (longest - shortest > 1) {
        break;
      }
      to++;
    }
    return to;
  }

  private int longest(int from, int to) {
    int longest = lengths[from];
    for (int i = from + 1; i < to; i++) {
      longest = Math.max(longest, lengths[i]);
    }
    return longest;
  }

  private void grow() {
    int capacity = packets.length * 2;
    packets = Arrays.copyOf(packets, capacity);
    indexes = Arrays.copyOf(indexes, capacity);
    timestamps = Arrays.copyOf(timestamps, capacity);
    prefixLengths = Arrays.copyOf(prefixLengths, capacity);
    skips = Arrays.copyOf(skips, capacity);
    lengths = Arrays.copyOf(lengths, capacity);
    int former = prefixes.length;
    prefixes = Arrays.copyOf(prefixes, capacity);
    for (int i = former; i < capacity; i++) {
      prefixes[i] = new byte[MAX_PREFIX];
    }
  }
}

package dev.sluice.recorder.matroska;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Elements written one after the other into memory, which is used again after {@link #clear}.
 * Masters are opened and closed; their size is filled in when they close. RFC 8794 §4 to §7.
 */
final class EbmlBuffer {

  /** The data size of which all value bits are 1: it is not known. RFC 8794 §6.2 */
  static final long UNKNOWN_SIZE = 0x01FFFFFF_FFFFFFFFL;

  /** How many bytes the size of a master takes here, whatever it is. */
  static final int MASTER_SIZE_LENGTH = 8;

  /** Nanoseconds between the epochs of Java and of EBML's dates, 2001-01-01. RFC 8794 §7.6 */
  static final long DATE_EPOCH_SECONDS = 978_307_200;

  private static final long SIZE_MARKER = 1L << 56;
  private static final int LARGEST_IN_ONE_BYTE = 126;

  private byte[] data = new byte[256];
  private int length;

  byte[] data() {
    return data;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  private void ensure(int more) {
    if (data.length - length < more) {
      data = Arrays.copyOf(data, Math.max(data.length * 2, length + more));
    }
  }

  private void put(long value, int bytes) {
    ensure(bytes);
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
      data[length++] = (byte) (value >> shift);
    }
  }

  void id(int id) {
    put(id & 0xFFFFFFFFL, idLength(id));
  }

  static int idLength(int id) {
    return bytesOf(id & 0xFFFFFFFFL);
  }

  private static int bytesOf(long unsigned) {
    return Math.max(1, (71 - Long.numberOfLeadingZeros(unsigned)) / 8);
  }

  /** A data size in as few bytes as it takes. */
  void size(long size) {
    int bytes = 1;
    while (!fits(size, bytes)) {
      bytes++;
    }
    size(size, bytes);
  }

  /** A data size in eight bytes, so that another one fits into its place. */
  void longSize(long size) {
    size(size, MASTER_SIZE_LENGTH);
  }

  /** A data size in a given number of bytes, which must do for it. */
  void size(long size, int bytes) {
    put(size | (1L << (7 * bytes)), bytes);
  }

  /** Whether a data size can be told in so many bytes; all bits set would mean unknown. */
  static boolean fits(long size, int bytes) {
    return size < (1L << (7 * bytes)) - 1;
  }

  void unknownSize() {
    put(UNKNOWN_SIZE, MASTER_SIZE_LENGTH);
  }

  void unsignedInteger(int id, long value) {
    int bytes = bytesOf(value);
    id(id);
    size(bytes);
    put(value, bytes);
  }

  /** In eight bytes whatever it is, so that an element's length does not depend on it. */
  void longUnsignedInteger(int id, long value) {
    id(id);
    size(Long.BYTES);
    put(value, Long.BYTES);
  }

  void floatingPoint(int id, double value) {
    id(id);
    size(Double.BYTES);
    put(Double.doubleToLongBits(value), Double.BYTES);
  }

  void date(int id, long nanosSinceDateEpoch) {
    id(id);
    size(Long.BYTES);
    put(nanosSinceDateEpoch, Long.BYTES);
  }

  void string(int id, String value) {
    binary(id, value.getBytes(StandardCharsets.UTF_8));
  }

  void binary(int id, byte[] value) {
    id(id);
    size(value.length);
    bytes(value, 0, value.length);
  }

  void bytes(byte[] value, int offset, int count) {
    ensure(count);
    System.arraycopy(value, offset, data, length, count);
    length += count;
  }

  /**
   * What precedes the frame in a Block, without lacing. RFC 9559 §10.1.
   *
   * @param track its number with the marker of a one-byte length
   * @param timestamp relative to the Cluster's, signed 16 bits
   */
  void blockHeader(int track, int timestamp, int flags) {
    put(track, 1);
    put(timestamp, Short.BYTES);
    put(flags, 1);
  }

  /** An element to be skipped, of {@code total} bytes with its id and size: at least 2. */
  void voidElement(int total) {
    id(MatroskaElement.VOID);
    int content;
    if (total - 2 <= LARGEST_IN_ONE_BYTE) {
      content = total - 2;
      size(content);
    } else {
      content = total - 1 - MASTER_SIZE_LENGTH;
      longSize(content);
    }
    ensure(content);
    Arrays.fill(data, length, length + content, (byte) 0);
    length += content;
  }

  /**
   * Begins an element that holds others.
   *
   * @return what {@link #close} wants
   */
  int open(int id) {
    id(id);
    longSize(0);
    return length;
  }

  void close(int opened) {
    long value = SIZE_MARKER | (length - opened);
    for (int i = 0; i < MASTER_SIZE_LENGTH; i++) {
      data[opened - 1 - i] = (byte) (value >> (8 * i));
    }
  }
}

package dev.sluice.recorder.matroska;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Walks over the elements of a file, one header after the other, through a buffer of fixed size.
 * Nothing it meets makes it throw but the disk. RFC 8794 §5, §6.
 */
final class ElementReader {

  /** The size of an element that does not say it. */
  static final long UNKNOWN = -1;

  private static final int BUFFER_LENGTH = 64 * 1024;
  private static final int MAX_ID_LENGTH = 4;
  private static final int MAX_SIZE_LENGTH = 8;

  private final SeekableByteChannel channel;
  private final long fileSize;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_LENGTH).limit(0);
  private long bufferStart;

  private long elementStart;
  private int id;
  private int sizeLength;
  private long size;

  ElementReader(SeekableByteChannel channel) throws IOException {
    this.channel = channel;
    this.fileSize = channel.size();
  }

  long fileSize() {
    return fileSize;
  }

  long position() {
    return bufferStart + buffer.position();
  }

  void seek(long position) {
    long inBuffer = position - bufferStart;
    if (inBuffer >= 0 && inBuffer <= buffer.limit()) {
      buffer.position((int) inBuffer);
    } else {
      bufferStart = position;
      buffer.limit(0);
    }
  }

  /** Returns whether that many bytes can be read from the buffer. */
  private boolean require(int count) throws IOException {
    if (buffer.remaining() >= count) {
      return true;
    }
    bufferStart = position();
    buffer.compact();
    channel.position(bufferStart + buffer.position());
    while (buffer.position() < count && channel.read(buffer) > 0) {}
    buffer.flip();
    return buffer.remaining() >= count;
  }

  /** The next byte, 0 to 255; -1 at the end. */
  int read() throws IOException {
    return require(1) ? buffer.get() & 0xFF : -1;
  }

  /**
   * Reads an id and a size and stands before the content then.
   *
   * @return false at the end of the file, and when what follows is no element
   */
  boolean next() throws IOException {
    elementStart = position();
    int first = read();
    long foundId = number(first, first, lengthOf(first, MAX_ID_LENGTH));
    first = read();
    sizeLength = lengthOf(first, MAX_SIZE_LENGTH);
    long mask = (1L << (7 * sizeLength)) - 1;
    long foundSize = number(first, first & (0xFF >> sizeLength), sizeLength);
    id = (int) foundId;
    size = foundSize == mask ? UNKNOWN : foundSize;
    return foundId > 0 && foundSize >= 0;
  }

  /** How many bytes a number has that begins with this one; 0 if none does. */
  private static int lengthOf(int first, int max) {
    int length = first <= 0 ? 0 : Integer.numberOfLeadingZeros(first) - 23;
    return length <= max ? length : 0;
  }

  /** Reads what follows the first byte of a number; -1 if it is none, or is cut off. */
  private long number(int first, int firstValue, int length) throws IOException {
    if (first < 0 || length == 0) {
      return -1;
    }
    long value = firstValue;
    for (int i = 1; i < length; i++) {
      int next = read();
      if (next < 0) {
        return -1;
      }
      value = value << 8 | next;
    }
    return value;
  }

  int id() {
    return id;
  }

  /** Where the element's id begins. */
  long elementStart() {
    return elementStart;
  }

  /** How many bytes its size takes. */
  int sizeLength() {
    return sizeLength;
  }

  /** Bytes of content; {@link #UNKNOWN} if the element does not say. */
  long size() {
    return size;
  }

  /** Whether its size is known and the file holds all of it. */
  boolean isWhole() {
    return size != UNKNOWN && size <= fileSize - position();
  }

  /** Reads an unsigned integer of the element's size; -1 if it is none, or above 63 bits. */
  long unsignedInteger() throws IOException {
    if (size > Long.BYTES || !require((int) size)) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 8 | (buffer.get() & 0xFF);
    }
    return value;
  }

  /** Reads a signed integer of eight bytes, as dates are; 0 if it is none. */
  long date() throws IOException {
    return size == Long.BYTES && require(Long.BYTES) ? buffer.getLong() : 0;
  }

  /** Reads a float of the element's size; 0 if it is none. */
  double floatingPoint() throws IOException {
    if (size == Double.BYTES && require(Double.BYTES)) {
      return buffer.getDouble();
    }
    return size == Float.BYTES && require(Float.BYTES) ? buffer.getFloat() : 0;
  }

  /** Reads a string; what is longer than {@code max} bytes is cut. */
  String string(int max) throws IOException {
    byte[] bytes = new byte[(int) Math.min(size, max)];
    if (!require(bytes.length)) {
      return "";
    }
    buffer.get(bytes);
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.indexOf(0);
    return end < 0 ? text : text.substring(0, end);
  }

  /** Reads bytes, at most {@code target.length}. Returns how many there were. */
  int bytes(byte[] target, int count) throws IOException {
    int wanted = Math.min(count, target.length);
    require(wanted);
    int length = Math.min(wanted, buffer.remaining());
    buffer.get(target, 0, length);
    return length;
  }
}

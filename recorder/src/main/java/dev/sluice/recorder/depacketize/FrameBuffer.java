package dev.sluice.recorder.depacketize;

import java.util.Arrays;

/**
 * Where a frame is put together: grows with the largest frames, up to a bound. What does not fit is
 * left out and remembered.
 */
final class FrameBuffer {

  private static final int FIRST_CAPACITY = 4_096;

  /** What is larger than usual frames is given back after one that needed it. */
  private static final int RETAINED_CAPACITY = 512 * 1024;

  private final int maxLength;
  private byte[] data = new byte[FIRST_CAPACITY];
  private int length;
  private boolean overflown;

  FrameBuffer(int maxLength) {
    this.maxLength = maxLength;
  }

  void clear() {
    if (data.length > RETAINED_CAPACITY) {
      data = new byte[FIRST_CAPACITY];
    }
    length = 0;
    overflown = false;
  }

  byte[] data() {
    return data;
  }

  int length() {
    return length;
  }

  /** True when more was put in than the bound allows. */
  boolean overflown() {
    return overflown;
  }

  void append(byte[] source, int offset, int count) {
    if (reserve(count)) {
      System.arraycopy(source, offset, data, length, count);
      length += count;
    }
  }

  void append(int value) {
    if (reserve(1)) {
      data[length++] = (byte) value;
    }
  }

  /** Leaves {@code count} bytes for later, whose content is anything. */
  void skip(int count) {
    if (reserve(count)) {
      length += count;
    }
  }

  /** Forgets what is behind the first {@code newLength} bytes. */
  void truncate(int newLength) {
    length = Math.min(length, newLength);
  }

  private boolean reserve(int count) {
    if (overflown || count > maxLength - length) {
      overflown = true;
      return false;
    }
    if (count > data.length - length) {
      data = Arrays.copyOf(data, Math.min(maxLength, Math.max(2 * data.length, length + count)));
    }
    return true;
  }
}

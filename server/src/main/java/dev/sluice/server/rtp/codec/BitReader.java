package dev.sluice.server.rtp.codec;

/**
 * Reads the bit fields of codec headers, most significant bit first. Past the end it reads zeros
 * and {@link #exhausted} says so, so that a parser needs one check at its end.
 */
final class BitReader {

  private static final int LONGEST_EXP_GOLOMB = 31;

  private byte[] data;
  private int position;
  private int end;
  private boolean skipsEmulation;
  private int zeros;
  private int current;
  private int left;
  private boolean exhausted;

  /** Points this reader at data[offset, offset+length). */
  void wrap(byte[] data, int offset, int length) {
    begin(data, offset, length, false);
  }

  /**
   * The same for an H264 NAL unit, of which the emulation prevention bytes are left out: the 3 of
   * each 0 0 3. ITU-T H.264 section 7.4.1.
   */
  void wrapNalUnit(byte[] data, int offset, int length) {
    begin(data, offset, length, true);
  }

  private void begin(byte[] newData, int offset, int length, boolean nalUnit) {
    data = newData;
    position = offset;
    end = offset + length;
    skipsEmulation = nalUnit;
    zeros = 0;
    left = 0;
    exhausted = false;
  }

  /** True once something beyond the end was asked for. */
  boolean exhausted() {
    return exhausted;
  }

  boolean flag() {
    return bits(1) != 0;
  }

  /** The next {@code count} bits, 0 to 32, as an unsigned number. */
  long bits(int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 1 | bit();
    }
    return value;
  }

  void skip(int count) {
    for (int i = 0; i < count; i++) {
      bit();
    }
  }

  /** An unsigned Exp-Golomb code, ITU-T H.264 section 9.1; AV1 calls it uvlc. */
  long unsignedExpGolomb() {
    int leadingZeros = 0;
    while (!exhausted && !flag()) {
      leadingZeros++;
      if (leadingZeros > LONGEST_EXP_GOLOMB) {
        exhausted = true;
      }
    }
    return exhausted ? 0 : (1L << leadingZeros) - 1 + bits(leadingZeros);
  }

  /** A signed Exp-Golomb code, ITU-T H.264 section 9.1.1. */
  long signedExpGolomb() {
    long code = unsignedExpGolomb();
    return (code & 1) == 0 ? -(code >> 1) : (code + 1) >> 1;
  }

  private int bit() {
    if (left == 0) {
      nextByte();
    }
    left--;
    return current >> left & 1;
  }

  private void nextByte() {
    left = Byte.SIZE;
    if (skipsEmulation && zeros >= 2 && position < end && data[position] == 3) {
      position++;
      zeros = 0;
    }
    if (position >= end) {
      exhausted = true;
      current = 0;
      return;
    }
    current = data[position++] & 0xff;
    zeros = current == 0 ? zeros + 1 : 0;
  }
}

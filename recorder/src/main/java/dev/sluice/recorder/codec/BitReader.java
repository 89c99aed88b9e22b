package dev.sluice.recorder.codec;

/**
 * Reads bits from the most significant on. Reading past the end gives zeros and is remembered, so
 * that a parser asks once, when it is through, whether all was there: {@link #exhausted}.
 */
final class BitReader {

  private static final int LONGEST_GOLOMB_PREFIX = 32;

  private final byte[] data;
  private final int end;
  private final boolean emulationPrevention;
  private int position;
  private int bitsLeftInByte = 8;
  private int zeros;
  private boolean exhausted;

  private BitReader(byte[] data, int offset, int length, boolean emulationPrevention) {
    this.data = data;
    this.position = offset;
    this.end = offset + length;
    this.emulationPrevention = emulationPrevention;
  }

  /** Of bytes as they are. */
  static BitReader of(byte[] data, int offset, int length) {
    return new BitReader(data, offset, length, false);
  }

  /** Of a NAL unit's payload: the 3 in each 00 00 03 is left out. ITU-T H.264 §7.4.1. */
  static BitReader ofNalUnit(byte[] data, int offset, int length) {
    return new BitReader(data, offset, length, true);
  }

  /** Of the next bit, counted from the first bit of the array. */
  int position() {
    return position * Byte.SIZE + Byte.SIZE - bitsLeftInByte;
  }

  /** Whether more was read than there was. */
  boolean exhausted() {
    return exhausted;
  }

  boolean flag() {
    return bit() == 1;
  }

  private int bit() {
    if (position >= end) {
      exhausted = true;
      return 0;
    }
    int value = data[position] >> --bitsLeftInByte & 1;
    if (bitsLeftInByte == 0) {
      nextByte();
    }
    return value;
  }

  private void nextByte() {
    zeros = data[position] == 0 ? zeros + 1 : 0;
    position++;
    bitsLeftInByte = 8;
    if (emulationPrevention && zeros >= 2 && position < end && data[position] == 3) {
      position++;
      zeros = 0;
    }
  }

  /** The next bits as an unsigned number; at most 31. */
  int bits(int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 1 | bit();
    }
    return value;
  }

  void skip(int count) {
    for (int i = 0; i < count && !exhausted; i++) {
      bit();
    }
  }

  /**
   * An unsigned Exp-Golomb code, ue(v); what does not fit into an int counts as the end of the
   * data. ITU-T H.264 §9.1.
   */
  int unsignedGolomb() {
    int prefix = 0;
    while (!exhausted && bit() == 0) {
      prefix++;
      if (prefix >= LONGEST_GOLOMB_PREFIX) {
        exhausted = true;
      }
    }
    if (exhausted) {
      return 0;
    }
    long value = (1L << prefix) - 1 + bits(prefix);
    if (value > Integer.MAX_VALUE) {
      exhausted = true;
      return 0;
    }
    return (int) value;
  }

  /** A signed Exp-Golomb code, se(v). ITU-T H.264 §9.1.1. */
  int signedGolomb() {
    int code = unsignedGolomb();
    return (code & 1) == 1 ? (code >>> 1) + 1 : -(code >>> 1);
  }

  /**
   * A number of the form of AV1's uvlc(): as ue(v), but 32 zeros stand for the greatest. AV1
   * §4.10.3.
   */
  void skipUvlc() {
    int prefix = 0;
    while (!exhausted && bit() == 0) {
      prefix++;
    }
    if (prefix < 32) {
      skip(prefix);
    }
  }
}

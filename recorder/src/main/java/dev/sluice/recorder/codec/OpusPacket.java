package dev.sluice.recorder.codec;

/** What the first bytes of an Opus packet tell. RFC 6716 §3.1, §3.2. */
public final class OpusPacket {

  /** The longest a packet may last. RFC 6716 §3.2.5, requirement 5 */
  private static final long LONGEST_NANOS = 120_000_000;

  private static final long[] SILK_NANOS = {10_000_000, 20_000_000, 40_000_000, 60_000_000};
  private static final long[] HYBRID_NANOS = {10_000_000, 20_000_000};
  private static final long[] CELT_NANOS = {2_500_000, 5_000_000, 10_000_000, 20_000_000};
  private static final int FIRST_HYBRID = 12;
  private static final int FIRST_CELT = 16;

  private OpusPacket() {}

  /** How long the packet sounds; 0 if it cannot be one. */
  public static long durationNanos(byte[] data, int offset, int length) {
    int frames = frames(data, offset, length);
    long nanos = frames * frameNanos(length == 0 ? 0 : (data[offset] & 0xFF) >> 3);
    return nanos > LONGEST_NANOS ? 0 : nanos;
  }

  private static int frames(byte[] data, int offset, int length) {
    if (length < 1) {
      return 0;
    }
    return switch (data[offset] & 3) {
      case 0 -> 1;
      case 1, 2 -> 2;
      default -> length < 2 ? 0 : data[offset + 1] & 0x3F;
    };
  }

  private static long frameNanos(int configuration) {
    if (configuration < FIRST_HYBRID) {
      return SILK_NANOS[configuration & 3];
    }
    if (configuration < FIRST_CELT) {
      return HYBRID_NANOS[configuration & 1];
    }
    return CELT_NANOS[configuration & 3];
  }
}

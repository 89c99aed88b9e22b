package dev.sluice.recorder.codec;

import dev.sluice.recorder.RecordedSource.Codec;

/**
 * The identification header of Opus, which is Matroska's CodecPrivate. RFC 7845 §5.1; RFC 9559
 * §5.1.4.1.28.
 *
 * <pre>
 *   0  "OpusHead"
 *   8  version 1
 *   9  channel count
 *  10  pre-skip              u16 little-endian, samples of 48 kHz
 *  12  input sample rate     u32 little-endian, for the record only
 *  16  output gain           s16 little-endian, Q7.8 dB
 *  18  channel mapping family 0: one stream, mono or stereo
 * </pre>
 */
public final class OpusHead {

  /** Opus timestamps and pre-skip count samples of this rate, whatever was put in. RFC 7587 §4.1 */
  public static final int SAMPLE_RATE = 48_000;

  /** How long a decoder must run before a point for its sound to be right. RFC 7845 §4.6 */
  public static final long SEEK_PRE_ROLL_NANOS = 80_000_000;

  private static final int LENGTH = 19;
  private static final byte[] MAGIC = {'O', 'p', 'u', 's', 'H', 'e', 'a', 'd'};

  private OpusHead() {}

  /**
   * The configuration of a track of RTP's Opus. Recording begins in the middle of a stream, so that
   * nothing of the first frame is an encoder's warm-up: the pre-skip is 0.
   *
   * @param channels 1 or 2: what is decoded to, whatever single packets hold
   */
  public static CodecConfiguration configuration(int channels) {
    int decoded = channels == 1 ? 1 : 2;
    return CodecConfiguration.audio(Codec.OPUS, decoded, SAMPLE_RATE, write(decoded, 0));
  }

  private static byte[] write(int channels, int preSkip) {
    byte[] head = new byte[LENGTH];
    System.arraycopy(MAGIC, 0, head, 0, MAGIC.length);
    head[8] = 1;
    head[9] = (byte) channels;
    head[10] = (byte) preSkip;
    head[11] = (byte) (preSkip >> 8);
    head[12] = (byte) SAMPLE_RATE;
    head[13] = (byte) (SAMPLE_RATE >> 8);
    head[14] = (byte) (SAMPLE_RATE >> 16);
    return head;
  }

  /** Matroska's CodecDelay: the pre-skip of an identification header, 0 if it is none. */
  public static long codecDelayNanos(byte[] head) {
    if (head.length < LENGTH) {
      return 0;
    }
    int preSkip = (head[10] & 0xFF) | (head[11] & 0xFF) << 8;
    return preSkip * 1_000_000_000L / SAMPLE_RATE;
  }
}

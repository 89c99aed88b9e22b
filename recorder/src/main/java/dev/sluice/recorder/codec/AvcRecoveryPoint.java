package dev.sluice.recorder.codec;

/**
 * The supplement that says that decoding can begin at a picture that is no IDR picture. ITU-T H.264
 * §D.1.8, §D.2.8.
 */
public final class AvcRecoveryPoint {

  /** There is none. */
  public static final int NONE = -1;

  private static final int PAYLOAD_TYPE = 6;
  private static final int MAX_FRAMES = 0xFFFF;

  private AvcRecoveryPoint() {}

  /**
   * After how many frames pictures are right if decoding begins here.
   *
   * @param data a NAL unit of supplemental enhancement information from its header on
   * @return recovery_frame_cnt, 0 to 65535; {@link #NONE} when no message is one
   */
  public static int frames(byte[] data, int offset, int length) {
    int end = offset + length;
    int at = offset + 1;
    while (at < end - 1) { // the last byte is the trailing bit
      int type = 0;
      while (at < end && data[at] == (byte) 0xFF) {
        type += 0xFF;
        at++;
      }
      type += at < end ? data[at++] & 0xFF : 0;
      int size = 0;
      while (at < end && data[at] == (byte) 0xFF) {
        size += 0xFF;
        at++;
      }
      size += at < end ? data[at++] & 0xFF : 0;
      if (type == PAYLOAD_TYPE && at < end) {
        return frames(BitReader.ofNalUnit(data, at, end - at));
      }
      at += size;
    }
    return NONE;
  }

  private static int frames(BitReader bits) {
    int count = bits.unsignedGolomb();
    return bits.exhausted() || count > MAX_FRAMES ? NONE : count;
  }
}

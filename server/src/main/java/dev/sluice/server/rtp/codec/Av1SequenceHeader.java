package dev.sluice.server.rtp.codec;

/** The largest picture size in an AV1 sequence header OBU. AV1 specification section 5.5. */
final class Av1SequenceHeader {

  private static final int FIRST_LEVEL_WITH_TIERS = 8;

  private final BitReader bits = new BitReader();
  private boolean decoderModel;
  private int bufferDelayLength;
  private int width;
  private int height;

  /** Reads the OBU's payload data[offset, offset+length); false if it can't be. */
  boolean read(byte[] data, int offset, int length) {
    bits.wrap(data, offset, length);
    bits.skip(4); // seq_profile, still_picture
    boolean reducedStillPicture = bits.flag();
    if (reducedStillPicture) {
      bits.skip(5); // seq_level_idx
    } else {
      readTimingInfo();
      readOperatingPoints();
    }
    int widthBits = (int) bits.bits(4) + 1;
    int heightBits = (int) bits.bits(4) + 1;
    long wide = bits.bits(widthBits) + 1;
    long high = bits.bits(heightBits) + 1;
    if (bits.exhausted() || !FrameSizeReader.plausible(wide, high)) {
      return false;
    }
    width = (int) wide;
    height = (int) high;
    return true;
  }

  /** max_frame_width in pixels. */
  int width() {
    return width;
  }

  /** max_frame_height in pixels. */
  int height() {
    return height;
  }

  private void readTimingInfo() {
    decoderModel = false;
    if (!bits.flag()) {
      return;
    }
    bits.skip(64); // num_units_in_display_tick, time_scale
    if (bits.flag()) { // equal_picture_interval
      bits.unsignedExpGolomb();
    }
    decoderModel = bits.flag();
    if (decoderModel) {
      bufferDelayLength = (int) bits.bits(5) + 1;
      bits.skip(42); // num_units_in_decoding_tick, two lengths
    }
  }

  private void readOperatingPoints() {
    boolean displayDelay = bits.flag();
    int count = (int) bits.bits(5) + 1;
    for (int i = 0; i < count; i++) {
      bits.skip(12); // operating_point_idc
      if (bits.bits(5) >= FIRST_LEVEL_WITH_TIERS) {
        bits.skip(1); // seq_tier
      }
      if (decoderModel && bits.flag()) {
        bits.skip(2 * bufferDelayLength + 1);
      }
      if (displayDelay && bits.flag()) {
        bits.skip(4);
      }
    }
  }
}

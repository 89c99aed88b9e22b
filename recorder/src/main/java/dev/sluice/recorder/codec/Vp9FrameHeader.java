package dev.sluice.recorder.codec;

import dev.sluice.recorder.RecordedSource.Codec;
import java.util.Optional;

/** The uncompressed header at the start of a VP9 frame. VP9 bitstream specification §6.2, §7.2. */
public final class Vp9FrameHeader {

  private static final int FRAME_MARKER = 2;
  private static final int SYNC_CODE = 0x498342;

  private static final int COLOR_SPACE_RGB = 7;

  // The features of a VP9 CodecPrivate: id, length, value. WebM's container guidelines.
  private static final int FEATURE_PROFILE = 1;
  private static final int FEATURE_BIT_DEPTH = 3;

  private final BitReader bits;
  private int profile;
  private int bitDepth = 8;
  private int colorSpace;
  private boolean fullRange;

  private Vp9FrameHeader(BitReader bits) {
    this.bits = bits;
  }

  /** Whether the first frame in the bytes says that it is a keyframe. Allocates nothing. */
  public static boolean isKeyframe(byte[] data, int offset, int length) {
    if (length < 2 || (data[offset] & 0xC0) >> 6 != FRAME_MARKER) {
      return false;
    }
    // Profile 3 has a reserved bit more before show_existing_frame and frame_type.
    boolean longProfile = (data[offset] & 0x30) == 0x30;
    int flags = longProfile ? data[offset] & 0x06 : data[offset] & 0x0C;
    return flags == 0;
  }

  /** The configuration that a keyframe brings; empty if it is none, or is broken. */
  public static Optional<CodecConfiguration> configuration(byte[] data, int offset, int length) {
    if (!isKeyframe(data, offset, length)) {
      return Optional.empty();
    }
    return new Vp9FrameHeader(BitReader.of(data, offset, length)).read();
  }

  private Optional<CodecConfiguration> read() {
    bits.skip(2); // frame_marker
    int low = bits.bits(1);
    profile = low | bits.bits(1) << 1;
    if (profile == 3 && bits.flag()) {
      return Optional.empty();
    }
    bits.skip(4); // show_existing_frame, frame_type, show_frame, error_resilient_mode
    if (bits.bits(24) != SYNC_CODE || !readColorConfig()) {
      return Optional.empty();
    }
    int width = bits.bits(16) + 1;
    int height = bits.bits(16) + 1;
    if (bits.exhausted()) {
      return Optional.empty();
    }
    return Optional.of(
        CodecConfiguration.video(Codec.VP9, width, height, codecPrivate(), colour()));
  }

  /** Returns false when a reserved bit is set, or the profile has no such colours. */
  private boolean readColorConfig() {
    if (profile >= 2) {
      bitDepth = bits.flag() ? 12 : 10;
    }
    colorSpace = bits.bits(3);
    boolean oddProfile = (profile & 1) == 1;
    if (colorSpace == COLOR_SPACE_RGB) {
      fullRange = true;
      return oddProfile && !bits.flag();
    }
    fullRange = bits.flag();
    if (oddProfile) {
      bits.skip(2); // subsampling_x, subsampling_y
      return !bits.flag();
    }
    return true;
  }

  /**
   * What players choose a decoder by. Not the level, which frames do not tell, and not the chroma
   * subsampling, which follows from the even profiles and makes libwebm refuse the rest.
   */
  private byte[] codecPrivate() {
    return new byte[] {FEATURE_PROFILE, 1, (byte) profile, FEATURE_BIT_DEPTH, 1, (byte) bitDepth};
  }

  /** VP9's color_space, of which the matrix follows, in the code points of H.273. §7.2.2 */
  private Optional<VideoColour> colour() {
    int matrix =
        switch (colorSpace) {
          case 1 -> 5; // BT.601
          case 2 -> 1; // BT.709
          case 3 -> 6; // SMPTE 170
          case 4 -> 7; // SMPTE 240
          case 5 -> 9; // BT.2020
          case COLOR_SPACE_RGB -> 0;
          default -> VideoColour.UNSPECIFIED;
        };
    return Optional.of(
        new VideoColour(VideoColour.UNSPECIFIED, VideoColour.UNSPECIFIED, matrix, fullRange));
  }
}

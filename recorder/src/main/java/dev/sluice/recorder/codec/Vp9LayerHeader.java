package dev.sluice.recorder.codec;

/**
 * The headers of the frames of a VP9 stream that has several spatial layers: what size each is, and
 * how to hide one. WebRTC's encoders mark the frames of all layers as shown, so that receivers may
 * leave out the higher ones; a player that takes each shown frame for a picture of its own would
 * show all sizes in turn. Of a superframe only the last frame is to be shown. VP9 bitstream
 * specification §6.2, annex B.
 *
 * <p>Must read all frames of the stream in order from a keyframe on, since frames take their size
 * from those they refer to. Not thread-safe.
 */
public final class Vp9LayerHeader {

  private static final int FRAME_MARKER = 2;
  private static final int COLOR_SPACE_RGB = 7;
  private static final int SLOTS = 8;
  private static final int ALL_SLOTS = 0xFF;
  private static final int REFERENCES = 3;

  private static final int SEGMENTS = 8;
  private static final int[] SEGMENT_FEATURE_BITS = {8, 6, 2, 0};
  private static final int SIGNED_SEGMENT_FEATURES = 2;

  /** In blocks of 64 pixels. */
  private static final int MAX_TILE_WIDTH = 64;

  private static final int MIN_TILE_WIDTH = 4;

  private final int[] slotWidths = new int[SLOTS];
  private final int[] slotHeights = new int[SLOTS];
  private final int[] references = new int[REFERENCES];
  private BitReader bits = BitReader.of(new byte[0], 0, 0);
  private int width;
  private int height;
  private boolean keyframe;
  private boolean hideable;

  /** Where the bit intra_only stands in hidden frames: behind show_frame and one more. */
  private int intraOnlyAt;

  private int headerEnd;

  /**
   * Reads the frame data[offset, offset+length).
   *
   * @return whether {@link #hide} can hide it
   */
  public boolean read(byte[] data, int offset, int length) {
    bits = BitReader.of(data, offset, length);
    width = 0;
    height = 0;
    hideable = false;
    if (bits.bits(2) != FRAME_MARKER) {
      return false;
    }
    int profile = bits.bits(1) | bits.bits(1) << 1;
    bits.skip(profile == 3 ? 1 : 0);
    boolean showExisting = bits.flag();
    if (showExisting) {
      takeSizeOf(bits.bits(3));
      return false;
    }
    readFrame(profile);
    return hideable;
  }

  /** Of the frame that was read last, in pixels; 0 when its header could not be read. */
  public int width() {
    return width;
  }

  /** Of the frame that was read last, in pixels; 0 when its header could not be read. */
  public int height() {
    return height;
  }

  /**
   * Clears show_frame of the frame that was read last, where it lies. That takes another bit in the
   * header, and may take another byte: there must be one behind the frame.
   *
   * @return the frame's new length
   */
  public int hide(byte[] data, int offset, int length) {
    int shownAt = intraOnlyAt - 2;
    clearBit(data, shownAt);
    if (keyframe) {
      return length;
    }
    int newLength = length;
    if (headerEnd % Byte.SIZE == 0) {
      int rest = headerEnd / Byte.SIZE;
      System.arraycopy(data, rest, data, rest + 1, offset + length - rest);
      data[rest] = 0;
      newLength++;
    }
    for (int bit = headerEnd; bit > intraOnlyAt; bit--) {
      copyBit(data, bit - 1, bit);
    }
    clearBit(data, intraOnlyAt);
    return newLength;
  }

  private static void clearBit(byte[] data, int bit) {
    data[bit / Byte.SIZE] &= (byte) ~mask(bit);
  }

  private static void copyBit(byte[] data, int from, int to) {
    if ((data[from / Byte.SIZE] & mask(from)) == 0) {
      clearBit(data, to);
    } else {
      data[to / Byte.SIZE] |= (byte) mask(to);
    }
  }

  private static int mask(int bit) {
    return 0x80 >> bit % Byte.SIZE;
  }

  private void readFrame(int profile) {
    keyframe = !bits.flag();
    boolean shown = bits.flag();
    boolean errorResilient = bits.flag();
    intraOnlyAt = bits.position();
    boolean intraOnly = !keyframe && !shown && bits.flag();
    bits.skip(keyframe || errorResilient ? 0 : 2); // reset_frame_context
    int refreshed;
    if (keyframe || intraOnly) {
      bits.skip(24); // frame_sync_code
      if (keyframe || profile > 0) {
        skipColorConfig(profile);
      }
      refreshed = keyframe ? ALL_SLOTS : bits.bits(8);
      readSize();
    } else {
      refreshed = bits.bits(8);
      readInterFrame();
    }
    skipRest(errorResilient);
    headerEnd = bits.position();
    if (bits.exhausted()) {
      width = 0;
      height = 0;
    }
    for (int slot = 0; slot < SLOTS; slot++) {
      if ((refreshed >> slot & 1) != 0) {
        slotWidths[slot] = width;
        slotHeights[slot] = height;
      }
    }
    // Without error resilience the next frame may take motion vectors from a shown frame only.
    hideable = shown && errorResilient && width > 0;
  }

  private void takeSizeOf(int slot) {
    width = slotWidths[slot];
    height = slotHeights[slot];
  }

  private void skipColorConfig(int profile) {
    boolean odd = (profile & 1) == 1;
    bits.skip(profile >= 2 ? 1 : 0); // ten_or_twelve_bit
    if (bits.bits(3) == COLOR_SPACE_RGB) {
      bits.skip(odd ? 1 : 0);
    } else {
      bits.skip(odd ? 4 : 1); // color_range, subsampling
    }
  }

  private void readSize() {
    width = bits.bits(16) + 1;
    height = bits.bits(16) + 1;
    skipRenderSize();
  }

  private void skipRenderSize() {
    bits.skip(bits.flag() ? 32 : 0);
  }

  private void readInterFrame() {
    for (int i = 0; i < REFERENCES; i++) {
      references[i] = bits.bits(3);
      bits.skip(1); // ref_frame_sign_bias
    }
    int found = 0;
    while (found < REFERENCES && !bits.flag()) {
      found++;
    }
    if (found == REFERENCES) {
      readSize();
    } else {
      takeSizeOf(references[found]);
      skipRenderSize();
    }
    bits.skip(1); // allow_high_precision_mv
    boolean filterSwitchable = bits.flag();
    bits.skip(filterSwitchable ? 0 : 2);
  }

  private void skipRest(boolean errorResilient) {
    bits.skip(errorResilient ? 0 : 2); // refresh_frame_context, frame_parallel_decoding_mode
    bits.skip(2); // frame_context_idx
    skipLoopFilter();
    bits.skip(8); // base_q_idx
    for (int i = 0; i < 3; i++) {
      bits.skip(bits.flag() ? 5 : 0); // delta_q
    }
    if (bits.flag()) {
      skipSegmentation();
    }
    skipTiles();
    bits.skip(16); // header_size_in_bytes
  }

  private void skipLoopFilter() {
    bits.skip(6 + 3); // level, sharpness
    boolean deltas = bits.flag();
    if (deltas && bits.flag()) {
      for (int i = 0; i < 4 + 2; i++) { // of references, of modes
        bits.skip(bits.flag() ? 7 : 0);
      }
    }
  }

  private void skipSegmentation() {
    if (bits.flag()) { // segmentation_update_map
      skipProbabilities(7);
      boolean temporalUpdate = bits.flag();
      skipProbabilities(temporalUpdate ? 3 : 0);
    }
    if (!bits.flag()) { // segmentation_update_data
      return;
    }
    bits.skip(1); // segmentation_abs_or_delta_update
    for (int i = 0; i < SEGMENTS; i++) {
      for (int feature = 0; feature < SEGMENT_FEATURE_BITS.length; feature++) {
        int sign = feature < SIGNED_SEGMENT_FEATURES ? 1 : 0;
        bits.skip(bits.flag() ? SEGMENT_FEATURE_BITS[feature] + sign : 0);
      }
    }
  }

  private void skipProbabilities(int count) {
    for (int i = 0; i < count; i++) {
      bits.skip(bits.flag() ? 8 : 0);
    }
  }

  private void skipTiles() {
    int blocks = (width + 63) / 64;
    int columns = 0;
    while (MAX_TILE_WIDTH << columns < blocks) {
      columns++;
    }
    while (blocks >> (columns + 1) >= MIN_TILE_WIDTH && bits.flag()) {
      columns++;
    }
    bits.skip(bits.flag() ? 1 : 0); // tile_rows_log2
  }
}

package dev.sluice.recorder.codec;

/**
 * How a decoder's samples become colours: code points of ITU-T H.273, 2 where unspecified.
 *
 * @param primaries ColourPrimaries, 0 to 255
 * @param transfer TransferCharacteristics, 0 to 255
 * @param matrix MatrixCoefficients, 0 to 255
 * @param fullRange whether samples use all values, rather than those of broadcasts
 */
public record VideoColour(int primaries, int transfer, int matrix, boolean fullRange) {

  static final int UNSPECIFIED = 2;

  /** Whether it says anything that a player would not assume by itself. */
  public boolean isKnown() {
    return primaries != UNSPECIFIED
        || transfer != UNSPECIFIED
        || matrix != UNSPECIFIED
        || fullRange;
  }
}

package dev.sluice.recorder.codec;

/**
 * The index that makes one superframe of the frames of a picture, such as its spatial layers.
 * Without it a decoder sees the first of them only. VP9 bitstream specification, Annex B.
 *
 * <pre>
 *   frames …
 *   110 mm nnn      marker, bytes per size - 1, frames - 1
 *   sizes           little-endian
 *   110 mm nnn      again
 * </pre>
 */
public final class Vp9Superframe {

  /** As many frames as an index can name. */
  public static final int MAX_FRAMES = 8;

  private static final int MARKER = 0xC0;

  private Vp9Superframe() {}

  /**
   * How long the index is.
   *
   * @param sizes of the frames in bytes
   * @param frames how many of them count, 1 to {@link #MAX_FRAMES}
   */
  public static int indexLength(int[] sizes, int frames) {
    return 2 + frames * bytesPerSize(sizes, frames);
  }

  /** Writes the index behind the frames. Returns its length. */
  public static int writeIndex(int[] sizes, int frames, byte[] target, int offset) {
    int bytes = bytesPerSize(sizes, frames);
    byte header = (byte) (MARKER | (bytes - 1) << 3 | (frames - 1));
    int at = offset;
    target[at++] = header;
    for (int frame = 0; frame < frames; frame++) {
      for (int i = 0; i < bytes; i++) {
        target[at++] = (byte) (sizes[frame] >> (8 * i));
      }
    }
    target[at++] = header;
    return at - offset;
  }

  private static int bytesPerSize(int[] sizes, int frames) {
    int largest = 1;
    for (int frame = 0; frame < frames; frame++) {
      largest = Math.max(largest, sizes[frame]);
    }
    return (Integer.SIZE + 7 - Integer.numberOfLeadingZeros(largest)) / 8;
  }
}

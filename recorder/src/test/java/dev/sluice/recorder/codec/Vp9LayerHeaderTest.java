package dev.sluice.recorder.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class Vp9LayerHeaderTest {

  /** 64x64, error resilient; quantizer 0x22, nothing else. */
  private static final String KEYFRAME =
      "10 00 0 0 1 1" // frame_marker, profile, show_existing_frame, key, show_frame, resilient
          + "010010011000001101000010" // frame_sync_code
          + "001 0" // color_space, color_range
          + "0000000000111111 0000000000111111 0" // size, no render size
          + "00 000000 000 0" // context, loop filter
          + "00100010 0 0 0 0" // quantizer, no segmentation
          + "0 0000000000000011"; // tile rows, header_size_in_bytes

  /** What stands in front of intra_only, and what behind it. */
  private static final String INTER_START = "10 00 0 1 1 1";

  private static final String INTER_REST =
      "00000001 000 0 001 0 010 0" // refreshed, references
          + "1 0 1 1" // size as the first reference, no render size, precision, filter
          + "00 000000 000 0"
          + "00100010 0 0 0 0"
          + "0 0000000000000011";

  private final Vp9LayerHeader header = new Vp9LayerHeader();

  /** The header's bits, filled up to a byte, and three bytes of a body. */
  private static byte[] frame(String bits) {
    String plain = bits.replace(" ", "");
    String whole = plain + "0".repeat(-plain.length() & 7) + "11111111".repeat(3);
    byte[] frame = new byte[whole.length() / 8];
    for (int i = 0; i < frame.length; i++) {
      frame[i] = (byte) Integer.parseInt(whole.substring(8 * i, 8 * i + 8), 2);
    }
    return frame;
  }

  private byte[] hidden(byte[] frame) {
    byte[] spacious = new byte[frame.length + 6];
    System.arraycopy(frame, 0, spacious, 5, frame.length);
    assertTrue(header.read(spacious, 5, frame.length));
    int length = header.hide(spacious, 5, frame.length);
    return Arrays.copyOfRange(spacious, 5, 5 + length);
  }

  @Test
  void tellsTheSizeOfFramesThatTakeItFromOthers() {
    byte[] keyframe = frame(KEYFRAME);
    assertTrue(header.read(keyframe, 0, keyframe.length));
    byte[] inter = frame(INTER_START + INTER_REST);
    assertTrue(header.read(inter, 0, inter.length));
    assertEquals(64, header.width());
    assertEquals(64, header.height());
    byte[] shownAgain = frame("10 00 1 011");
    assertFalse(header.read(shownAgain, 0, shownAgain.length));
    assertEquals(64, header.width());
  }

  @Test
  void clearsTheBitOfKeyframes() {
    assertArrayEquals(frame(KEYFRAME.replace("0 0 1 1", "0 0 0 1")), hidden(frame(KEYFRAME)));
  }

  @Test
  void putsIntraOnlyIntoTheHeaderOfOthers() {
    hidden(frame(KEYFRAME));
    String hiddenStart = "10 00 0 1 0 1 0";
    // One padding bit more or less, so that the added bit fits, or takes a byte.
    for (String filter : new String[] {"1 0 1 1", "1 0 1 0 01", "0 1 0 1 1", "0 0 1 0 1 0 10"}) {
      String rest = INTER_REST.replace("1 0 1 1", filter);
      assertArrayEquals(frame(hiddenStart + rest), hidden(frame(INTER_START + rest)), filter);
    }
    String exact = INTER_REST.replace("00100010 0 0 0 0", "00100010 0 1 01010 0 0");
    for (int padding = 0; padding < 8; padding++) {
      // deltas of the loop filter make the header longer bit by bit
      String deltas = "1 1" + "0".repeat(6 - padding % 6) + "1 0000001".repeat(padding % 6);
      String rest = exact.replace("00 000000 000 0", "00 000000 000 " + deltas);
      assertArrayEquals(frame(hiddenStart + rest), hidden(frame(INTER_START + rest)));
    }
  }

  @Test
  void leavesAloneWhatItCannotRead() {
    byte[] inter = frame(INTER_START + INTER_REST);
    assertFalse(header.read(inter, 0, inter.length), "refers to a frame that never came");
    byte[] keyframe = frame(KEYFRAME);
    header.read(keyframe, 0, keyframe.length);
    assertTrue(header.read(inter, 0, inter.length));
    assertFalse(header.read(inter, 0, 8), "is cut off");
    assertFalse(header.read(new byte[] {0x42}, 0, 1), "has no frame marker");
    assertFalse(header.read(keyframe, 0, 0));
  }

  @Test
  void leavesAloneWhatTheNextFrameMayTakeMotionVectorsFrom() {
    byte[] keyframe = frame(KEYFRAME);
    header.read(keyframe, 0, keyframe.length);
    byte[] fragile =
        frame("10 00 0 1 1 0" + "00" + INTER_REST.replaceFirst("1 0 1 1", "1 0 1 1 0 1"));
    assertFalse(header.read(fragile, 0, fragile.length));
    assertEquals(64, header.width());
  }
}

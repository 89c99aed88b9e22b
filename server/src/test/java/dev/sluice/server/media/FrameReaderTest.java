package dev.sluice.server.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {

  private static final int MAX = 100;

  private final FrameReader reader = new FrameReader(MAX);
  private final List<byte[]> frames = new ArrayList<>();
  private int tooLong;

  private final FrameReader.Sink sink =
      new FrameReader.Sink() {
        @Override
        public void onFrame(byte[] data, int offset, int length) {
          frames.add(Arrays.copyOfRange(data, offset, offset + length));
          // who gets a frame may change it in place
          Arrays.fill(data, offset, offset + length, (byte) 0xee);
        }

        @Override
        public void onTooLong() {
          tooLong++;
        }
      };

  @Test
  void readsSeveralFramesOfOneRead() {
    read(stream(frame(3, 1), frame(MAX, 2), frame(1, 3)));

    assertFrames(frame(3, 1), frame(MAX, 2), frame(1, 3));
  }

  @Test
  void joinsFramesCutAnywhere() {
    byte[] stream = stream(frame(5, 1), frame(0, 0), frame(MAX, 2), frame(2, 3));
    for (int first = 0; first <= stream.length; first++) {
      for (int second = first; second <= stream.length; second++) {
        frames.clear();
        read(Arrays.copyOfRange(stream, 0, first));
        read(Arrays.copyOfRange(stream, first, second));
        read(Arrays.copyOfRange(stream, second, stream.length));
        assertFrames(frame(5, 1), frame(MAX, 2), frame(2, 3));
      }
    }
  }

  @Test
  void readsByteByByte() {
    for (byte each : stream(frame(MAX, 1), frame(MAX + 1, 9), frame(7, 2))) {
      read(new byte[] {each});
    }

    assertFrames(frame(MAX, 1), frame(7, 2));
    assertEquals(1, tooLong);
  }

  @Test
  void nullFramesMeanNothing() {
    read(stream(frame(0, 0), frame(0, 0), frame(4, 1), frame(0, 0)));

    assertFrames(frame(4, 1));
  }

  @Test
  void passesOverWhatIsTooLongAndReadsOn() {
    read(stream(frame(MAX + 1, 1), frame(2, 2), frame(65_535, 3), frame(3, 4)));

    assertFrames(frame(2, 2), frame(3, 4));
    assertEquals(2, tooLong);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyStreamInAnyPiecesGivesItsFrames(long seed) {
    Random random = new Random(seed);
    List<byte[]> expected = new ArrayList<>();
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int i = 0; i < 2000; i++) {
      int length = random.nextInt(20) == 0 ? random.nextInt(3000) : random.nextInt(MAX + 1);
      byte[] frame = new byte[length];
      random.nextBytes(frame);
      stream.writeBytes(stream(frame));
      if (length > 0 && length <= MAX) {
        expected.add(frame);
      }
    }
    byte[] all = stream.toByteArray();
    int at = 0;
    while (at < all.length) {
      int end = Math.min(all.length, at + 1 + random.nextInt(random.nextInt(400) + 1));
      read(Arrays.copyOfRange(all, at, end));
      at = end;
    }

    assertFrames(expected.toArray(byte[][]::new));
  }

  /** Whatever comes, nothing is thrown and nothing longer than allowed comes out. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void noiseDoesNoHarm(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 5000; i++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      if (random.nextBoolean() && noise.length > 0) {
        noise[0] = 0;
      }
      read(noise);
    }

    frames.forEach(frame -> assertEquals(true, frame.length >= 1 && frame.length <= MAX));
  }

  private void read(byte[] bytes) {
    byte[] shifted = new byte[bytes.length + 6];
    System.arraycopy(bytes, 0, shifted, 3, bytes.length);
    reader.read(shifted, 3, bytes.length, sink);
  }

  private static byte[] frame(int length, int filling) {
    byte[] frame = new byte[length];
    Arrays.fill(frame, (byte) filling);
    return frame;
  }

  private static byte[] stream(byte[]... frames) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] frame : frames) {
      out.write(frame.length >> 8);
      out.write(frame.length);
      out.writeBytes(frame);
    }
    return out.toByteArray();
  }

  private void assertFrames(byte[]... expected) {
    assertEquals(expected.length, frames.size());
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(expected[i], frames.get(i), "frame " + i);
    }
  }
}

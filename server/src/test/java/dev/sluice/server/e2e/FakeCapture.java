package dev.sluice.server.e2e;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * What a browser's camera and microphone bring: a colour with a small square that wanders, so that
 * encoders have something to do, and a tone. A second of each, played in a loop.
 *
 * @param hz a whole number, so that the loop has no crack
 */
public record FakeCapture(Colour colour, int hz, int width, int height) {

  public static final int FRAMES_PER_SECOND = 15;

  private static final int SAMPLE_RATE = 48_000;
  private static final double AMPLITUDE = 12_000;
  private static final int SQUARE = 16;

  /** Pictures from this width on have grain, so that encoders use what bandwidth there is. */
  private static final int GRAINY_WIDTH = 640;

  private static final int GRAIN = 16;
  private static final int WAV_HEADER_BYTES = 44;

  /** A picture small enough for many encoders on one machine. */
  public FakeCapture(Colour colour, int hz) {
    this(colour, hz, 320, 240);
  }

  /** YUV4MPEG2. */
  Path video(Path directory) {
    Path file = directory.resolve("%s-%dx%d.y4m".formatted(colour, width, height));
    if (!Files.exists(file)) {
      write(file, this::writeVideo);
    }
    return file;
  }

  /** WAV, mono, 16 bits. */
  Path audio(Path directory) {
    Path file = directory.resolve("%d.wav".formatted(hz));
    if (!Files.exists(file)) {
      write(file, this::writeAudio);
    }
    return file;
  }

  private interface Writing {
    void to(OutputStream out) throws IOException;
  }

  private static void write(Path file, Writing writing) {
    try {
      Files.createDirectories(file.getParent());
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        writing.to(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private void writeVideo(OutputStream out) throws IOException {
    out.write(
        "YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420\n"
            .formatted(width, height, FRAMES_PER_SECOND)
            .getBytes(StandardCharsets.US_ASCII));
    for (int frame = 0; frame < FRAMES_PER_SECOND; frame++) {
      out.write("FRAME\n".getBytes(StandardCharsets.US_ASCII));
      out.write(picture(frame));
    }
  }

  /** One I420 picture without padding between rows. */
  private byte[] picture(int frame) {
    byte[] yuv = colour.yuv();
    int luma = width * height;
    byte[] picture = new byte[luma * 3 / 2];
    Arrays.fill(picture, 0, luma, yuv[0]);
    Arrays.fill(picture, luma, luma * 5 / 4, yuv[1]);
    Arrays.fill(picture, luma * 5 / 4, picture.length, yuv[2]);
    if (width >= GRAINY_WIDTH) {
      Random grain = new Random(frame);
      for (int pixel = 0; pixel < luma; pixel++) {
        picture[pixel] = (byte) (yuv[0] + grain.nextInt(GRAIN) - GRAIN / 2);
      }
    }
    int left = frame * SQUARE % (width - SQUARE);
    for (int row = 0; row < SQUARE; row++) {
      Arrays.fill(picture, row * width + left, row * width + left + SQUARE, (byte) (200 + row));
    }
    return picture;
  }

  private void writeAudio(OutputStream out) throws IOException {
    int bytes = SAMPLE_RATE * 2;
    ByteBuffer wav = ByteBuffer.allocate(WAV_HEADER_BYTES + bytes).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + bytes);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    wav.putShort((short) 1).putShort((short) 1).putInt(SAMPLE_RATE).putInt(SAMPLE_RATE * 2);
    wav.putShort((short) 2).putShort((short) 16);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
    for (int sample = 0; sample < SAMPLE_RATE; sample++) {
      wav.putShort(sample(sample));
    }
    out.write(wav.array());
  }

  /** The tone at 48 kHz. */
  private short sample(long index) {
    return (short) (AMPLITUDE * Math.sin(2 * Math.PI * hz * index / SAMPLE_RATE));
  }
}

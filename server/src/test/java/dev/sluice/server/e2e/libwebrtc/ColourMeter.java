package dev.sluice.server.e2e.libwebrtc;

import dev.onvoid.webrtc.media.video.I420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;
import dev.onvoid.webrtc.media.video.VideoTrackSink;
import dev.sluice.server.e2e.Colour;
import java.awt.Color;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** Knows the average colour of the latest decoded frame. Thread-safe. */
final class ColourMeter implements VideoTrackSink {

  private static final int SAMPLING = 4;

  /**
   * What was seen.
   *
   * @param frames decoded so far
   */
  record Picture(int red, int green, int blue, int width, int height, long frames) {}

  private Picture latest = new Picture(0, 0, 0, 0, 0, 0);
  private OptionalLong firstFrameNanos = OptionalLong.empty();

  @Override
  public synchronized void onVideoFrame(VideoFrame frame) {
    if (firstFrameNanos.isEmpty()) {
      firstFrameNanos = OptionalLong.of(System.nanoTime());
    }
    I420Buffer buffer = (I420Buffer) frame.buffer;
    int width = buffer.getWidth();
    int height = buffer.getHeight();
    Color colour =
        Colour.ofYuv(
            average(buffer.getDataY(), buffer.getStrideY(), width, height),
            average(buffer.getDataU(), buffer.getStrideU(), width / 2, height / 2),
            average(buffer.getDataV(), buffer.getStrideV(), width / 2, height / 2));
    latest =
        new Picture(
            colour.getRed(),
            colour.getGreen(),
            colour.getBlue(),
            width,
            height,
            latest.frames() + 1);
    frame.release();
  }

  private static double average(ByteBuffer plane, int stride, int width, int height) {
    long sum = 0;
    int count = 0;
    for (int y = 0; y < height; y += SAMPLING) {
      for (int x = 0; x < width; x += SAMPLING) {
        sum += plane.get(y * stride + x) & 0xff;
        count++;
      }
    }
    return (double) sum / Math.max(1, count);
  }

  /** When the first frame came, on the clock of {@link System#nanoTime}. */
  synchronized OptionalLong firstFrameNanos() {
    return firstFrameNanos;
  }

  synchronized Picture latest() {
    return latest;
  }
}

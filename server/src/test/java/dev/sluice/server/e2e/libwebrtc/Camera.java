package dev.sluice.server.e2e.libwebrtc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.NativeI420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Films stripes that wander over one colour, so that every frame has something to encode. */
final class Camera implements AutoCloseable {

  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;
  private static final int FRAMES_PER_SECOND = 15;

  /** Period in pixels and greatest deviation in brightness of the stripes. */
  private static final int STRIPES = 32;

  private final CustomVideoSource source = new CustomVideoSource();
  private final ScheduledFuture<?> filming;
  private final int[] yuv;
  private int frame;

  /**
   * @param yuv the colour, 0 to 255 each
   */
  Camera(int[] yuv, ScheduledExecutorService timer) {
    this.yuv = yuv.clone();
    filming =
        timer.scheduleAtFixedRate(
            this::film, 0, TimeUnit.SECONDS.toNanos(1) / FRAMES_PER_SECOND, TimeUnit.NANOSECONDS);
  }

  /** A colour as it comes with commands: three numbers, 0 to 255 each. */
  static int[] colour(JsonNode yuv) {
    return new int[] {yuv.get(0).asInt(), yuv.get(1).asInt(), yuv.get(2).asInt()};
  }

  CustomVideoSource source() {
    return source;
  }

  private void film() {
    NativeI420Buffer buffer = NativeI420Buffer.allocate(WIDTH, HEIGHT);
    byte[] row = new byte[WIDTH];
    frame++;
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int stripe = (x + 2 * y + 3 * frame) % STRIPES - STRIPES / 2;
        row[x] = (byte) Math.max(16, Math.min(235, yuv[0] + stripe));
      }
      buffer.getDataY().put(y * buffer.getStrideY(), row);
    }
    fill(buffer.getDataU(), buffer.getStrideU(), yuv[1]);
    fill(buffer.getDataV(), buffer.getStrideV(), yuv[2]);
    VideoFrame picture = new VideoFrame(buffer, System.nanoTime());
    source.pushFrame(picture);
    picture.release();
  }

  private static void fill(ByteBuffer plane, int stride, int value) {
    byte[] row = new byte[WIDTH / 2];
    Arrays.fill(row, (byte) value);
    for (int y = 0; y < HEIGHT / 2; y++) {
      plane.put(y * stride, row);
    }
  }

  @Override
  public void close() {
    filming.cancel(false);
  }
}

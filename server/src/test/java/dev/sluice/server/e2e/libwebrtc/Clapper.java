package dev.sluice.server.e2e.libwebrtc;

import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.NativeI420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A camera and a microphone in which a flash and a beep begin together, once a second. */
final class Clapper implements AutoCloseable {

  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;
  private static final int SQUARE = 16;
  private static final int SAMPLE_RATE = 48_000;
  private static final int CHUNK_MILLIS = 10;
  private static final int CHUNK = SAMPLE_RATE / 1000 * CHUNK_MILLIS;
  private static final int FRAME_CHUNKS = 4;
  private static final int CLAP_SAMPLES = SAMPLE_RATE / 5;
  private static final int AMPLITUDE = 16_000;
  private static final int HZ = 1000;

  private final CustomVideoSource camera = new CustomVideoSource();
  private final CustomAudioSource microphone = new CustomAudioSource();
  private final ScheduledExecutorService timer;
  private ScheduledFuture<?> performance;
  private long chunks;
  private long frames;

  Clapper(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  CustomVideoSource camera() {
    return camera;
  }

  CustomAudioSource microphone() {
    return microphone;
  }

  synchronized void open() {
    if (performance == null) {
      performance = timer.scheduleAtFixedRate(this::go, 0, CHUNK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** A chunk of sound each time, and a picture every fourth: 25 a second. */
  private synchronized void go() {
    if (chunks % FRAME_CHUNKS == 0) {
      film();
    }
    play();
    chunks++;
  }

  private boolean claps() {
    return chunks * CHUNK % SAMPLE_RATE < CLAP_SAMPLES;
  }

  private void film() {
    NativeI420Buffer buffer = NativeI420Buffer.allocate(WIDTH, HEIGHT);
    byte[] row = new byte[WIDTH];
    int left = (int) (frames * 8 % (WIDTH - SQUARE));
    for (int y = 0; y < HEIGHT; y++) {
      Arrays.fill(row, (byte) (claps() ? 235 : 16));
      if (y >= 8 && y < 8 + SQUARE) {
        Arrays.fill(row, left, left + SQUARE, (byte) 128);
      }
      buffer.getDataY().put(y * buffer.getStrideY(), row);
    }
    grey(buffer.getDataU(), buffer.getStrideU());
    grey(buffer.getDataV(), buffer.getStrideV());
    VideoFrame picture = new VideoFrame(buffer, System.nanoTime());
    camera.pushFrame(picture);
    picture.release();
    frames++;
  }

  private static void grey(ByteBuffer plane, int stride) {
    byte[] row = new byte[WIDTH / 2];
    Arrays.fill(row, (byte) 128);
    for (int y = 0; y < HEIGHT / 2; y++) {
      plane.put(y * stride, row);
    }
  }

  private void play() {
    ByteBuffer samples = ByteBuffer.allocate(CHUNK * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < CHUNK; i++) {
      double phase = 2 * Math.PI * HZ * i / SAMPLE_RATE;
      samples.putShort((short) (claps() ? AMPLITUDE * Math.sin(phase) : 0));
    }
    microphone.pushAudio(samples.array(), Short.SIZE, SAMPLE_RATE, 1, CHUNK);
  }

  /** How many pictures there were. */
  synchronized long frames() {
    return frames;
  }

  @Override
  public synchronized void close() {
    if (performance != null) {
      performance.cancel(false);
    }
  }
}

package dev.sluice.server.e2e.libwebrtc;

import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Hears one tone from when it is opened. */
final class Microphone implements AutoCloseable {

  private static final int SAMPLE_RATE = 48_000;
  private static final int CHUNK_MILLIS = 10;
  private static final int CHUNK = SAMPLE_RATE / 1000 * CHUNK_MILLIS;
  private static final int AMPLITUDE = 8000;

  private final CustomAudioSource source = new CustomAudioSource();
  private final int hz;
  private final ScheduledExecutorService timer;
  private ScheduledFuture<?> listening;
  private boolean closed;
  private long played;

  Microphone(int hz, ScheduledExecutorService timer) {
    this.hz = hz;
    this.timer = timer;
  }

  CustomAudioSource source() {
    return source;
  }

  synchronized void open() {
    if (listening == null && !closed) {
      listening = timer.scheduleAtFixedRate(this::play, 0, CHUNK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void play() {
    ByteBuffer samples = ByteBuffer.allocate(CHUNK * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < CHUNK; i++, played++) {
      samples.putShort(
          (short)
              (AMPLITUDE * Math.sin(2 * Math.PI * ((hz * played) % SAMPLE_RATE) / SAMPLE_RATE)));
    }
    source.pushAudio(samples.array(), Short.SIZE, SAMPLE_RATE, 1, CHUNK);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (listening != null) {
      listening.cancel(false);
    }
  }
}

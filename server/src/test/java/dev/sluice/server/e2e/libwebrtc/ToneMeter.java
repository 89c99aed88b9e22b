package dev.sluice.server.e2e.libwebrtc;

import dev.onvoid.webrtc.media.audio.AudioTrackSink;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;

/** Knows the frequency and strength of a pure tone that is being received. Thread-safe. */
public final class ToneMeter implements AudioTrackSink {

  /** Of 10 ms each. */
  private static final int CHUNKS = 20;

  /**
   * What was heard lately.
   *
   * @param rms of 16-bit samples; about 0 in silence
   */
  public record Tone(double hz, double rms) {}

  private final Deque<short[]> chunks = new ArrayDeque<>();
  private int sampleRate = 1;

  @Override
  public synchronized void onData(
      byte[] data, int bitsPerSample, int rate, int channels, int frames) {
    ByteBuffer samples = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    short[] chunk = new short[frames];
    for (int i = 0; i < frames; i++) {
      chunk[i] = samples.getShort(i * channels * Short.BYTES);
    }
    if (rate != sampleRate) {
      chunks.clear();
      sampleRate = rate;
    }
    chunks.addLast(chunk);
    if (chunks.size() > CHUNKS) {
      chunks.removeFirst();
    }
  }

  /** From where the wave crosses zero upwards, between samples by straight lines. */
  public synchronized Tone latest() {
    double squares = 0;
    long count = 0;
    double first = 0;
    double last = 0;
    int crossings = 0;
    short before = 0;
    for (short[] chunk : chunks) {
      for (short sample : chunk) {
        squares += (double) sample * sample;
        if (before < 0 && sample >= 0) {
          last = count - (double) sample / (sample - before);
          first = crossings == 0 ? last : first;
          crossings++;
        }
        before = sample;
        count++;
      }
    }
    double hz = crossings < 2 ? 0 : (crossings - 1) * sampleRate / (last - first);
    return new Tone(hz, count == 0 ? 0 : Math.sqrt(squares / count));
  }
}

package dev.sluice.recorder.track;

import dev.sluice.recorder.codec.CodecConfiguration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Frames of one track that wait for their file to begin, in order. Not thread-safe. */
final class HeldFrames {

  /** A copy of a frame. */
  static final class Held {

    final long groupNanos;
    final boolean keyframe;
    final long packets;
    final byte[] data;

    Held(long groupNanos, boolean keyframe, long packets, byte[] data) {
      this.groupNanos = groupNanos;
      this.keyframe = keyframe;
      this.packets = packets;
      this.data = data;
    }
  }

  private final Deque<Held> frames = new ArrayDeque<>();
  private CodecConfiguration configuration;
  private int bytes;
  private long sinceNanos;

  boolean isEmpty() {
    return frames.isEmpty();
  }

  int bytes() {
    return bytes;
  }

  /** When the first one came; only if there is one. */
  long sinceNanos() {
    return sinceNanos;
  }

  /** Of all that are held; only if there are any. */
  CodecConfiguration configuration() {
    return configuration;
  }

  void begin(CodecConfiguration first, long nowNanos) {
    configuration = first;
    sinceNanos = nowNanos;
  }

  void add(long groupNanos, boolean keyframe, long packets, byte[] data, int offset, int length) {
    frames.add(
        new Held(groupNanos, keyframe, packets, Arrays.copyOfRange(data, offset, offset + length)));
    bytes += length;
  }

  /** Group time of the first one; only if there is one. */
  long firstNanos() {
    return frames.getFirst().groupNanos;
  }

  Held take() {
    Held held = frames.removeFirst();
    bytes -= held.data.length;
    return held;
  }

  void clear() {
    frames.clear();
    bytes = 0;
  }
}

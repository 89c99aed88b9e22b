package dev.sluice.recorder.depacketize;

import dev.sluice.recorder.RecordedSource;

/**
 * Makes frames out of one source's packets. After a loss it drops the damaged frame, and all that
 * cannot be decoded without it: up to the next keyframe, or less where the stream says which frames
 * are referred to. Whatever the payloads are, nothing is thrown, and no more is kept than {@value
 * #MAX_FRAME_BYTES} bytes. Not thread-safe.
 */
public interface Depacketizer {

  /** The largest frame that is handed on. */
  int MAX_FRAME_BYTES = 8 * 1024 * 1024;

  /**
   * For a source that begins.
   *
   * @throws IllegalArgumentException never for what the source's parameters are; what they should
   *     tell and do not, the stream has to
   */
  static Depacketizer of(RecordedSource source) {
    return Depacketizers.of(source);
  }

  /**
   * Takes the next packet in order. The payload data[offset, offset+length) is copied; packets
   * without payload are probes of the path and mean nothing.
   *
   * @param marker RTP's marker bit: the last packet of a frame
   * @param sink takes the frame that the packet completes, if it does, before this returns; two
   *     frames at most
   */
  void onPacket(
      long extendedSequence,
      long extendedTimestamp,
      boolean marker,
      byte[] data,
      int offset,
      int length,
      FrameSink sink);

  /** The packets {@code first} to {@code first + count - 1} are missing before the next one. */
  void onLoss(long first, long count);

  /** True while nothing but a keyframe can go on; there has to be one at the beginning, too. */
  boolean awaitingKeyframe();

  DepacketizerCounters counters();
}

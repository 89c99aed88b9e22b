package dev.sluice.recorder.engine;

import java.time.Duration;

/**
 * Bounds of the recorder.
 *
 * @param queueBytes of the queue between each media loop and its writer, a power of two; what a
 *     slow disk may be behind
 * @param maxRecordings that may go on at once
 * @param maxTracks that a recording may have at once
 * @param maxFileDuration after which a file gives way to the next, at the next keyframe
 * @param maxFileBytes the same by size; 0 for any
 * @param patience how long a missing packet is waited for
 */
public record RecorderOptions(
    int queueBytes,
    int maxRecordings,
    int maxTracks,
    Duration maxFileDuration,
    long maxFileBytes,
    Duration patience) {

  private static final Duration LEAST_FILE = Duration.ofSeconds(10);
  private static final Duration MOST_PATIENCE = Duration.ofSeconds(5);

  /** What is good for most. */
  public static final RecorderOptions DEFAULT =
      new RecorderOptions(1 << 23, 1_000, 256, Duration.ofHours(4), 0, Duration.ofSeconds(1));

  /**
   * @throws IllegalArgumentException with a sentence that names what is wrong
   */
  public RecorderOptions {
    require(
        queueBytes >= PacketQueue.MIN_CAPACITY_BYTES
            && queueBytes <= PacketQueue.MAX_CAPACITY_BYTES
            && Integer.bitCount(queueBytes) == 1,
        "the recorder's queue must be a power of two from 64 KiB to 1 GiB");
    require(maxRecordings >= 1, "at least one recording must be allowed");
    require(maxTracks >= 1, "at least one track must be allowed");
    require(
        maxFileDuration.compareTo(LEAST_FILE) >= 0, "a file must be allowed to last 10 seconds");
    require(maxFileBytes >= 0, "the size of a file cannot be negative");
    require(
        !patience.isNegative() && patience.compareTo(MOST_PATIENCE) <= 0,
        "missing packets can be waited for from 0 to 5 seconds");
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new IllegalArgumentException(sentence);
    }
  }

  public RecorderOptions withQueueBytes(int bytes) {
    return new RecorderOptions(
        bytes, maxRecordings, maxTracks, maxFileDuration, maxFileBytes, patience);
  }

  public RecorderOptions withMaxRecordings(int recordings) {
    return new RecorderOptions(
        queueBytes, recordings, maxTracks, maxFileDuration, maxFileBytes, patience);
  }

  public RecorderOptions withMaxFileDuration(Duration duration) {
    return new RecorderOptions(
        queueBytes, maxRecordings, maxTracks, duration, maxFileBytes, patience);
  }

  public RecorderOptions withMaxFileBytes(long bytes) {
    return new RecorderOptions(
        queueBytes, maxRecordings, maxTracks, maxFileDuration, bytes, patience);
  }
}

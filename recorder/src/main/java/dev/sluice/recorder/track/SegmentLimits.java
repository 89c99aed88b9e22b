package dev.sluice.recorder.track;

/**
 * When a file begins and gives way to the next.
 *
 * @param maxDurationNanos of a file's media
 * @param maxBytes of a file; 0 for any
 * @param startPatienceNanos how long the first frames wait for those of the group's other tracks
 * @param switchPatienceNanos how long a track that came later waits for a keyframe of the others
 * @param silenceNanos after which a file to which nothing came is finished
 * @param heldBytes of frames that wait for a file to begin
 */
public record SegmentLimits(
    long maxDurationNanos,
    long maxBytes,
    long startPatienceNanos,
    long switchPatienceNanos,
    long silenceNanos,
    int heldBytes) {

  private static final long SECOND = RtpTicks.NANOS_PER_SECOND;

  /**
   * With what an operator may choose. The first frames wait longer than those of another track may
   * wait for a lost packet, or every loss at a beginning would make a file too many.
   */
  public static SegmentLimits of(long maxDurationNanos, long maxBytes) {
    return new SegmentLimits(
        maxDurationNanos, maxBytes, 2 * SECOND, 2 * SECOND, 30 * SECOND, 1 << 22);
  }
}

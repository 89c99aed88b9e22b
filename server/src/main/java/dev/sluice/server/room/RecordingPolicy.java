package dev.sluice.server.room;

import dev.sluice.recorder.RecordingMode;

/**
 * When rooms are recorded, and how.
 *
 * @param mode of automatic recordings, and of those that are started without naming one
 * @param idleNanos how long an automatic recording waits for somebody to publish again
 */
public record RecordingPolicy(Start start, RecordingMode mode, long idleNanos) {

  private static final long SECOND = 1_000_000_000L;

  /** Nothing is recorded unless somebody asks for it. */
  public static final RecordingPolicy ON_REQUEST =
      new RecordingPolicy(Start.ON_REQUEST, RecordingMode.PER_PARTICIPANT, 60 * SECOND);

  /** What begins a recording. */
  public enum Start {
    /** Somebody's order. */
    ON_REQUEST,
    /**
     * The first packet of a published track. It ends when nobody has published anything for {@link
     * #idleNanos}, and the next packet begins another one. When it was stopped by somebody's order,
     * none begins until it was started by one again.
     */
    AUTOMATIC
  }
}

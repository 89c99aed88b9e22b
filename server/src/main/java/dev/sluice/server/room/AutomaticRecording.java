package dev.sluice.server.room;

/**
 * Says when a room is recorded without anybody's order, and when such a recording is over. After
 * one that came to an end by itself, as on a full disk, it waits before the next, and ever longer
 * while that goes on.
 *
 * <p>Owned by the room's loop.
 */
final class AutomaticRecording {

  private static final long SECOND = 1_000_000_000L;
  private static final long FIRST_PAUSE_NANOS = 10 * SECOND;
  private static final long MAX_PAUSE_NANOS = 600 * SECOND;

  private final RecordingPolicy policy;
  private boolean armed;
  private boolean running;
  private long startedNanos;
  private long lastPublishedNanos;
  private boolean pausing;
  private long pauseNanos = FIRST_PAUSE_NANOS;
  private long pausedSinceNanos;

  AutomaticRecording(RecordingPolicy policy) {
    this.policy = policy;
    this.armed = policy.start() == RecordingPolicy.Start.AUTOMATIC;
  }

  /** False as long as nothing would begin by itself, however much is published. */
  boolean armed() {
    return armed;
  }

  /** True when a recording is to begin with the media that comes now. */
  boolean due(long nowNanos) {
    return armed && (!pausing || nowNanos - pausedSinceNanos >= pauseNanos);
  }

  /** A recording began; {@code automatic} when it was due. */
  void onStarted(boolean automatic, long nowNanos) {
    armed = policy.start() == RecordingPolicy.Start.AUTOMATIC;
    running = automatic;
    startedNanos = nowNanos;
    lastPublishedNanos = nowNanos;
  }

  /** Somebody has had it stopped: nothing begins by itself any more. */
  void onStopOrdered() {
    armed = false;
    running = false;
  }

  /** It ended for want of publishers. */
  void onIdle() {
    running = false;
  }

  /** It ended by itself, or could not begin. */
  void onFailed(long nowNanos) {
    boolean lasted = running && nowNanos - startedNanos >= MAX_PAUSE_NANOS;
    pauseNanos = pausing && !lasted ? Math.min(MAX_PAUSE_NANOS, 2 * pauseNanos) : FIRST_PAUSE_NANOS;
    pausing = true;
    pausedSinceNanos = nowNanos;
    running = false;
  }

  /** True when the present recording is an automatic one that nobody publishes for any more. */
  boolean idle(boolean published, long nowNanos) {
    if (published) {
      lastPublishedNanos = nowNanos;
    }
    return running && nowNanos - lastPublishedNanos >= policy.idleNanos();
  }
}

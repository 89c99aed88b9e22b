package dev.sluice.recorder.matroska;

import dev.sluice.recorder.codec.OpusPacket;

/** What the writer knows of a track: how far it has come. Times are nanoseconds of the Segment. */
final class TrackState {

  /** The longest a last picture is taken to stay. */
  private static final long LONGEST_PICTURE_NANOS = 1_000_000_000;

  /** How long a picture is taken to stay that is the only one. */
  private static final long ONLY_PICTURE_NANOS = 33_000_000;

  /** No frame is taken to last less: a Duration of 0 is not allowed. */
  private static final long SHORTEST_NANOS = 1_000_000;

  private static final long NOTHING = -1;

  private final int number;
  private final boolean video;
  private long latest = NOTHING;
  private long lastInterval;
  private long intervalBefore;
  private long lastSoundNanos;
  private boolean goesBack;

  TrackState(int number, boolean video) {
    this.number = number;
    this.video = video;
  }

  int number() {
    return number;
  }

  boolean isVideo() {
    return video;
  }

  /** Takes note of a frame. */
  void advance(long timestampNanos, byte[] data, int offset, int length) {
    goesBack = timestampNanos < latest;
    if (goesBack) {
      return;
    }
    if (latest != NOTHING) {
      intervalBefore = lastInterval;
      lastInterval = timestampNanos - latest;
    }
    latest = timestampNanos;
    if (!video) {
      lastSoundNanos = OpusPacket.durationNanos(data, offset, length);
    }
  }

  /** Whether the last frame is earlier than one before it, as coding order may have it. */
  boolean goesBack() {
    return goesBack;
  }

  /**
   * When its last frame ends; 0 if there was none. A picture is taken to stay as long as those
   * before it did, the shorter of two, since one of them may have been followed by a loss.
   */
  long endNanos() {
    if (latest == NOTHING) {
      return 0;
    }
    return latest + Math.max(SHORTEST_NANOS, video ? pictureNanos() : lastSoundNanos);
  }

  private long pictureNanos() {
    if (lastInterval == 0) {
      return ONLY_PICTURE_NANOS;
    }
    long interval = intervalBefore == 0 ? lastInterval : Math.min(lastInterval, intervalBefore);
    return Math.min(interval, LONGEST_PICTURE_NANOS);
  }
}

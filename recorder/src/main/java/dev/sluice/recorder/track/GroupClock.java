package dev.sluice.recorder.track;

/**
 * How far the time of a group's files has moved away from the time of capture. Audio moves it: its
 * samples are laid end to end, whatever the publisher's clock and the reports about it say, and
 * video follows. Without audio both times are one.
 *
 * <p>Group time is that of the monotonic clock when the group's first audio was captured; from then
 * on it counts samples. Not thread-safe.
 */
public final class GroupClock {

  private long offsetNanos;

  /** Group time of what was captured then. */
  public long groupNanos(long captureNanos) {
    return captureNanos + offsetNanos;
  }

  /** When that was captured that lies at {@code groupNanos}. */
  public long captureNanos(long groupNanos) {
    return groupNanos - offsetNanos;
  }

  /** Takes where audio lies that was captured then. */
  void onAudio(long groupNanos, long captureNanos) {
    offsetNanos = groupNanos - captureNanos;
  }
}

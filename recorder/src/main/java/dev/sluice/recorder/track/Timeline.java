package dev.sluice.recorder.track;

/**
 * Gives the frames of one track their place in group time (see {@link GroupClock}), never one
 * before its predecessor, whatever timestamps, reports and sources do; only where a codec shows
 * frames in another order than they come in they may be a little before. Not thread-safe.
 */
public interface Timeline {

  /** What {@link #place} answers when the time has been taken by earlier frames. */
  long NOWHERE = Long.MIN_VALUE;

  /**
   * What follows is of another source, whose timestamps have nothing to do with those so far. Time
   * goes on as capture times say.
   *
   * @param clockRate ticks per second, 1 or more
   * @param reorders whether frames may come in another order than they are shown in
   */
  void startSource(int clockRate, boolean reorders);

  /** The timestamps jumped: as if another source of the same kind began. */
  void breakLine();

  /**
   * The time of the next frame.
   *
   * @param extendedTimestamp in ticks of the source
   * @param captureNanos when it was captured, as is known now
   * @param durationNanos how long it lasts; 0 when only the next frame tells
   * @return group time, or {@link #NOWHERE} when the frame is to be dropped
   */
  long place(long extendedTimestamp, long captureNanos, long durationNanos);

  /** Where the last frame ends, as far as is known; {@link #NOWHERE} before the first. */
  long endNanos();
}

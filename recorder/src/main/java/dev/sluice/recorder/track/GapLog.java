package dev.sluice.recorder.track;

import dev.sluice.recorder.RecorderEvent.GapReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The gaps of one track in one file: the longest of them, and how many others. */
public final class GapLog {

  /**
   * @param offsetNanos from the file's beginning
   */
  public record Gap(long offsetNanos, long durationNanos, GapReason reason) {}

  private static final Comparator<Gap> BY_LENGTH = Comparator.comparingLong(Gap::durationNanos);
  private static final Comparator<Gap> BY_TIME = Comparator.comparingLong(Gap::offsetNanos);

  private final int capacity;
  private final List<Gap> gaps = new ArrayList<>();
  private long leftOut;

  public GapLog(int capacity) {
    this.capacity = capacity;
  }

  public void add(long offsetNanos, long durationNanos, GapReason reason) {
    Gap gap = new Gap(offsetNanos, durationNanos, reason);
    if (gaps.size() < capacity) {
      gaps.add(gap);
      gaps.sort(BY_LENGTH);
      return;
    }
    leftOut++;
    if (BY_LENGTH.compare(gaps.get(0), gap) < 0) {
      gaps.set(0, gap);
      gaps.sort(BY_LENGTH);
    }
  }

  /** By time. */
  public List<Gap> gaps() {
    return gaps.stream().sorted(BY_TIME).toList();
  }

  public long leftOut() {
    return leftOut;
  }
}

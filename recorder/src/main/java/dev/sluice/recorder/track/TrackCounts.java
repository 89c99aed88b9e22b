package dev.sluice.recorder.track;

import dev.sluice.recorder.RecorderEvent.GapReason;
import dev.sluice.recorder.RecorderEvent.PacketDropReason;
import java.util.EnumMap;
import java.util.Map;

/** What came of a track, or of many, and what did not. Not thread-safe. */
public final class TrackCounts {

  private static final PacketDropReason[] DROP_REASONS = PacketDropReason.values();
  private static final GapReason[] GAP_REASONS = GapReason.values();

  private final long[] dropped = new long[DROP_REASONS.length];
  private final long[] gaps = new long[GAP_REASONS.length];
  private long packets;
  private long frames;
  private long lost;

  public void packet() {
    packets++;
  }

  public void frame() {
    frames++;
  }

  public void lost(long count) {
    lost += count;
  }

  public void dropped(PacketDropReason reason, long count) {
    dropped[reason.ordinal()] += count;
  }

  public void gap(GapReason reason) {
    gaps[reason.ordinal()]++;
  }

  public long packets() {
    return packets;
  }

  public long frames() {
    return frames;
  }

  public long lost() {
    return lost;
  }

  public long dropped(PacketDropReason reason) {
    return dropped[reason.ordinal()];
  }

  /** Without what did not happen. */
  public Map<PacketDropReason, Long> dropped() {
    Map<PacketDropReason, Long> counts = new EnumMap<>(PacketDropReason.class);
    for (PacketDropReason reason : DROP_REASONS) {
      if (dropped[reason.ordinal()] > 0) {
        counts.put(reason, dropped[reason.ordinal()]);
      }
    }
    return counts;
  }

  /** Without what did not happen. */
  public Map<GapReason, Long> gaps() {
    Map<GapReason, Long> counts = new EnumMap<>(GapReason.class);
    for (GapReason reason : GAP_REASONS) {
      if (gaps[reason.ordinal()] > 0) {
        counts.put(reason, gaps[reason.ordinal()]);
      }
    }
    return counts;
  }

  /** Takes in what another one counted. */
  public void add(TrackCounts other) {
    packets += other.packets;
    frames += other.frames;
    lost += other.lost;
    for (int i = 0; i < dropped.length; i++) {
      dropped[i] += other.dropped[i];
    }
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] += other.gaps[i];
    }
  }

  /** What has come since {@code earlier}, a copy of this as it was then. */
  public TrackCounts since(TrackCounts earlier) {
    TrackCounts difference = copy();
    difference.packets -= earlier.packets;
    difference.frames -= earlier.frames;
    difference.lost -= earlier.lost;
    for (int i = 0; i < dropped.length; i++) {
      difference.dropped[i] -= earlier.dropped[i];
    }
    for (int i = 0; i < gaps.length; i++) {
      difference.gaps[i] -= earlier.gaps[i];
    }
    return difference;
  }

  public TrackCounts copy() {
    TrackCounts copy = new TrackCounts();
    copy.packets = packets;
    copy.frames = frames;
    copy.lost = lost;
    System.arraycopy(dropped, 0, copy.dropped, 0, dropped.length);
    System.arraycopy(gaps, 0, copy.gaps, 0, gaps.length);
    return copy;
  }
}

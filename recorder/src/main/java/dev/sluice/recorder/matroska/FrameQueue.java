package dev.sluice.recorder.matroska;

import java.util.Arrays;

/**
 * Frames of one track that wait, first in, first out. Their bytes lie one after the other in one
 * array, which grows as needed and shrinks again after a burst.
 */
final class FrameQueue {

  private static final int INITIAL_BYTES = 4 * 1024;
  private static final int KEPT_BYTES = 512 * 1024;

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int start;
  private int end;

  private long[] timestamps = new long[8];
  private long[] arrivals = new long[8];
  private int[] lengths = new int[8];
  private boolean[] keyframes = new boolean[8];
  private int first;
  private int count;

  boolean isEmpty() {
    return count == 0;
  }

  /** Of the first frame; only if there is one. */
  long timestamp() {
    return timestamps[first];
  }

  /** The number that the first frame was given when it came. */
  long arrival() {
    return arrivals[first];
  }

  boolean keyframe() {
    return keyframes[first];
  }

  byte[] data() {
    return bytes;
  }

  int offset() {
    return start;
  }

  int length() {
    return lengths[first];
  }

  void add(long arrival, long timestamp, boolean keyframe, byte[] data, int offset, int length) {
    if (count == timestamps.length) {
      growEntries();
    }
    makeRoom(length);
    System.arraycopy(data, offset, bytes, end, length);
    end += length;
    int slot = (first + count) % timestamps.length;
    timestamps[slot] = timestamp;
    arrivals[slot] = arrival;
    lengths[slot] = length;
    keyframes[slot] = keyframe;
    count++;
  }

  private void makeRoom(int length) {
    if (bytes.length - end >= length) {
      return;
    }
    int used = end - start;
    byte[] target =
        used + length > bytes.length / 2
            ? new byte[Math.max(bytes.length * 2, used + length)]
            : bytes;
    System.arraycopy(bytes, start, target, 0, used);
    bytes = target;
    start = 0;
    end = used;
  }

  private void growEntries() {
    int larger = count * 2;
    long[] newTimestamps = new long[larger];
    long[] newArrivals = new long[larger];
    int[] newLengths = new int[larger];
    boolean[] newKeyframes = new boolean[larger];
    for (int i = 0; i < count; i++) {
      int slot = (first + i) % count;
      newTimestamps[i] = timestamps[slot];
      newArrivals[i] = arrivals[slot];
      newLengths[i] = lengths[slot];
      newKeyframes[i] = keyframes[slot];
    }
    timestamps = newTimestamps;
    arrivals = newArrivals;
    lengths = newLengths;
    keyframes = newKeyframes;
    first = 0;
  }

  void remove() {
    start += lengths[first];
    first = (first + 1) % timestamps.length;
    count--;
    if (count == 0) {
      start = 0;
      end = 0;
      if (bytes.length > KEPT_BYTES) {
        bytes = Arrays.copyOf(bytes, INITIAL_BYTES);
      }
    }
  }
}

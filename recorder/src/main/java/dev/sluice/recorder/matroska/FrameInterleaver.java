package dev.sluice.recorder.matroska;

import java.io.IOException;
import java.util.Arrays;

/**
 * Puts the frames of several tracks into the order of their timestamps. A frame goes on as soon as
 * every other track has come as far; it waits for them no longer than {@link #WINDOW_NANOS} of
 * media, {@link #MAX_BYTES} of frames, or a few calls of {@link #settle}. Frames of one track keep
 * the order in which they came.
 */
final class FrameInterleaver {

  /** Where frames go, in order; the bytes may be read during the call only. */
  interface Sink {
    void onFrame(
        int track, long timestampNanos, boolean keyframe, byte[] data, int offset, int length)
        throws IOException;
  }

  static final long WINDOW_NANOS = 400_000_000;
  static final int MAX_BYTES = 4 * 1024 * 1024;

  /** A frame is sent on at the call of {@link #settle} that comes so many after the first. */
  static final int SETTLING_CALLS = 3;

  private final Sink sink;
  private final FrameQueue[] queues;
  private final long[] reached;
  private long latest = Long.MIN_VALUE;
  private long arrivals;
  private final long[] arrivalsAtSettle = new long[SETTLING_CALLS];
  private int oldestSettle;
  private int waitingBytes;

  FrameInterleaver(int tracks, Sink sink) {
    this.sink = sink;
    this.queues = new FrameQueue[tracks];
    Arrays.setAll(queues, track -> new FrameQueue());
    this.reached = new long[tracks];
    Arrays.fill(reached, Long.MIN_VALUE);
  }

  void add(int track, long timestampNanos, boolean keyframe, byte[] data, int offset, int length)
      throws IOException {
    reached[track] = Math.max(reached[track], timestampNanos);
    latest = Math.max(latest, timestampNanos);
    if (queues[track].isEmpty() && othersReached(track, timestampNanos)) {
      sink.onFrame(track, timestampNanos, keyframe, data, offset, length);
    } else {
      queues[track].add(arrivals++, timestampNanos, keyframe, data, offset, length);
      waitingBytes += length;
    }
    releaseInOrder();
  }

  /** Sends on what already waited {@link #SETTLING_CALLS} calls ago. */
  void settle() throws IOException {
    while (anyArrivedBefore(arrivalsAtSettle[oldestSettle])) {
      release(earliest());
    }
    arrivalsAtSettle[oldestSettle] = arrivals;
    oldestSettle = (oldestSettle + 1) % SETTLING_CALLS;
  }

  /** Sends on all that waits. */
  void drain() throws IOException {
    for (int track = earliest(); track >= 0; track = earliest()) {
      release(track);
    }
  }

  private void releaseInOrder() throws IOException {
    for (int track = earliest(); track >= 0; track = earliest()) {
      long timestamp = queues[track].timestamp();
      boolean due =
          othersReached(track, timestamp)
              || latest - timestamp > WINDOW_NANOS
              || waitingBytes > MAX_BYTES;
      if (!due) {
        return;
      }
      release(track);
    }
  }

  private boolean anyArrivedBefore(long arrival) {
    for (FrameQueue queue : queues) {
      if (!queue.isEmpty() && queue.arrival() < arrival) {
        return true;
      }
    }
    return false;
  }

  /** Whether nothing earlier waits in another track, or is still to be expected there. */
  private boolean othersReached(int track, long timestamp) {
    for (int other = 0; other < queues.length; other++) {
      long next = queues[other].isEmpty() ? reached[other] : queues[other].timestamp();
      if (other != track && next < timestamp) {
        return false;
      }
    }
    return true;
  }

  /** The track whose first waiting frame is the earliest; -1 if none waits. */
  private int earliest() {
    int earliest = -1;
    for (int track = 0; track < queues.length; track++) {
      if (!queues[track].isEmpty()
          && (earliest < 0 || queues[track].timestamp() < queues[earliest].timestamp())) {
        earliest = track;
      }
    }
    return earliest;
  }

  private void release(int track) throws IOException {
    FrameQueue queue = queues[track];
    waitingBytes -= queue.length();
    sink.onFrame(
        track, queue.timestamp(), queue.keyframe(), queue.data(), queue.offset(), queue.length());
    queue.remove();
  }
}

package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingPort;
import dev.sluice.recorder.RecordingRefusal;
import dev.sluice.recorder.RecordingRequest;
import dev.sluice.recorder.RecordingSink;
import java.time.Instant;

/** Begins recordings by its loop's queue. Owned by the media loop. */
final class QueuedPort implements RecordingPort {

  private final PacketQueue queue;
  private final Runnable waker;
  private final Admissions admissions;
  private final int maxTracks;
  private int opened;
  private int stopped;

  /**
   * @param waker wakes the writer, which may sleep
   */
  QueuedPort(PacketQueue queue, Runnable waker, Admissions admissions, int maxTracks) {
    this.queue = queue;
    this.waker = waker;
    this.admissions = admissions;
    this.maxTracks = maxTracks;
  }

  @Override
  public RecordingSink open(RecordingRequest request, long nowNanos) throws RecordingRefusal {
    Instant now = admissions.admit();
    RecordingId id = admissions.newId(now);
    RecordingSignals signals = new RecordingSignals();
    int recording = opened++;
    queue.offerCommand(
        new RecordingCommand.Open(
            recording, new RecordingStart(id, request, now, nowNanos, signals)));
    waker.run();
    return new QueuedSink(id, recording, queue, signals, maxTracks, this);
  }

  /** What one recording may take of a queue that is more than half full: as much as the others. */
  long shareBytes() {
    return queue.capacityBytes() / Math.max(1, opened - stopped);
  }

  /** A sink of this port hears of no more packets. */
  void onStopped() {
    stopped++;
  }
}

package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecorderEvent.GapReason;
import dev.sluice.recorder.RecorderEvent.PacketDropReason;
import java.util.Map;

/**
 * What one writer is doing and has done. Counts are since the start.
 *
 * @param name of its thread
 * @param recordings that go on, or are being finished
 * @param tracks that are recorded
 * @param openFiles that are written
 * @param files that were begun
 * @param bytes that were handed to the operating system
 * @param packets that came out of the queue
 * @param frames that were written
 * @param dropped packets
 * @param lost packets that never came
 * @param gaps in files
 * @param queueCapacityBytes of its queue
 * @param queueBytes that wait
 * @param queueHighWaterBytes the most that ever waited
 * @param busyNanos in which it had something to do
 */
public record WriterStats(
    String name,
    int recordings,
    int tracks,
    int openFiles,
    long files,
    long bytes,
    long packets,
    long frames,
    Map<PacketDropReason, Long> dropped,
    long lost,
    Map<GapReason, Long> gaps,
    long queueCapacityBytes,
    long queueBytes,
    long queueHighWaterBytes,
    long busyNanos) {

  public WriterStats {
    dropped = Map.copyOf(dropped);
    gaps = Map.copyOf(gaps);
  }
}

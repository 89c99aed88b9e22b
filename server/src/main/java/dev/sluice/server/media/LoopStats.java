package dev.sluice.server.media;

import java.util.Map;

/**
 * A snapshot of one media loop, taken each second. Counters grow as long as the loop lives.
 *
 * @param loop the loop's index
 * @param takenNanos when, on the server's monotonic clock
 * @param rooms tenants attached
 * @param transports ufrags registered
 * @param paths addresses bound to transports
 * @param batches reads that brought at least one datagram
 * @param sends write calls; a segmented send counts once
 * @param segmentedSends sends of more than one datagram
 * @param failures exceptions stopped at the loop's boundary
 * @param tcp ICE-TCP
 * @param work what the loop's thread does
 * @param drops datagrams not delivered or not sent, every reason present
 */
public record LoopStats(
    int loop,
    long takenNanos,
    int rooms,
    int transports,
    int paths,
    long datagramsReceived,
    long bytesReceived,
    long batches,
    long datagramsSent,
    long bytesSent,
    long sends,
    long segmentedSends,
    long failures,
    Tcp tcp,
    Work work,
    Map<DatagramDrop, Long> drops) {

  /**
   * What went over TCP connections; the loop's other counters are of UDP.
   *
   * @param connections open on the loop now
   * @param datagramsReceived frames, RFC 4571
   * @param bytesReceived without the frames' lengths
   */
  public record Tcp(
      int connections,
      long datagramsReceived,
      long bytesReceived,
      long datagramsSent,
      long bytesSent) {}

  /**
   * The loop's thread at work.
   *
   * @param busyRatio share of the last second the thread had a CPU, 0 to 1
   * @param maxLagNanos how late the latest tick of the last second came
   * @param cpuNanos the CPU time the thread has had
   * @param allocatedBytes what it has allocated on the heap; -1 where the JVM does not count
   * @param forwarding how long a read batch was in the loop, counted once for each datagram that
   *     was sent because of it
   * @param lag how late each tick came
   */
  public record Work(
      double busyRatio,
      long maxLagNanos,
      long cpuNanos,
      long allocatedBytes,
      DurationCounts forwarding,
      DurationCounts lag) {}

  public LoopStats {
    drops = Map.copyOf(drops);
  }

  /** Share of the last second the loop's thread had a CPU, 0 to 1. */
  public double busyRatio() {
    return work.busyRatio();
  }
}

package dev.sluice.server.telemetry;

import dev.sluice.server.media.LoopStats;
import io.prometheus.client.Collector;
import java.util.List;
import java.util.function.Supplier;

/** The media loops' metrics. */
final class LoopCollector extends Collector {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final String RECEIVE = "receive";
  private static final String SEND = "send";
  private static final String UDP = "udp";
  private static final String TCP = "tcp";

  private final Supplier<List<LoopStats>> loops;

  LoopCollector(Supplier<List<LoopStats>> loops) {
    this.loops = loops;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    Families families = declare();
    loops.get().forEach(loop -> addLoop(families, loop));
    return families.all();
  }

  private static Families declare() {
    return new Families("loop")
        .declareGauge("sluice_loop_busy_ratio", "Share of the last second the thread had a CPU.")
        .declareGauge(
            "sluice_loop_lag_seconds", "How late the latest tick of the last second came.")
        .declareHistogram("sluice_loop_tick_lag_seconds", "How late ticks came, each of them.")
        .declareHistogram(
            "sluice_forward_seconds",
            "From reading a batch of datagrams to sending what it caused; once for each sent one.")
        .declareCounter("sluice_loop_cpu_seconds_total", "CPU time of the thread.")
        .declareCounter(
            "sluice_loop_allocated_bytes_total", "Bytes the thread allocated on the heap.")
        .declareGauge("sluice_loop_rooms", "Rooms that live on the loop.")
        .declareGauge("sluice_loop_transports", "Transports that live on the loop.")
        .declareGauge("sluice_loop_paths", "Remote addresses bound to transports.")
        .declareCounter("sluice_loop_batches_total", "Reads that brought at least one datagram.")
        .declareGauge("sluice_loop_tcp_connections", "ICE-TCP connections that live on the loop.")
        .declareCounter(
            "sluice_datagrams_total",
            "UDP datagrams, and the frames that stand for them over TCP.",
            "direction",
            "protocol")
        .declareCounter(
            "sluice_datagram_bytes_total",
            "Bytes in UDP datagrams and in TCP's frames.",
            "direction",
            "protocol")
        .declareCounter("sluice_sends_total", "Sends; a segmented one counts once.")
        .declareCounter("sluice_segmented_sends_total", "Sends of more than one datagram (GSO).")
        .declareCounter("sluice_loop_failures_total", "Exceptions stopped at the loop's boundary.")
        .declareCounter(
            "sluice_datagram_drops_total", "Datagrams not delivered or not sent.", "reason");
  }

  private static void addLoop(Families families, LoopStats stats) {
    String loop = Integer.toString(stats.loop());
    families.add("sluice_loop_busy_ratio", stats.busyRatio(), loop);
    families.add("sluice_loop_lag_seconds", stats.work().maxLagNanos() / NANOS_PER_SECOND, loop);
    families.addHistogram("sluice_loop_tick_lag_seconds", stats.work().lag(), loop);
    families.addHistogram("sluice_forward_seconds", stats.work().forwarding(), loop);
    families.add("sluice_loop_cpu_seconds_total", stats.work().cpuNanos() / NANOS_PER_SECOND, loop);
    if (stats.work().allocatedBytes() >= 0) {
      families.add("sluice_loop_allocated_bytes_total", stats.work().allocatedBytes(), loop);
    }
    families.add("sluice_loop_rooms", stats.rooms(), loop);
    families.add("sluice_loop_transports", stats.transports(), loop);
    families.add("sluice_loop_paths", stats.paths(), loop);
    families.add("sluice_loop_batches_total", stats.batches(), loop);
    families.add("sluice_loop_tcp_connections", stats.tcp().connections(), loop);
    families.add("sluice_datagrams_total", stats.datagramsReceived(), loop, RECEIVE, UDP);
    families.add("sluice_datagrams_total", stats.datagramsSent(), loop, SEND, UDP);
    families.add("sluice_datagram_bytes_total", stats.bytesReceived(), loop, RECEIVE, UDP);
    families.add("sluice_datagram_bytes_total", stats.bytesSent(), loop, SEND, UDP);
    LoopStats.Tcp tcp = stats.tcp();
    families.add("sluice_datagrams_total", tcp.datagramsReceived(), loop, RECEIVE, TCP);
    families.add("sluice_datagrams_total", tcp.datagramsSent(), loop, SEND, TCP);
    families.add("sluice_datagram_bytes_total", tcp.bytesReceived(), loop, RECEIVE, TCP);
    families.add("sluice_datagram_bytes_total", tcp.bytesSent(), loop, SEND, TCP);
    families.add("sluice_sends_total", stats.sends(), loop);
    families.add("sluice_segmented_sends_total", stats.segmentedSends(), loop);
    families.add("sluice_loop_failures_total", stats.failures(), loop);
    stats
        .drops()
        .forEach(
            (reason, count) ->
                families.add("sluice_datagram_drops_total", count, loop, reason.label()));
  }
}

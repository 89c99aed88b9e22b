package dev.sluice.server.telemetry;

import dev.sluice.server.media.IceTcpStats;
import dev.sluice.server.media.LoopStats;
import dev.sluice.server.room.RoomStats;
import dev.sluice.server.signaling.SignalingStats;
import dev.sluice.server.signaling.wish.WishStats;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Info;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The metrics page. Thread-safe. */
public final class Metrics {

  private final CollectorRegistry registry = new CollectorRegistry();

  /**
   * @param rooms snapshots, taken at each scrape
   * @param loops likewise
   * @param iceTcp likewise
   * @param signaling likewise
   * @param wish likewise
   * @param version of this program, for {@code sluice_build_info}
   */
  public Metrics(
      Supplier<List<RoomStats>> rooms,
      Supplier<List<LoopStats>> loops,
      Supplier<IceTcpStats> iceTcp,
      Supplier<SignalingStats> signaling,
      Supplier<WishStats> wish,
      HandshakeCounter handshakes,
      String version) {
    registry.register(new RoomCollector(rooms));
    registry.register(new LoopCollector(loops));
    registry.register(new IceTcpCollector(iceTcp));
    registry.register(new SignalingCollector(signaling));
    registry.register(new WishCollector(wish));
    registry.register(handshakes.collector());
    Info.build("sluice_build", "The program.")
        .register(registry)
        .info("version", version, "java", Runtime.version().toString());
    DefaultExports.register(registry);
  }

  /** The page shows these as well from now on. */
  public void add(JoinMetrics joins) {
    joins.collectors().forEach(registry::register);
  }

  /** Likewise. */
  public void add(RecordingMetrics recordings) {
    recordings.collectors().forEach(registry::register);
  }

  /**
   * A rendered page.
   *
   * @param contentType which format it is in
   */
  public record Page(String contentType, String text) {}

  /** All metrics as they are now, in Prometheus' text format 0.0.4. */
  public String render() {
    return render(Optional.empty()).text();
  }

  /**
   * The same for a scraper: in OpenMetrics 1.0.0, which alone has exemplars, for one that takes it.
   *
   * @param accept the {@code Accept} header
   */
  public Page render(Optional<String> accept) {
    String contentType = TextFormat.chooseContentType(accept.orElse(null));
    StringWriter page = new StringWriter(16_384);
    try {
      TextFormat.writeFormat(contentType, page, registry.metricFamilySamples());
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot fail", e);
    }
    return new Page(contentType, page.toString());
  }
}

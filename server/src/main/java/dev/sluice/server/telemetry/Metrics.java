package dev.sluice.server.telemetry;

import dev.sluice.server.events.webhook.WebhookStats;
import dev.sluice.server.media.IceTcpStats;
import dev.sluice.server.media.LoopStats;
import dev.sluice.server.room.RoomStats;
import dev.sluice.server.signaling.SignalingStats;
import dev.sluice.server.signaling.wish.WishStats;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Info;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The metrics page. Thread-safe. */
public final class Metrics {

  private static final int FIRST_CHARS = 65_536;

  private final CollectorRegistry registry = new CollectorRegistry();

  /**
   * @param rooms snapshots, taken at each scrape
   * @param maxRooms how many rooms have series of their own; the rest is summed
   * @param loops as {@code rooms}
   * @param iceTcp likewise
   * @param signaling likewise
   * @param wish likewise
   * @param version of this program, for {@code sluice_build_info}
   */
  public Metrics(
      Supplier<List<RoomStats>> rooms,
      int maxRooms,
      Supplier<List<LoopStats>> loops,
      Supplier<IceTcpStats> iceTcp,
      Supplier<SignalingStats> signaling,
      Supplier<WishStats> wish,
      HandshakeCounter handshakes,
      String version) {
    registry.register(new RoomCollector(rooms, maxRooms));
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
  public void add(Collector collector) {
    registry.register(collector);
  }

  /** The page shows these as well from now on. */
  public void add(JoinMetrics joins) {
    joins.collectors().forEach(registry::register);
  }

  /** Likewise. */
  public void add(HttpMetrics http) {
    http.collectors().forEach(registry::register);
  }

  /** Likewise. */
  public void add(RecordingMetrics recordings) {
    recordings.collectors().forEach(registry::register);
  }

  /**
   * The page shows events and webhooks as well from now on.
   *
   * @param dropped events nobody was told of
   * @param webhooks empty when there are none
   */
  public void addEvents(
      LongSupplier dropped, Supplier<Optional<WebhookStats>> webhooks, InstantSource clock) {
    registry.register(new EventCollector(dropped, webhooks, clock));
  }

  /**
   * The page shows as well whether the server is ready.
   *
   * @param checks which of them hold, by name; asked at each scrape
   */
  public void addReadiness(Supplier<Map<String, Boolean>> checks) {
    registry.register(new ReadinessCollector(checks));
  }

  /** The page shows as well how often the machine's clock has leapt. */
  public void addClock(LongSupplier leaps) {
    registry.register(new ClockCollector(leaps));
  }

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
    StringWriter page = new StringWriter(FIRST_CHARS);
    try {
      TextFormat.writeFormat(contentType, page, registry.metricFamilySamples());
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot fail", e);
    }
    return new Page(contentType, page.toString());
  }

  /** What a scrape gets. */
  public record Page(String contentType, String text) {}
}

package dev.sluice.server.bench;

import dev.sluice.server.dtls.BcDtlsEngineFactory;
import dev.sluice.server.dtls.DtlsOptions;
import dev.sluice.server.e2e.ServerFixture;
import dev.sluice.server.telemetry.tracing.GrpcOtlpReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What tracing costs those who join. */
@Command(
    name = "joins",
    description = {
      "Joins by WHIP with real ICE and DTLS on loopback, of servers whose collector is absent, up,",
      "down (nobody listens) or hangs (takes connections and never answers), in turns in one run."
    })
final class JoinBench implements Callable<Integer> {

  private static final double MILLIS = 1e6;

  @Option(names = "--joins", description = "measured of each server")
  private int joins = 400;

  @Option(names = "--warm-up", description = "joins of each server before")
  private int warmUp = 100;

  /** How a server's collector is. */
  private enum Collector {
    ABSENT,
    UP,
    DOWN,
    HANGS
  }

  private final HttpClient http = HttpClient.newHttpClient();
  private final BcDtlsEngineFactory dtls = new BcDtlsEngineFactory(DtlsOptions.defaults());
  private final Map<Collector, ServerFixture> servers = new EnumMap<>(Collector.class);
  private final Map<Collector, List<Long>> times = new EnumMap<>(Collector.class);

  @Override
  public Integer call() throws Exception {
    PacketPath.printMachine();
    try (GrpcOtlpReceiver up = new GrpcOtlpReceiver();
        ServerSocket hanging = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress())) {
      servers.put(Collector.ABSENT, ServerFixture.start());
      servers.put(Collector.UP, traced(up.endpoint().toString()));
      servers.put(Collector.DOWN, traced("http://127.0.0.1:" + nobodysPort()));
      servers.put(Collector.HANGS, traced("http://127.0.0.1:" + hanging.getLocalPort()));
      run(warmUp);
      times.clear();
      run(joins);
      print(up);
    } finally {
      servers.values().forEach(ServerFixture::close);
      dtls.close();
    }
    return 0;
  }

  private static ServerFixture traced(String endpoint) {
    return ServerFixture.start(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint));
  }

  private static int nobodysPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** One join of each after the other, each first in turn, so that all have the same weather. */
  private void run(int count) throws Exception {
    List<Collector> order = new ArrayList<>(servers.keySet());
    for (int i = 0; i < count; i++) {
      Collections.rotate(order, 1);
      for (Collector collector : order) {
        URI endpoint = servers.get(collector).url().resolve("/whip/bench" + i);
        try (JoiningPeer peer = new JoiningPeer(http, dtls)) {
          times.computeIfAbsent(collector, each -> new ArrayList<>()).add(peer.join(endpoint));
        }
      }
    }
  }

  private void print(GrpcOtlpReceiver up) {
    Table table = new Table("collector", "p50 ms", "ratio", "p95 ms", "ratio");
    times.values().forEach(Collections::sort);
    for (Map.Entry<Collector, List<Long>> each : times.entrySet()) {
      table.row(
          each.getKey().name().toLowerCase(Locale.ROOT),
          Table.number(percentile(each.getKey(), 50) / MILLIS),
          "%.3f".formatted(percentile(each.getKey(), 50) / percentile(Collector.ABSENT, 50)),
          Table.number(percentile(each.getKey(), 95) / MILLIS),
          "%.3f".formatted(percentile(each.getKey(), 95) / percentile(Collector.ABSENT, 95)));
    }
    table.print(System.out);
    System.out.printf("%ntraces the collector that is up has: %d%n", up.spans("join").size());
  }

  private double percentile(Collector collector, int percent) {
    List<Long> sorted = times.get(collector);
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }
}

package dev.sluice.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.FixedTokens;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.http.PageSources;
import dev.sluice.server.http.TestCertificate;
import dev.sluice.server.http.TlsOptions;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgePartsTest {

  @TempDir Path folder;

  private static List<String> warnings(Map<String, String> variables) {
    ServerConfig config = TestConfig.with(variables);
    Access access =
        new FixedTokens(config.access().global(), config.access().rooms(), config.access().admin());
    return EdgeParts.warnings(config, access);
  }

  @Test
  void aServerOnThisMachineOnlyIsNotWarnedOf() {
    assertEquals(List.of(), warnings(Map.of()));
    assertEquals(List.of(), warnings(Map.of("HTTP_ADDR", "[::1]:0")));
  }

  @Test
  void anOpenServerThatOthersReachIsWarnedOfWithWhatToSet() {
    List<String> open = warnings(Map.of("HTTP_ADDR", ":8080"));
    assertEquals(3, open.size(), open::toString);
    assertTrue(open.get(0).contains("every room: set AUTH_TOKEN or ROOM_TOKENS"));
    assertTrue(open.get(1).contains("set ALLOWED_ORIGIN to the origins of your own pages"));
    assertTrue(open.get(2).contains("TLS_CERT_FILE"));
    String own = "https://meet.example.org";
    assertEquals(2, warnings(Map.of("HTTP_ADDR", ":8080", "ALLOWED_ORIGIN", own)).size());
    List<String> proxied =
        warnings(
            Map.of(
                "HTTP_ADDR", ":8080",
                "TRUSTED_PROXIES", "10.0.0.1",
                "AUTH_TOKEN", "a".repeat(16),
                "ADMIN_TOKEN", "b".repeat(16),
                "METRICS_TOKEN", "c".repeat(16)));
    assertEquals(List.of(), proxied);
  }

  @Test
  void shortTokensAreWarnedOfWithoutSayingThem() {
    List<String> said =
        warnings(Map.of("AUTH_TOKEN", "hunter2", "ADMIN_TOKEN", "s3cret", "METRICS_TOKEN", "abc"));
    assertEquals(3, said.size(), said::toString);
    for (String warning : said) {
      assertTrue(warning.contains("_TOKEN is so short"), warning);
      assertTrue(
          !warning.contains("hunter2") && !warning.contains("s3cret") && !warning.contains("abc"));
    }
  }

  @Test
  void pagesReachTheStoreAndOtherNodesOnlyWhereThereAreAny() {
    assertEquals(PageSources.NONE, EdgeParts.pageSources(TestConfig.with(Map.of())));
    PageSources sources =
        EdgeParts.pageSources(
            TestConfig.with(
                Map.of(
                    "ROOM_REDIRECTS", "one=https://a.example:8443",
                    "DRAIN_REDIRECT", "https://b.example",
                    "UPLOAD_RECORDINGS", "1",
                    "S3_ENDPOINT", "minio.example:9000",
                    "S3_BUCKET", "calls",
                    "S3_ACCESS_KEY", "k",
                    "S3_SECRET_KEY", "s")));
    assertEquals(
        List.of(
            "https://a.example:8443",
            "wss://a.example:8443",
            "https://b.example",
            "wss://b.example"),
        sources.connections());
    assertEquals(
        List.of("https://minio.example:9000", "https://calls.minio.example:9000"), sources.media());
  }

  @Test
  void theMetricsPageWantsItsTokenAndShowsTheEdge() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    try (Server server = Server.start(TestConfig.with(Map.of("METRICS_TOKEN", "let-me-see")))) {
      URI page = server.url().resolve("metrics");
      assertEquals(401, get(client, page).statusCode());
      assertEquals(401, get(client, page, "Authorization", "Bearer let-me").statusCode());
      HttpResponse<String> read = get(client, page, "Authorization", "Bearer let-me-see");
      assertEquals(200, read.statusCode());
      assertTrue(
          read.body().contains("sluice_http_requests_total{route=\"/metrics\",code=\"401\",} 2.0"));
      assertTrue(read.body().contains("sluice_http_rejected_total{reason=\"rate_limited\",} 0.0"));
      assertTrue(read.body().contains("sluice_http_connections 1.0"));
      assertTrue(
          read.body()
              .contains(
                  "sluice_http_request_duration_seconds_bucket{route=\"/metrics\",le=\"+Inf\",}"
                      + " 2.0"));
      assertTrue(
          read.body()
              .contains("sluice_websocket_messages_rejected_total{reason=\"frame_flood\",} 0.0"));
    }
  }

  @Test
  void plainHttpLeadsToHttpsButTakesNothing() throws Exception {
    TlsOptions files = TestCertificate.create().in(folder);
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, TestConfig.LOOPBACK)) {
      port = free.getLocalPort();
    }
    HttpClient client = HttpClient.newHttpClient();
    URI plain = URI.create("http://127.0.0.1:" + port + "/watch/room?layer=h&token=t");
    try (Server server =
        Server.start(
            TestConfig.with(
                Map.of(
                    "TLS_CERT_FILE",
                    files.certificateChain().toString(),
                    "TLS_KEY_FILE",
                    files.privateKey().toString(),
                    "HSTS_SECONDS",
                    "1000",
                    "HTTP_REDIRECT_ADDR",
                    "127.0.0.1:" + port)))) {
      HttpResponse<String> redirect = get(client, plain);
      assertEquals(308, redirect.statusCode());
      assertEquals(
          server.url().resolve("/watch/room?layer=h").toString(),
          redirect.headers().firstValue("location").orElse(""),
          "the token has been in the clear once, and that is enough");
      assertTrue(redirect.headers().firstValue("strict-transport-security").isEmpty());
      HttpResponse<String> post =
          client.send(
              HttpRequest.newBuilder(plain.resolve("/whip/room"))
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertEquals(405, post.statusCode());
    }
  }

  private static HttpResponse<String> get(HttpClient client, URI address, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aRedirectWantsTls() throws IOException {
    Path file = Files.createFile(folder.resolve("x.pem"));
    assertTrue(Files.isReadable(file));
    dev.sluice.server.config.ConfigException refused =
        org.junit.jupiter.api.Assertions.assertThrows(
            dev.sluice.server.config.ConfigException.class,
            () -> TestConfig.with(Map.of("HTTP_REDIRECT_ADDR", ":80")));
    assertTrue(refused.getMessage().contains("TLS_CERT_FILE"));
  }
}

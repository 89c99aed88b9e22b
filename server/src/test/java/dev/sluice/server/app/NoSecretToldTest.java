package dev.sluice.server.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.config.LogOptions;
import dev.sluice.server.config.Manual;
import dev.sluice.server.http.TestCertificate;
import dev.sluice.server.http.TlsOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole server with every secret it can be given, asked everything by everybody at the most
 * talkative log level: none of them may be in anything it says.
 */
class NoSecretToldTest {

  /** Every secret begins so. */
  private static final String MARK = "Zx9Secret";

  @TempDir Path folder;

  private final PrintStream standardError = System.err;
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final StringBuilder told = new StringBuilder();
  private HttpClient client;
  private int addresses;

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(logged, true, UTF_8));
    Logging.configure(new LogOptions(LogOptions.Level.DEBUG, LogOptions.Format.TEXT));
  }

  @AfterEach
  void restore() {
    System.setErr(standardError);
    TestLogging.restore();
  }

  private String nextAddress() {
    addresses++;
    return "10.0.%d.%d".formatted(addresses / 200, addresses % 200);
  }

  private static String secret(String name) {
    return MARK + name.replace("_", "") + "0123456789abcdef";
  }

  private Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String name :
        List.of(
            "AUTH_TOKEN",
            "ADMIN_TOKEN",
            "METRICS_TOKEN",
            "ERROR_WEBHOOK_TOKEN",
            "TURN_SECRET",
            "S3_SECRET_KEY",
            "S3_SESSION_TOKEN",
            "BACKUP_S3_SECRET_KEY",
            "BACKUP_S3_SESSION_TOKEN")) {
      variables.put(name, secret(name));
    }
    variables.put("WEBHOOK_SECRET", "whsec_" + MARK + "WEBHOOKSECRET0123456789");
    variables.put("WEBHOOK_URLS", "http://127.0.0.1:1/" + secret("WEBHOOK_URLS"));
    variables.put("ERROR_WEBHOOK_URL", "http://127.0.0.1:1/" + secret("ERROR_WEBHOOK_URL"));
    variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", "127.0.0.1:1");
    variables.put("OTEL_EXPORTER_OTLP_HEADERS", "authorization=" + secret("OTEL"));
    variables.put("ROOM_TOKENS", "locked:" + secret("ROOM_TOKENS"));
    // each request comes from an address of its own, so that wrong tokens lock nobody out
    variables.put("TRUSTED_PROXIES", "127.0.0.1");
    variables.put("TURN_URLS", "turn:turn.example.org");
    variables.put("RECORD_DIR", folder.resolve("records").toString());
    variables.put("UPLOAD_RECORDINGS", "1");
    // a name, not a secret
    variables.put("S3_ACCESS_KEY", "somebody");
    variables.put("BACKUP_S3_ACCESS_KEY", "somebody-else");
    variables.put("S3_BUCKET", "bucket");
    variables.put("S3_ENDPOINT", "http://127.0.0.1:1");
    return variables;
  }

  private HttpResponse<String> ask(Server server, String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.url().resolve(path))
            .method(method, HttpRequest.BodyPublishers.ofString(method.equals("POST") ? "x" : ""));
    request.header("X-Forwarded-For", nextAddress());
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    told.append(response.statusCode()).append(response.headers().map()).append(response.body());
    return response;
  }

  @Test
  void noConfiguredSecretIsInLogsAnswersMetricsOrErrors() throws Exception {
    TestCertificate certificate = TestCertificate.create();
    TlsOptions files = certificate.in(folder);
    client = HttpClient.newBuilder().sslContext(certificate.clientContext()).build();
    Map<String, String> variables = variables();
    variables.put("TLS_CERT_FILE", files.certificateChain().toString());
    variables.put("TLS_KEY_FILE", files.privateKey().toString());
    try (Server server = Server.start(TestConfig.with(variables))) {
      for (String token :
          List.of(
              "",
              "wrong-" + MARK,
              secret("AUTH_TOKEN"),
              secret("ROOM_TOKENS"),
              secret("ADMIN_TOKEN"),
              secret("METRICS_TOKEN"))) {
        for (String path :
            List.of(
                "/api/bootstrap",
                "/api/rooms",
                "/api/rooms/locked",
                "/api/records",
                "/metrics",
                "/readyz",
                "/records/x/y",
                "/watch/locked",
                "/api/admin/rooms/locked",
                "/api/admin/sessions",
                "/api/admin/server",
                "/whip/session/room/none",
                "/nowhere")) {
          ask(server, "GET", path + "?token=" + token + "&access_token=" + token);
          ask(server, "GET", path, "Authorization", "Bearer " + token);
        }
        ask(server, "POST", "/whip/locked?token=" + token, "Content-Type", "application/sdp");
        ask(server, "POST", "/whep/locked", "X-Auth-Token", token + "x");
        ask(server, "POST", "/api/admin/rooms/locked/close", "X-Auth-Token", token + "x");
        joinOverWebSocket(server, token);
      }
      // one thing that is right tells that the questions were heard
      assertEquals(200, ask(server, "GET", "/api/rooms").statusCode());
      told.append(server.url());
    }
    told.append(TestConfig.with(variables)).append(Manual.text());
    String log = logged.toString(UTF_8);
    assertTrue(log.contains("/api/rooms/locked"), "the log is at DEBUG");
    assertFree("the log", log);
    // a caller's own wrong token is not told back either
    assertFree("the answers", told.toString());
    String key = Files.readString(files.privateKey()).lines().skip(2).findFirst().orElseThrow();
    assertFalse(log.contains(key) || told.indexOf(key) >= 0, "the private key");
  }

  private static void assertFree(String what, String text) {
    int at = text.indexOf(MARK);
    assertTrue(
        at < 0,
        () ->
            what + ": " + text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 60)));
  }

  private void joinOverWebSocket(Server server, String token) throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    WebSocket socket =
        client
            .newWebSocketBuilder()
            .header("X-Forwarded-For", nextAddress())
            .buildAsync(
                URI.create(server.url().toString().replace("http", "ws") + "api/ws?token=" + token),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      WebSocket from, CharSequence text, boolean last) {
                    answer.complete(text.toString());
                    return null;
                  }
                })
            .get(20, TimeUnit.SECONDS);
    socket
        .sendText(
            "{\"type\":\"join\",\"id\":1,\"room\":\"locked\",\"offer\":\"v=1\",\"token\":\""
                + token
                + "\"}",
            true)
        .get(20, TimeUnit.SECONDS);
    told.append(answer.get(20, TimeUnit.SECONDS));
    socket.abort();
  }

  @Test
  void aConfigurationThatIsWrongQuotesNoSecret() {
    for (Map<String, String> wrong :
        List.of(
            Map.of("ROOM_TOKENS", "no room: " + MARK),
            Map.of("TURN_PASSWORD", MARK + "\u00e9"),
            Map.of("WEBHOOK_SECRET", MARK),
            Map.of("ERROR_WEBHOOK_URL", "no url " + MARK),
            Map.of("S3_SSE_CUSTOMER_KEY", MARK))) {
      try {
        assertFree("the configuration", TestConfig.with(wrong).toString());
      } catch (RuntimeException e) {
        assertFree("the error", String.valueOf(e.getMessage()));
      }
    }
  }
}

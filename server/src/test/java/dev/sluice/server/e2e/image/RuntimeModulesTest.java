package dev.sluice.server.e2e.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.server.FreePorts;
import dev.sluice.server.conformance.OfferText;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.e2e.Poll;
import dev.sluice.server.http.TestCertificate;
import dev.sluice.server.http.TlsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image's runtime has all modules that the program needs: everything that brings classes of its
 * own runs on it, TLS, DTLS, webhooks, traces, both clients of stores, flight recordings.
 */
@Tag("e2e")
@Tag("beside")
class RuntimeModulesTest {

  private static final String ADMIN = "Bearer the-operator";

  /** What this machine was asked, by whoever it plays: a collector, a receiver, a store. */
  private static final Set<String> ASKED = ConcurrentHashMap.newKeySet();

  private static HttpServer world;

  @TempDir Path directory;

  @BeforeAll
  static void make() throws IOException {
    TrimmedRuntime.make();
    world = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    world.createContext("/", RuntimeModulesTest::answer);
    world.start();
  }

  @AfterAll
  static void end() {
    if (world != null) {
      world.stop(0);
    }
  }

  /** A store that lets nobody write; everybody else is content. */
  private static void answer(HttpExchange exchange) throws IOException {
    ASKED.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
    exchange.getRequestBody().readAllBytes();
    boolean writes = exchange.getRequestMethod().equals("PUT");
    byte[] body =
        writes
            ? "<Error><Code>InvalidAccessKeyId</Code><Message>nobody</Message></Error>"
                .getBytes(StandardCharsets.UTF_8)
            : new byte[0];
    exchange.getResponseHeaders().add("Content-Type", "application/xml");
    exchange.sendResponseHeaders(writes ? 403 : 200, body.length == 0 ? -1 : body.length);
    if (writes) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private static String worldUrl() {
    return "http://127.0.0.1:" + world.getAddress().getPort();
  }

  @Test
  void servesTracesTellsAndRecordsItself() throws Exception {
    TestCertificate certificate = TestCertificate.create();
    TlsOptions files = certificate.in(directory);
    Map<String, String> variables = variables();
    variables.put("TLS_CERT_FILE", files.certificateChain().toString());
    variables.put("TLS_KEY_FILE", files.privateKey().toString());
    Path said = directory.resolve("server.log");
    Process server = TrimmedRuntime.run(said, variables, "serve");
    try {
      String pid = Long.toString(server.pid());
      Path health = directory.resolve("health.log");
      Process check =
          TrimmedRuntime.run(health, variables, "healthcheck", "--wait", "120", "--pid", pid);
      assertEquals(0, TrimmedRuntime.end(check), () -> text(health) + text(said));
      HttpClient client = HttpClient.newBuilder().sslContext(certificate.clientContext()).build();
      URI url = URI.create("https://" + variables.get("HTTP_ADDR"));
      assertEquals(201, publish(client, url), () -> text(said));
      assertEquals(200, dump(client, url));
      String recording = record(client, url);
      assertTrue(recording.contains("\"state\":\"recording\""), recording);
      Poll.until("webhooks come", () -> ASKED, asked -> asked.contains("POST /hook"));
      assertTrue(text(said).contains("crypto dtls="), text(said));
    } finally {
      server.destroy();
    }
    assertEquals(0, TrimmedRuntime.end(server), () -> text(said));
    assertTrue(ASKED.contains("POST /v1/traces"), "at the latest at its end: " + ASKED);
    assertNothingMissing(text(said));
  }

  @Test
  void bothClientsOfStoresUnderstandWhatAStoreSays() throws Exception {
    for (String client : new String[] {"aws", "minio"}) {
      Map<String, String> variables = variables();
      variables.putAll(
          Map.of(
              "UPLOAD_RECORDINGS", "1",
              "S3_CLIENT", client,
              "S3_ENDPOINT", worldUrl(),
              "S3_PATH_STYLE", "1",
              "S3_BUCKET", "meetings",
              "S3_REGION", "us-east-1",
              "S3_ACCESS_KEY", "user",
              "S3_SECRET_KEY", "password"));
      Path said = directory.resolve(client + ".log");
      int code = TrimmedRuntime.end(TrimmedRuntime.run(said, variables, "check"));
      assertEquals(1, code, () -> text(said));
      assertTrue(text(said).contains("InvalidAccessKeyId"), text(said));
      assertNothingMissing(text(said));
    }
  }

  private Map<String, String> variables() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Map<String, String> variables = new HashMap<>();
    // nobody checks what it signs
    variables.put("WEBHOOK_SECRET", "whsec_" + "c2x1aWNl".repeat(5));
    variables.putAll(
        Map.of(
            "HTTP_ADDR",
            "127.0.0.1:" + port,
            "MEDIA_UDP_PORT",
            Integer.toString(FreePorts.udpPair()),
            "MEDIA_LOOPS",
            "1",
            "MEDIA_TCP_PORT",
            "off",
            "ADMIN_TOKEN",
            "the-operator",
            "RECORD_DIR",
            directory.resolve("records").toString(),
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            worldUrl(),
            "OTEL_EXPORTER_OTLP_PROTOCOL",
            "http/protobuf",
            "WEBHOOK_URLS",
            worldUrl() + "/hook"));
    return variables;
  }

  private static int publish(HttpClient client, URI url) throws Exception {
    Fingerprint nobody = new Fingerprint("sha-256", "00:".repeat(31) + "00");
    return client
        .send(
            HttpRequest.newBuilder(url.resolve("/whip/standup"))
                .header("Content-Type", "application/sdp")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        OfferText.offer("sendonly", OfferText.credentials(), nobody)))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static int dump(HttpClient client, URI url) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(url.resolve("/api/admin/dump"))
                .header("Authorization", ADMIN)
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static String record(HttpClient client, URI url) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(url.resolve("/api/admin/jfr"))
                .header("Authorization", ADMIN)
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString("{\"seconds\":1,\"profile\":\"profile\"}"))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static void assertNothingMissing(String said) {
    for (String sign :
        new String[] {"NoClassDefFoundError", "ClassNotFound", "ServiceConfigurationError"}) {
      assertFalse(said.contains(sign), said);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}

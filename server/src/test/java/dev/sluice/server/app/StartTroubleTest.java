package dev.sluice.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.server.FreePorts;
import dev.sluice.server.e2e.Poll;
import dev.sluice.server.http.TestCertificate;
import dev.sluice.server.http.TlsOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine that is not as the server needs it: one sentence, or a start without what is away. */
class StartTroubleTest {

  @TempDir Path directory;

  @AfterEach
  void restoreLogging() {
    TestLogging.restore();
  }

  private static String refusal(Map<String, String> variables) {
    return assertThrows(
            StartException.class, () -> Server.start(TestConfig.with(variables)).close())
        .getMessage();
  }

  @Test
  void anAddressThatIsNotOfThisMachine() {
    assertEquals(
        "HTTP cannot start on 203.0.113.9:8080: Cannot assign requested address; no interface of"
            + " this machine has it (HTTP_ADDR).",
        refusal(Map.of("HTTP_ADDR", "203.0.113.9:8080")));
  }

  @Test
  void aNameThatNobodyKnows() {
    assertEquals(
        "HTTP cannot start on nobody.invalid:8080: the name nobody.invalid is not known"
            + " (HTTP_ADDR).",
        refusal(Map.of("HTTP_ADDR", "nobody.invalid:8080")));
  }

  @Test
  void thePortOfTheWayToHttpsIsTaken() throws Exception {
    TlsOptions files = TestCertificate.create().in(directory);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String message =
          refusal(
              Map.of(
                  "TLS_CERT_FILE", files.certificateChain().toString(),
                  "TLS_KEY_FILE", files.privateKey().toString(),
                  "HTTP_REDIRECT_ADDR", "127.0.0.1:" + taken.getLocalPort()));
      assertTrue(message.startsWith("HTTP cannot start on 127.0.0.1:"), message);
      assertTrue(message.endsWith("(HTTP_REDIRECT_ADDR)."), message);
    }
  }

  @Test
  void aCertificateThatIsNotOfTheKey() throws Exception {
    TlsOptions files = TestCertificate.create().in(directory);
    Path other = Files.createDirectory(directory.resolve("other"));
    TlsOptions others = TestCertificate.create().in(other);
    assertEquals(
        ("HTTPS cannot start: the key in %s is not that of the first certificate in %s"
                + " (TLS_CERT_FILE, TLS_KEY_FILE).")
            .formatted(others.privateKey(), files.certificateChain()),
        refusal(
            Map.of(
                "TLS_CERT_FILE", files.certificateChain().toString(),
                "TLS_KEY_FILE", others.privateKey().toString())));

    Files.writeString(
        files.certificateChain(), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
    assertEquals(
        ("HTTPS cannot start: %s holds a certificate that cannot be read (TLS_CERT_FILE,"
                + " TLS_KEY_FILE).")
            .formatted(files.certificateChain()),
        refusal(
            Map.of(
                "TLS_CERT_FILE", files.certificateChain().toString(),
                "TLS_KEY_FILE", files.privateKey().toString())));
  }

  @Test
  void aFolderOfRecordingsThatIsAFileOrAnotherServers() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertEquals(
        ("Recordings cannot be kept: the recordings' directory %s cannot be made: %s is a file,"
                + " and must be a directory (RECORD_DIR).")
            .formatted(file, file),
        refusal(Map.of("RECORD_ENABLED", "1", "RECORD_DIR", file.toString())));

    Map<String, String> variables =
        Map.of("RECORD_ENABLED", "1", "RECORD_DIR", directory.resolve("records").toString());
    try (Server first = Server.start(TestConfig.with(variables))) {
      assertTrue(first.url().getPort() > 0);
      String message = refusal(variables);
      assertTrue(message.endsWith(" is in use by another server (RECORD_DIR)."), message);
    }
  }

  @Test
  void aFileOfWhatWasTakenBackThatIsNone() throws IOException {
    Path garbage = Files.writeString(directory.resolve("denied"), "garbage");
    assertEquals(
        "DENY_LIST_FILE cannot be used: it is no deny list.",
        refusal(Map.of("DENY_LIST_FILE", garbage.toString())));
  }

  @Test
  void startsWhenEverythingItTalksToIsAwayAndIsReadyWhenWhatItNeedsHasComeBack() throws Exception {
    int away = FreePorts.tcp();
    Map<String, String> variables = new HashMap<>();
    variables.put("RECORD_DIR", directory.resolve("records").toString());
    variables.put("UPLOAD_RECORDINGS", "1");
    variables.put("S3_BUCKET", "calls");
    variables.put("S3_ENDPOINT", "http://127.0.0.1:" + away);
    variables.put("S3_ACCESS_KEY", "sluice");
    variables.put("S3_SECRET_KEY", "north-by-northwest");
    variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", "127.0.0.1:" + away);
    variables.put("WEBHOOK_URLS", "http://127.0.0.1:" + away + "/hook");
    variables.put("WEBHOOK_SECRET", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3");
    variables.put("ERROR_WEBHOOK_URL", "http://127.0.0.1:" + away + "/errors");
    variables.put("TURN_URLS", "turn:127.0.0.1:" + away);
    variables.put("TURN_SECRET", "north-by-south");
    variables.put("JWT_JWKS_URL", "http://localhost:" + away + "/keys");
    variables.put("JWT_AUDIENCE", "sluice");
    try (Server server = Server.start(TestConfig.with(variables))) {
      String said =
          Poll.until(
              "it says what it waits for",
              () -> ask(server),
              answer -> answer.contains("no keys of the identity provider yet"));
      assertTrue(said.startsWith("503 "), said);
      assertTrue(said.contains("\"token keys\""), said);

      ECKey key = new ECKeyGenerator(Curve.P_256).keyID("a").generate();
      HttpServer provider = HttpServer.create(new InetSocketAddress("localhost", away), 0);
      provider.createContext(
          "/keys",
          exchange -> {
            byte[] keys = new JWKSet(key).toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
          });
      provider.start();
      try {
        Poll.until("it is ready", () -> ask(server), answer -> answer.startsWith("200 "));
      } finally {
        provider.stop(0);
      }
    }
  }

  private static String ask(Server server) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(server.url().resolve("/readyz")).build(),
                HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }

  @Test
  void whatIsNotWiseIsOneLineOfTheLogEach() {
    PrintStream standardError = System.err;
    ByteArrayOutputStream logged = new ByteArrayOutputStream();
    System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    try {
      Logging.configure(TestConfig.loopback().log());
      Server.start(TestConfig.with(Map.of("S3_BUKET", "calls", "AUTH_TOKEN", "changeme"))).close();
    } finally {
      System.setErr(standardError);
    }
    String log = logged.toString(StandardCharsets.UTF_8);
    assertTrue(
        log.contains("S3_BUKET is set, but is no variable of this server: is S3_BUCKET meant?"),
        log);
    assertTrue(log.contains("AUTH_TOKEN is a placeholder that everybody tries first"), log);
    assertTrue(!log.contains("changeme"), log);
  }
}

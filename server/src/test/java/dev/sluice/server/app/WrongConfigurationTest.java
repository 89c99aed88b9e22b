package dev.sluice.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.config.WrongValues;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The program, asked to serve with what cannot be used. */
class WrongConfigurationTest {

  private static final int SHOWN = 100;

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  static Collection<String> names() {
    return new TreeSet<>(WrongValues.texts().keySet());
  }

  @AfterEach
  void restoreLogging() {
    TestLogging.restore();
  }

  @ParameterizedTest
  @MethodSource("names")
  void aWrongValueStopsTheStartWithOneSentence(String name) throws IOException {
    assertEquals(Main.CANNOT_START, serve(WrongValues.environment(name)));

    assertEquals("", out.toString());
    String sentence = err.toString().strip();
    assertEquals(1, sentence.lines().count(), sentence);
    assertTrue(sentence.startsWith("sluice: " + name + " must be "), sentence);
    assertTrue(sentence.endsWith("."), sentence);
    assertTrue(sentence.contains(WrongValues.allowed(name)), sentence);
    String text = WrongValues.texts().get(name);
    String shown = text.substring(0, Math.min(text.length(), SHOWN));
    if (WrongValues.isSecret(name)) {
      assertFalse(sentence.contains(text), sentence);
    } else {
      boolean directoryShown = name.equals("AUDIT_LOG") && sentence.contains("/no/such/directory");
      assertTrue(sentence.contains(shown) || directoryShown, sentence);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "TLS_CERT_FILE=pom.xml~TLS_CERT_FILE is set, but TLS_KEY_FILE is not; set both or neither.",
        "TLS_KEY_FILE=pom.xml~TLS_KEY_FILE is set, but TLS_CERT_FILE is not; set both or neither.",
        "HTTP_REDIRECT_ADDR=:80~HTTP_REDIRECT_ADDR is set, but TLS_CERT_FILE is not;",
        "HTTP_REDIRECT_ADDR=:8080~HTTP_REDIRECT_ADDR and HTTP_ADDR both have port 8080;",
        "HTTP_REDIRECT_ADDR=:7881~HTTP_REDIRECT_ADDR and MEDIA_TCP_PORT both have port 7881;",
        "MEDIA_TCP_PORT=8080~MEDIA_TCP_PORT and HTTP_ADDR both have port 8080;",
        "MEDIA_UDP_PORT=65535 MEDIA_LOOPS=2~MEDIA_UDP_PORT must leave room for MEDIA_LOOPS ports",
        "MEDIA_UDP_PUBLIC_PORT=9000~MEDIA_UDP_PUBLIC_PORT is set, but PUBLIC_IP is not;",
        "PUBLIC_IP=auto~PUBLIC_IP is auto, but STUN_URLS has no stun: server to ask;",
        "UPLOAD_RECORDINGS=1~UPLOAD_RECORDINGS is set, but S3_BUCKET is not;",
        "UPLOAD_RECORDINGS=1 S3_BUCKET=calls S3_ENDPOINT=a.example:9000~S3_ACCESS_KEY and",
        "S3_ACCESS_KEY=a UPLOAD_RECORDINGS=1 S3_BUCKET=calls~S3_ACCESS_KEY is set, but",
        "DELETE_RECORDING_AFTER_UPLOAD=1~DELETE_RECORDING_AFTER_UPLOAD is set, but",
        "TURN_URLS=turn:a~TURN_URLS is set, but neither TURN_SECRET nor TURN_USERNAME and",
        "TURN_SECRET=north~TURN_SECRET is set, but TURN_URLS is not;",
        "TURN_URLS=turn:a TURN_SECRET=north TURN_USERNAME=u~TURN_SECRET makes credentials",
        "WEBHOOK_URLS=https://a.example/~WEBHOOK_URLS is set, but WEBHOOK_SECRET is not;",
        "API_KEYS=backend:0123456789abcdef~API_KEYS is set, but neither JWT_SECRET nor",
        "RECORD_ROTATE_FREE=1G RECORD_MIN_FREE=2G~RECORD_ROTATE_FREE must be more than",
        "DRAIN_REDIRECT=http://localhost:8080~DRAIN_REDIRECT leads to http://localhost:8080, which",
        "DRAIN_REDIRECT=http://[::1]:8080~DRAIN_REDIRECT leads to http://[::1]:8080, which",
        "PUBLIC_IP=203.0.113.7 HTTP_ADDR=:80 ROOM_REDIRECTS=a=http://203.0.113.7~ROOM_REDIRECTS leads",
        "DENY_LIST_FILE=x AUDIT_LOG=./x~DENY_LIST_FILE and AUDIT_LOG are both ",
        "AUDIT_LOG=records~RECORD_DIR and AUDIT_LOG are both ",
        "ADMIN_TOKEN=north AUTH_TOKEN=north~ADMIN_TOKEN must be another than AUTH_TOKEN",
        "ADMIN_TOKEN=north METRICS_TOKEN=north~ADMIN_TOKEN and METRICS_TOKEN have the same text",
        "AUTH_TOKEN=north METRICS_TOKEN=north~AUTH_TOKEN and METRICS_TOKEN have the same text",
        "TURN_URLS=turn:a TURN_SECRET=north ADMIN_TOKEN=north~ADMIN_TOKEN and TURN_SECRET have",
        "AUTH_TOKEN=changeme~AUTH_TOKEN is a placeholder that everybody tries first",
        "ADMIN_TOKEN=Secret~ADMIN_TOKEN is a placeholder that everybody tries first",
        "ROOM_TOKENS=a:<token>~ROOM_TOKENS is a placeholder that everybody tries first",
        "JWT_SECRET=your-256-bit-secret-your-256-bit-secret~JWT_SECRET is a placeholder",
        "REDIS_URL=redis://a~REDIS_URL is set, but this version cannot yet",
      })
  void valuesThatContradictOneAnotherStopTheStartWithOneSentence(String pairs, String sentence)
      throws IOException {
    assertEquals(Main.CANNOT_START, serve(variables(pairs)));

    assertEquals("", out.toString());
    assertTrue(err.toString().startsWith("sluice: " + sentence), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
  }

  @Test
  void anAdministratorsKeyIsNoBackendsKey() throws IOException {
    String key = "0123456789abcdef";
    int code =
        serve(
            Map.of("ADMIN_TOKEN", key, "JWT_SECRET", key.repeat(2), "API_KEYS", "backend:" + key));

    assertEquals(Main.CANNOT_START, code);
    assertTrue(err.toString().contains("ADMIN_TOKEN and API_KEYS have the same text"), "" + err);
    assertFalse(err.toString().contains(key), "" + err);
  }

  private static Map<String, String> variables(String pairs) {
    return Arrays.stream(pairs.split(" "))
        .map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  private int serve(Map<String, String> variables) throws IOException {
    Path file = directory.resolve("test.env");
    Files.write(
        file,
        variables.entrySet().stream()
            .map(each -> each.getKey() + "='" + each.getValue() + "'")
            .toList());
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute("--env-file", file.toString());
  }
}

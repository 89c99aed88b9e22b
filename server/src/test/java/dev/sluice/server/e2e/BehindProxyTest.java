package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.server.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Browsers that come through a real nginx with the configuration in {@code deploy/}. */
@Tag("e2e")
class BehindProxyTest {

  private static final FakeCapture CAMERA = new FakeCapture(Colour.BLUE, 660, 320, 240);
  private static final String OPERATORS_TOKEN = "the-operators-token";
  private static final String AUTHORIZATION = "Authorization: Bearer " + OPERATORS_TOKEN;

  @TempDir private static Path folder;

  private static Browsers browsers;
  private static Nginx nginx;
  private static Map<String, String> variables;
  private static ServerProcess server;

  @BeforeAll
  static void start() throws Exception {
    browsers = Browsers.start();
    int port = FreePorts.tcp();
    nginx = Nginx.before(Files.createDirectory(folder.resolve("nginx")), port);
    variables = new HashMap<>();
    variables.put("HTTP_ADDR", "127.0.0.1:" + port);
    variables.put("TRUSTED_PROXIES", "127.0.0.1");
    variables.put("MEDIA_UDP_PORT", Integer.toString(FreePorts.udpPair()));
    variables.put("MEDIA_LOOPS", "2");
    variables.put("MEDIA_TCP_PORT", "off");
    variables.put("ADMIN_TOKEN", OPERATORS_TOKEN);
    variables.put("AUDIT_LOG", folder.resolve("audit.log").toString());
    variables.put("RECORD_DIR", folder.resolve("records").toString());
    startServer();
  }

  private static void startServer() {
    server = ServerProcess.run(new String[0], "serve", variables);
    server.says("is ready");
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
    if (nginx != null) {
      nginx.close();
    }
    if (browsers != null) {
      browsers.close();
    }
  }

  /** A page whose certificate the browser checks. */
  private static Page page(String path) throws Exception {
    return browsers.page(nginx.url(path), browsers.executable(), CAMERA, nginx.chromiumOptions());
  }

  private static Page peerPage() throws Exception {
    return page("/web/e2e/peer.html");
  }

  private static String status(String answer) {
    return answer.split(" ", 3)[1];
  }

  // ---- what comes through

  @Test
  void peopleMeetAndMeetAgainAfterTheServerWasRestarted() throws Exception {
    try (Peer one = Peer.joining("restarted", "One").in(peerPage());
        Peer other = Peer.joining("restarted", "Other").in(peerPage())) {
      one.sees("Other", CAMERA.colour());
      other.sees("One", CAMERA.colour());
      assertTrue(one.page().evaluate("isSecureContext").asBoolean());
      assertEquals("h2", one.page().evaluate(protocolOfThePage()).asText());

      Moments since = Moments.fromNow();
      server.close();
      JsonNode away = one.page().evaluate(answerTo("/api/bootstrap"));
      assertEquals(503, away.get("status").asInt());
      assertEquals("3", away.get("retryAfter").asText());
      startServer();
      since.note("until a server that was stopped behind nginx is ready again");
      other.experiences("reconnected", event -> true);
      one.sees("Other", CAMERA.colour());
      one.decodesMore("Other", 1);
      since.note("without media when it is restarted");
    }
  }

  private static String protocolOfThePage() {
    return "performance.getEntriesByType('navigation')[0].nextHopProtocol";
  }

  private static String answerTo(String path) {
    return "fetch('%s').then(({ status, headers }) => ({ status, retryAfter: headers.get('Retry-After') }))"
        .formatted(path);
  }

  @Test
  void aStreamIsPublishedWatchedRecordedAndPlayedInRanges() throws Exception {
    String room = "broadcast";
    try (PublishPage publish = new PublishPage(page("/web/publish.html?room=" + room))) {
      publish.goLive();
      try (WatchPage watch = new WatchPage(page("/web/watch.html?room=" + room))) {
        watch.sees(CAMERA.colour());
        orderRecording(room, "start");
        // by a server-sent event, which nginx does not hold back
        watch.parts().untilItShows("recording-sign");
        watch.decodesMore(30);
      }
      orderRecording(room, "stop");
      publish.stop();
      playTheRecording(publish.parts().page(), room);
    }
    assertFalse(nginx.accessLog().contains(OPERATORS_TOKEN), "the log has the token");
    assertTrue(nginx.accessLog().contains("DELETE /whip/session/broadcast/"), nginx.accessLog());
    assertFalse(nginx.accessLog().matches("(?s).*/session/broadcast/[^ /-]{7}.*"));
  }

  private static void orderRecording(String room, String action) throws Exception {
    String body = "{\"action\":\"%s\"}".formatted(action);
    String answer =
        nginx.answer(
            "127.0.0.1",
            Nginx.NAME,
            ("POST /api/admin/rooms/%s/recording HTTP/1.1\r\n%s\r\nContent-Type: application/json\r\n"
                    + "Content-Length: %d")
                .formatted(room, AUTHORIZATION, body.length()),
            body);
    assertEquals("200", status(answer), answer);
  }

  private static void playTheRecording(Page page, String room) {
    JsonNode files =
        Poll.until(
            "the recording is whole",
            () -> page.evaluate(json("/api/records?room=" + room)),
            list -> list.size() == 1 && list.get(0).get("fileState").asText().equals("finished"));
    String url = files.get(0).get("url").asText() + "?token=" + OPERATORS_TOKEN;
    JsonNode part =
        page.evaluate(
            """
            fetch('%s', { headers: { Range: 'bytes=0-3' } }).then(async (response) => [
              response.status,
              response.headers.get('Content-Range'),
              (await response.arrayBuffer()).byteLength,
            ])
            """
                .formatted(url));
    assertEquals(206, part.get(0).asInt());
    assertTrue(part.get(1).asText().startsWith("bytes 0-3/"), part.toString());
    assertEquals(4, part.get(2).asInt());
    JsonNode played =
        page.evaluate(
            """
            new Promise((resolve, reject) => {
              const video = document.createElement('video');
              video.muted = true;
              video.ontimeupdate = () => video.currentTime > 0.5 && resolve(video.videoWidth);
              video.onerror = () => reject(video.error);
              video.src = '%s';
              video.play();
            })
            """
                .formatted(url));
    assertTrue(played.asInt() > 0);
  }

  private static String json(String path) {
    return "fetch('%s', { headers: { Authorization: 'Bearer %s' } }).then((response) => response.json())"
        .formatted(path, OPERATORS_TOKEN);
  }

  // ---- what does not

  @Test
  void whoClaimsToBeSomebodyElseIsCountedAsWhoItIs() throws Exception {
    String answer =
        nginx.answer(
            "127.0.0.1",
            Nginx.NAME,
            "GET /api/admin/status HTTP/1.1\r\nX-Forwarded-For: 203.0.113.9\r\n"
                + "Forwarded: for=203.0.113.9\r\nAuthorization: Bearer a-wrong-token");
    assertEquals("401", status(answer), answer);
    String audit =
        Poll.until(
            "the audit log tells of it",
            () -> Files.readString(folder.resolve("audit.log")),
            text -> text.contains("from=127.0.0.1"));
    assertFalse(audit.contains("203.0.113.9"), audit);
  }

  @Test
  void onlyThoseInsideSeeMetricsAndTheOperatorsPage() throws Exception {
    for (String path :
        List.of("/metrics", "/readyz", "/admin", "/web/admin.html", "/api/admin/status")) {
      String request = "GET " + path + " HTTP/1.1\r\n" + AUTHORIZATION;
      assertEquals("403", status(nginx.answer("127.0.0.77", Nginx.NAME, request)), path);
      String inside = status(nginx.answer("127.0.0.1", Nginx.NAME, request));
      assertTrue(List.of("200", "302").contains(inside), path + " " + inside);
    }
    // however it is written
    for (String path :
        List.of("/api//admin/status", "/x/../api/admin/status", "/api/%61dmin/status")) {
      String answer =
          nginx.answer("127.0.0.77", Nginx.NAME, "GET " + path + " HTTP/1.1\r\n" + AUTHORIZATION);
      assertTrue(List.of("403", "404", "400").contains(status(answer)), path + " " + answer);
    }
  }

  @Test
  void securityHeadersAreThereOnce() throws Exception {
    String answer = nginx.answer("127.0.0.1", Nginx.NAME, "GET /web/ HTTP/1.1");
    for (String name :
        List.of(
            "Strict-Transport-Security",
            "Content-Security-Policy",
            "X-Content-Type-Options",
            "X-Frame-Options",
            "Referrer-Policy")) {
      assertEquals(
          1, answer.split("(?i)\r\n" + name + ": ", -1).length - 1, name + " in " + answer);
    }
  }

  @Test
  void plainHttpLeadsToHttpsAndServesWhatProvesTheName() throws Exception {
    String redirected = nginx.plainAnswer(Nginx.NAME, "GET /watch/x?a=b HTTP/1.1");
    assertEquals("308", status(redirected), redirected);
    assertTrue(redirected.contains("Location: https://meet.example.org/watch/x?a=b"), redirected);
    assertEquals("405", status(nginx.plainAnswer(Nginx.NAME, "POST /whip/x HTTP/1.1")));
    Path challenge = folder.resolve("nginx/acme/.well-known/acme-challenge/token");
    Files.createDirectories(challenge.getParent());
    Files.writeString(challenge, "proof");
    String proof = nginx.plainAnswer(Nginx.NAME, "GET /.well-known/acme-challenge/token HTTP/1.1");
    assertTrue(proof.endsWith("\r\n\r\nproof"), proof);
    assertEquals("", nginx.plainAnswer("other.example.org", "GET / HTTP/1.1"));
  }

  @Test
  void anOfferThatIsTooLongIsRefusedInTheServersWords() throws Exception {
    String answer =
        nginx.answer(
            "127.0.0.1",
            Nginx.NAME,
            "POST /whip/x HTTP/1.1\r\nContent-Type: application/sdp\r\nContent-Length: 1200000",
            "x".repeat(1_200_000));
    assertEquals("413", status(answer), answer);
    assertTrue(answer.contains("{\"error\":"), answer);
  }
}

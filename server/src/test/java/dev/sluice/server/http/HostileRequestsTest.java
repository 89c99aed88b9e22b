package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.auth.FixedTokens;
import dev.sluice.server.auth.GuessGuard;
import dev.sluice.server.auth.TestAccess;
import dev.sluice.server.room.RoomId;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients that mean no good write to a real server, byte by byte. */
class HostileRequestsTest {

  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong nowNanos = new AtomicLong();
  private HttpServer server;

  @AfterEach
  void stop() {
    server.stop();
  }

  private static HttpOptions.Builder options() {
    return HttpOptions.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private void start(HttpOptions.Builder options) throws IOException {
    start(options, TokenGuard.none(nowNanos::get));
  }

  private void start(HttpOptions.Builder options, TokenGuard tokens) throws IOException {
    server =
        new HttpServer(
            options.build(),
            List.of(
                Route.get("/open", request -> Response.text(200, "text/plain", "ok").completed()),
                Route.limited("GET", "/secret", HostileRequestsTest::secret),
                Route.limited("GET", "/api/secret", HostileRequestsTest::secret),
                Route.join(
                    "POST",
                    "/join",
                    request -> Response.text(200, "text/plain", request.bodyText()).completed())),
            Optional.empty(),
            RoomResidence.ALONE,
            tokens,
            nowNanos::get);
    server.start();
  }

  private static CompletionStage<Response> secret(Request request) {
    return (request.token().equals(Optional.of("right"))
            ? Response.text(200, "text/plain", "ok")
            : ApiRoutes.unauthorized())
        .completed();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** Writes bytes as they are and reads until the server closes. */
  private String raw(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  /** As many responses as there are status lines. */
  private static int responses(String raw) {
    return raw.split("HTTP/1\\.1 \\d", -1).length - 1;
  }

  private static int status(String raw) {
    return Integer.parseInt(raw.substring(9, 12));
  }

  private static String get(String target, String... headers) {
    StringBuilder text = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: x\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    return text.append("Connection: close\r\n\r\n").toString();
  }

  private static String post(String body, String... headers) {
    return "POST /join HTTP/1.1\r\nHost: x\r\nContent-Length: "
        + body.length()
        + "\r\n"
        + String.join("", java.util.Arrays.stream(headers).map(it -> it + "\r\n").toList())
        + "Connection: close\r\n\r\n"
        + body;
  }

  /** RFC 9112 section 5.2 leaves that to the server: the line goes on after a space. */
  @Test
  void aFoldedHeaderIsReadInOneWay() throws IOException {
    start(options());
    assertEquals(200, status(raw(get("/open", "X-A: 1\r\n X-Auth-Token: b"))));
    String folded = raw(get("/secret", "X-A: 1\r\n X-Auth-Token: right"));
    assertEquals(401, status(folded), "what is folded is no header of its own");
  }

  /** What comes behind is not taken for a request: nobody can say where it would begin. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | Host: x~Content-Length: 5~Transfer-Encoding: chunked~~0~~",
        "400 | Host: x~Transfer-Encoding: chunked~Content-Length: 5~~0~~",
        "400 | Host: x~Content-Length: 5~Content-Length: 6~~abcde",
        "400 | Host: x~Content-Length: 5, 6~~abcde",
        "400 | Host: x~Content-Length: +5~~abcde",
        "400 | Host: x~Content-Length: 5 5~~abcde",
        "501 | Host: x~Transfer-Encoding: gzip, chunked~~0~~",
        "400 | Host: x~Transfer-Encoding: chunked~Transfer-Encoding: identity~~0~~",
        "400 | Host: x~Transfer-Encoding: xchunked~~0~~",
        "400 | Host: x~Transfer-Encoding : chunked~~0~~",
        "400 | Host: x~Transfer-Encoding: chunked~~zz~~",
        "400 | Host: x~ folded: 1~Content-Length: 0~~",
        "400 | Host: x~Host: y~Content-Length: 0~~",
        "400 | Content-Length: 0~~",
        "400 | Host: user@x~Content-Length: 0~~",
        "400 | Host: x/path~Content-Length: 0~~",
        "415 | Host: x~Content-Encoding: gzip~Content-Length: 4~~bomb",
        "415 | Host: x~Content-Encoding: identity, br~Content-Length: 4~~bomb",
        "417 | Host: x~Expect: a-miracle~Content-Length: 0~~",
      })
  void whatCanBeReadInTwoWaysEndsTheConnection(int status, String rest) throws IOException {
    start(options());
    String smuggled = "GET /open HTTP/1.1\r\nHost: x\r\n\r\n";
    String answer = raw("POST /join HTTP/1.1\r\n" + rest.strip().replace("~", "\r\n") + smuggled);
    assertEquals(status, status(answer), answer);
    assertEquals(1, responses(answer), answer);
    assertTrue(answer.contains("{\"error\":\""), answer);
    assertTrue(answer.toLowerCase(java.util.Locale.ROOT).contains("connection: close"), answer);
  }

  @Test
  void aBodyMeansNothingInAGet() throws IOException {
    start(options());
    assertEquals(400, status(raw("GET /open HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na")));
    assertEquals(200, status(raw(get("/open", "Content-Length: 0"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/open/../secret",
        "/./open",
        "/%2e%2e/open",
        "/..;/open",
        "/open%2f",
        "/open%5c..",
        "/open%00",
        "/open%0d%0aX:1",
        "/%c0%afopen",
        "/open%",
        "*",
        "http://user@x/open",
        "ftp://x/open",
        "open",
      })
  void pathsThatAnotherReaderCouldTakeForOthersAreRefused(String target) throws IOException {
    start(options());
    assertEquals(400, status(raw(get(target))), target);
  }

  @Test
  void theAbsoluteFormIsUnderstood() throws IOException {
    start(options());
    assertEquals(200, status(raw(get("http://other.example/open"))));
    assertEquals(200, status(raw(get("HTTPS://other.example:1/open?a=b"))));
    assertEquals(404, status(raw(get("http://other.example"))));
    assertEquals(400, status(raw(get("/a".repeat(33)))));
    assertEquals(414, status(raw(get("/" + "a".repeat(9_000)))));
  }

  @Test
  void manyHeadersAreRefusedHoweverShortTheyAre() throws IOException {
    start(options());
    assertEquals(431, status(raw(get("/open", "A: 1\r\n".repeat(100) + "B: 2"))));
    assertEquals(200, status(raw(get("/open", "A: 1\r\n".repeat(50) + "B: 2"))));
  }

  @Test
  void whoSendsARequestDropByDropIsToldAndClosed() throws IOException {
    start(options().requestNanos(SECOND / 5));
    for (String begun :
        new String[] {
          "GET /open HTTP/1.1\r\nHost: x\r\nA: ",
          "POST /join HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc",
          "POST /join HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        }) {
      try (Socket socket = connect()) {
        socket.getOutputStream().write(begun.getBytes(ISO_8859_1));
        assertEquals(408, status(new String(socket.getInputStream().readAllBytes(), UTF_8)));
      }
    }
    assertEquals(3, server.stats().rejected().get(HttpRejection.TIMEOUT));
  }

  @Test
  void anIdleConnectionIsKeptForAWhileOnly() throws IOException {
    start(options().timeouts(new HttpLimits.Timeouts(60 * SECOND, SECOND / 5, SECOND)));
    String answer = raw("GET /open HTTP/1.1\r\nHost: x\r\n\r\n");
    assertEquals(200, status(answer), "and then it is closed, without another word");
    assertEquals(1, responses(answer));
  }

  @Test
  void aConnectionCarriesSoManyRequestsOnly() throws IOException {
    start(options().counts(new HttpLimits.Counts(100, 0, 0, 3)));
    String answer = raw("GET /open HTTP/1.1\r\nHost: x\r\n\r\n".repeat(5));
    assertEquals(3, responses(answer), answer);
  }

  @Test
  void oneClientHoldsItsShareOfConnectionsOnlyAndProxiesHoldMore() throws IOException {
    start(options().counts(new HttpLimits.Counts(100, 2, 0, 100)));
    try (Socket one = connect();
        Socket two = connect()) {
      assertTrue(one.isConnected() && two.isConnected());
      // both are known to the server once it has answered them
      for (Socket socket : List.of(one, two)) {
        socket.getOutputStream().write("GET /open HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
        assertEquals('H', socket.getInputStream().read());
      }
      try (Socket third = connect()) {
        assertEquals(-1, third.getInputStream().read());
      }
    }
    assertEquals(1, server.stats().rejected().get(HttpRejection.TOO_MANY_CONNECTIONS_OF_CLIENT));
    server.stop();
    start(
        options()
            .counts(new HttpLimits.Counts(100, 1, 0, 100))
            .trustedProxies(List.of("127.0.0.0/8", "::1")));
    try (Socket one = connect();
        Socket two = connect()) {
      for (Socket socket : List.of(one, two)) {
        socket.getOutputStream().write("GET /open HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
        assertEquals('H', socket.getInputStream().read());
      }
    }
  }

  private static HttpOptions.Builder joins(RateLimit joins, RateLimit tokens, RateLimit bytes) {
    return options().rates(new RequestRates(RateLimit.OFF, joins, tokens, bytes));
  }

  @Test
  void joinsAreLimitedByAddressAndSayWhenToComeAgain() throws IOException {
    start(joins(new RateLimit(0.5, 2), RateLimit.OFF, RateLimit.OFF));
    assertEquals(200, status(raw(post("a"))));
    assertEquals(200, status(raw(post("a"))));
    String third = raw(post("a"));
    assertEquals(429, status(third), third);
    assertTrue(third.contains("Retry-After: 2"), third);
    assertEquals(200, status(raw(get("/open"))), "nothing else is concerned");
    nowNanos.addAndGet(2 * SECOND);
    assertEquals(200, status(raw(post("a"))));
  }

  @Test
  void bytesOfOffersAreLimitedByAddress() throws IOException {
    start(joins(RateLimit.OFF, RateLimit.OFF, new RateLimit(1000, 2000)));
    assertEquals(200, status(raw(post("a".repeat(1900)))));
    assertEquals(429, status(raw(post("a".repeat(200)))));
    nowNanos.addAndGet(SECOND);
    assertEquals(200, status(raw(post("a".repeat(200)))));
  }

  @Test
  void requestsAreLimitedByTokenWhereverTheyComeFrom() throws IOException {
    start(
        joins(RateLimit.OFF, new RateLimit(1, 2), RateLimit.OFF)
            .trustedProxies(List.of("127.0.0.1", "::1")));
    for (int i = 0; i < 2; i++) {
      assertEquals(200, status(raw(post("a", "X-Auth-Token: t", "X-Forwarded-For: 192.0.2." + i))));
    }
    assertEquals(429, status(raw(post("a", "X-Auth-Token: t", "X-Forwarded-For: 192.0.2.9"))));
    assertEquals(200, status(raw(post("a", "X-Auth-Token: u", "X-Forwarded-For: 192.0.2.9"))));
  }

  @Test
  void whoTriesOutTokensIsLockedOutForAWhileAndOthersAreNot() throws IOException {
    FixedTokens access =
        new FixedTokens(Optional.of("right"), Map.<RoomId, String>of(), Optional.empty());
    start(
        options().trustedProxies(List.of("127.0.0.1", "::1")),
        new TokenGuard(new GuessGuard((address, nanos) -> {}), access, nowNanos::get));
    String guesser = "X-Forwarded-For: 192.0.2.1";
    String neighbour = "X-Forwarded-For: 192.0.2.2";
    for (int i = 0; i <= GuessGuard.FREE_TRIES; i++) {
      assertEquals(401, status(raw(get("/secret", guesser, "X-Auth-Token: guess" + i))));
    }
    String locked = raw(get("/secret", guesser, "X-Auth-Token: right"));
    assertEquals(429, status(locked), "the right one is not looked at either");
    assertTrue(locked.contains("Retry-After: 1"), locked);
    assertEquals(429, status(raw(get("/secret?token=right", guesser))));
    assertEquals(200, status(raw(get("/open", guesser))), "without a token");
    assertEquals(200, status(raw(get("/secret", neighbour, "X-Auth-Token: right"))));
    nowNanos.addAndGet(2 * SECOND);
    assertEquals(200, status(raw(get("/secret", guesser, "X-Auth-Token: right"))));
    assertEquals(401, status(raw(get("/secret", guesser, "X-Auth-Token: guess"))));
    nowNanos.addAndGet(SECOND + SECOND / 2);
    assertEquals(
        429, status(raw(get("/secret", guesser, "X-Auth-Token: right"))), "twice as long now");
    assertEquals(3, server.stats().rejected().get(HttpRejection.GUESS_LOCKED));
  }

  @Test
  void noPageOfAnotherSiteCanLockItsVisitorOut() throws IOException {
    FixedTokens access =
        new FixedTokens(Optional.of("right"), Map.<RoomId, String>of(), Optional.empty());
    start(options(), new TokenGuard(new GuessGuard((address, nanos) -> {}), access, nowNanos::get));
    for (int i = 0; i <= GuessGuard.FREE_TRIES; i++) {
      String image = get("/api/secret?token=x" + i, "Sec-Fetch-Site: cross-site");
      assertEquals(403, status(raw(image)));
    }
    String guess = get("/api/secret?token=right", "Sec-Fetch-Site: cross-site");
    assertEquals(403, status(raw(guess)), "nor can anybody guess under that name");
    assertEquals(200, status(raw(get("/api/secret?token=right", "Sec-Fetch-Site: same-origin"))));
    String header = get("/api/secret", "Sec-Fetch-Site: cross-site", "X-Auth-Token: right");
    assertEquals(200, status(raw(header)));
    assertEquals(200, status(raw(get("/open?token=x", "Sec-Fetch-Site: cross-site"))), "a link");
  }

  @Test
  void whoHasASignedTokenIsNotHeldUpByWhoGuessesBehindTheSameAddress() throws IOException {
    TestAccess access = new TestAccess().sign("right");
    start(options(), new TokenGuard(new GuessGuard((address, nanos) -> {}), access, nowNanos::get));
    for (int i = 0; i <= GuessGuard.FREE_TRIES; i++) {
      assertEquals(401, status(raw(get("/secret", "X-Auth-Token: guess" + i))));
    }
    assertEquals(429, status(raw(get("/secret", "X-Auth-Token: guess"))));
    assertEquals(200, status(raw(get("/secret", "X-Auth-Token: right"))));
  }

  @Test
  void everyAnswerHasTheSecurityHeaders() throws IOException {
    start(options().hstsSeconds(1000));
    for (String request : new String[] {get("/open"), get("/nowhere"), get("/a%00"), "x\r\n\r\n"}) {
      String answer = raw(request);
      for (String header :
          List.of(
              "X-Content-Type-Options: nosniff",
              "Referrer-Policy: no-referrer",
              "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
              "Permissions-Policy: camera=()",
              "Cross-Origin-Resource-Policy: same-origin",
              "Cache-Control: no-store")) {
        assertTrue(answer.contains(header), () -> header + " in " + answer);
      }
      assertFalse(answer.contains("Strict-Transport-Security"), "there is no TLS");
    }
  }

  @Test
  void a100ContinueIsSentForABodyThatWouldBeTakenOnly() throws IOException {
    start(options().bodyBytes(10));
    String head = "POST /join HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: ";
    try (Socket socket = connect()) {
      socket.getOutputStream().write((head + "3\r\nConnection: close\r\n\r\n").getBytes(UTF_8));
      InputStream in = socket.getInputStream();
      assertEquals("HTTP/1.1 100", new String(in.readNBytes(12), UTF_8));
      socket.getOutputStream().write("abc".getBytes(UTF_8));
      assertTrue(new String(in.readAllBytes(), UTF_8).endsWith("abc"));
    }
    assertEquals(413, status(raw(head + "11\r\n\r\n")));
  }
}

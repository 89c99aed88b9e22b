package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real server on an ephemeral port, asked over real sockets. */
class HttpServerTest {

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private HttpServer server;

  @AfterEach
  void stop() {
    server.stop();
  }

  private static HttpOptions.Builder options() {
    return HttpOptions.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static RequestRates requests(double perSecond, int burst) {
    return new RequestRates(
        new RateLimit(perSecond, burst), RateLimit.OFF, RateLimit.OFF, RateLimit.OFF);
  }

  private void start(HttpOptions.Builder options, Route... more) throws IOException {
    List<Route> routes = new ArrayList<>(List.of(more));
    routes.addAll(
        OperationsRoutes.of(
            List.of(
                new OperationsRoutes.ReadinessCheck() {
                  @Override
                  public String name() {
                    return "drain";
                  }

                  @Override
                  public Optional<String> problem() {
                    return Optional.of("draining");
                  }
                }),
            request ->
                Response.text(200, "text/plain; version=0.0.4; charset=utf-8", "sluice_up 1\n")
                    .completed()));
    routes.add(Route.get("/web/**", new StaticFiles(getClass().getClassLoader(), "http-test/web")));
    server = new HttpServer(options.build(), routes, () -> 0);
    server.start();
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws Exception {
    return send(method, path, HttpRequest.BodyPublishers.noBody(), headers);
  }

  private HttpResponse<String> send(
      String method, String path, HttpRequest.BodyPublisher body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Writes bytes as they are and reads until the server closes. */
  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static int statusOf(String rawResponse) {
    return Integer.parseInt(rawResponse.substring(9, 12));
  }

  @Test
  void tellsThatItLives() throws Exception {
    start(options());
    HttpResponse<String> response = send("GET", "/healthz");
    assertEquals(200, response.statusCode());
    assertEquals("ok", response.body());
  }

  @Test
  void tellsWhyItIsNotReady() throws Exception {
    start(options());
    HttpResponse<String> response = send("GET", "/readyz");
    assertEquals(503, response.statusCode());
    assertEquals(
        "{\"ready\":false,\"checks\":[{\"name\":\"drain\",\"ok\":false,\"reason\":\"draining\"}]}",
        response.body());
  }

  @Test
  void servesMetricsAsPrometheusText() throws Exception {
    start(options());
    HttpResponse<String> response = send("GET", "/metrics");
    assertEquals("sluice_up 1\n", response.body());
    assertTrue(response.headers().firstValue("Content-Type").orElseThrow().contains("0.0.4"));
  }

  @Test
  void servesPagesWithTypeTagAndPolicy() throws Exception {
    start(options());
    HttpResponse<String> page = send("GET", "/web/");
    assertEquals(200, page.statusCode());
    assertTrue(page.body().contains("test page"));
    assertEquals("text/html; charset=utf-8", page.headers().firstValue("content-type").orElse(""));
    assertEquals("nosniff", page.headers().firstValue("x-content-type-options").orElse(""));
    String policy = page.headers().firstValue("content-security-policy").orElseThrow();
    assertTrue(policy.contains("script-src 'self';"), policy);
    assertTrue(policy.contains("connect-src 'self';"), policy);
    assertFalse(policy.contains("unsafe"), policy);
    HttpResponse<String> script = send("GET", "/web/sub/main.js");
    assertEquals("export const answer = 42;\n", script.body());
    assertEquals(
        "text/javascript; charset=utf-8", script.headers().firstValue("content-type").orElse(""));
  }

  @Test
  void answersNotModifiedWhenTheTagIsKnown() throws Exception {
    start(options());
    String tag = send("GET", "/web/").headers().firstValue("etag").orElseThrow();
    HttpResponse<String> again = send("GET", "/web/", "If-None-Match", "\"other\", W/" + tag);
    assertEquals(304, again.statusCode());
    assertEquals("", again.body());
    assertEquals(200, send("GET", "/web/", "If-None-Match", "\"other\"").statusCode());
  }

  @Test
  void compressesTextForThoseWhoAskAndTagsItApart() throws Exception {
    start(options());
    HttpResponse<String> plain = send("GET", "/web/");
    HttpResponse<String> small = send("GET", "/web/", "Accept-Encoding", "br, gzip");
    assertEquals("gzip", small.headers().firstValue("content-encoding").orElse(""));
    assertFalse(plain.headers().firstValue("content-encoding").isPresent());
    assertFalse(small.headers().firstValue("etag").equals(plain.headers().firstValue("etag")));
    HttpResponse<String> refused = send("GET", "/web/", "Accept-Encoding", "gzip;q=0");
    assertFalse(refused.headers().firstValue("content-encoding").isPresent());
  }

  @Test
  void answersHeadWithTheLengthAndNoBody() throws Exception {
    start(options());
    long length = send("GET", "/web/").headers().firstValueAsLong("content-length").orElseThrow();
    HttpResponse<String> head = send("HEAD", "/web/");
    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
    assertEquals(length, head.headers().firstValueAsLong("content-length").orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/web/../outside.txt",
        "/web/%2e%2e/outside.txt",
        "/web/..%2foutside.txt",
        "/web/%2e%2e%2foutside.txt",
        "/web/sub/../../outside.txt",
        "/web/sub/..%5c..%5coutside.txt",
        "/web//etc/passwd",
        "/web/%00index.html",
        "/web/sub",
        "/web/sub/",
        "/web/.hidden.txt",
        "/web/..;/outside.txt",
        "/web/%252e%252e/outside.txt",
      })
  void servesNothingOutsideTheRoot(String path) throws Exception {
    start(options());
    String response = raw(get(path, "close"));
    assertTrue(List.of(400, 404).contains(statusOf(response)), response);
    assertFalse(response.contains("secret"));
  }

  @Test
  void answersUnknownPathsWithJson() throws Exception {
    start(options());
    HttpResponse<String> response = send("GET", "/nowhere");
    assertEquals(404, response.statusCode());
    assertEquals("{\"error\":\"not found\"}", response.body());
    assertEquals("application/json", response.headers().firstValue("content-type").orElse(""));
  }

  @Test
  void tellsWhichMethodsAPathAnswers() throws Exception {
    start(options(), Route.limited("POST", "/thing", request -> Response.status(200).completed()));
    HttpResponse<String> response = send("DELETE", "/thing");
    assertEquals(405, response.statusCode());
    assertEquals("OPTIONS, POST", response.headers().firstValue("allow").orElse(""));
    assertEquals("{\"error\":\"method not allowed\"}", response.body());
  }

  @Test
  void handsVariablesQueryHeadersAndBodyToTheRoute() throws Exception {
    start(
        options(),
        Route.limited(
            "POST",
            "/rooms/{room}/{part}",
            request ->
                Response.text(
                        200,
                        "text/plain",
                        String.join(
                            "|",
                            request.variable("room"),
                            request.variable("part"),
                            request.query("q").orElse(""),
                            request.token().orElse(""),
                            request.bodyText()))
                    .completed()));
    HttpResponse<String> response =
        send(
            "POST",
            "/rooms/blue/a%20b+c?q=1%202",
            HttpRequest.BodyPublishers.ofString("hello"),
            "Authorization",
            "bearer t0ken");
    assertEquals("blue|a b+c|1 2|t0ken|hello", response.body());
  }

  @Test
  void refusesBodiesThatAreTooLarge() throws Exception {
    start(
        options().bodyBytes(100),
        Route.limited("POST", "/echo", request -> Response.status(200).completed()));
    String body = "x".repeat(101);
    HttpResponse<String> declared =
        send("POST", "/echo", HttpRequest.BodyPublishers.ofString(body));
    assertEquals(413, declared.statusCode());
    assertEquals("{\"error\":\"request body too large\"}", declared.body());
    String chunked =
        raw(
            "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n"
                + body
                + "\r\n0\r\n\r\n");
    assertEquals(413, statusOf(chunked));
  }

  @Test
  void refusesHeadersAndLinesThatAreTooLong() throws Exception {
    start(options());
    String headers = raw("GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + "y".repeat(20_000) + "\r\n\r\n");
    assertEquals(431, statusOf(headers));
    assertTrue(headers.endsWith("{\"error\":\"request headers too large\"}"), headers);
    assertEquals(414, statusOf(raw("GET /" + "y".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n",
        "garbage\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "GET nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
      })
  void answersMalformedRequestsWith400(String request) throws Exception {
    start(options());
    assertEquals(400, statusOf(raw(request)));
  }

  @Test
  void answersPipelinedRequestsInOrder() throws Exception {
    CompletableFuture<Response> slow = new CompletableFuture<>();
    start(
        options(),
        Route.get("/slow", request -> slow),
        Route.get(
            "/fast",
            request -> {
              slow.complete(Response.text(200, "text/plain", "too early"));
              return Response.text(200, "text/plain", "fast").completed();
            }),
        Route.get(
            "/go",
            request -> {
              slow.complete(Response.text(200, "text/plain", "slow"));
              return Response.status(204).completed();
            }));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write((get("/slow", "keep-alive") + get("/fast", "close")).getBytes(ISO_8859_1));
      assertEquals(204, send("GET", "/go").statusCode());
      String both = new String(socket.getInputStream().readAllBytes(), UTF_8);
      int first = both.indexOf("\r\n\r\nslow");
      assertTrue(first > 0 && first < both.indexOf("\r\n\r\nfast"), both);
    }
  }

  @Test
  void closesConnectionsThatDoNotCompleteARequest() throws Exception {
    start(options().requestNanos(200_000_000));
    assertEquals("", raw(""));
    assertEquals(408, statusOf(raw("GET /healthz HTTP/1.1\r\nHost: x\r\n")));
    assertEquals(1, server.stats().rejected().get(HttpRejection.TIMEOUT));
  }

  @Test
  void hidesTheReasonOfAFailureFromTheClient() throws Exception {
    start(
        options(),
        Route.get(
            "/throws",
            request -> Response.text(200, "text/plain", request.variable("none")).completed()),
        Route.get(
            "/fails", request -> CompletableFuture.failedFuture(new IOException("disk of ours"))));
    for (String path : List.of("/throws", "/fails")) {
      HttpResponse<String> response = send("GET", path);
      assertEquals(500, response.statusCode());
      assertEquals("{\"error\":\"internal error\"}", response.body());
    }
  }

  @Test
  void answersPreflightsWithTheMethodsOfThePath() throws Exception {
    start(
        options().allowedOrigins(AllowedOrigins.parse("https://good.example, other.example")),
        Route.limited("POST", "/thing", request -> Response.status(200).completed()));
    HttpResponse<String> good =
        send(
            "OPTIONS",
            "/thing",
            "Origin",
            "https://good.example",
            "Access-Control-Request-Method",
            "POST");
    assertEquals(204, good.statusCode());
    assertEquals(
        "https://good.example",
        good.headers().firstValue("access-control-allow-origin").orElse(""));
    assertEquals(
        "OPTIONS, POST", good.headers().firstValue("access-control-allow-methods").orElse(""));
    assertTrue(
        good.headers()
            .firstValue("access-control-allow-headers")
            .orElse("")
            .contains("Authorization"));
    HttpResponse<String> bad =
        send(
            "OPTIONS",
            "/thing",
            "Origin",
            "https://evil.example",
            "Access-Control-Request-Method",
            "POST");
    assertFalse(bad.headers().firstValue("access-control-allow-origin").isPresent());
    HttpResponse<String> byHost = send("POST", "/thing", "Origin", "http://other.example:8443");
    assertEquals(
        "http://other.example:8443",
        byHost.headers().firstValue("access-control-allow-origin").orElse(""));
  }

  @Test
  void letsEveryOriginReadByDefault() throws Exception {
    start(options());
    assertEquals(
        "*",
        send("GET", "/healthz", "Origin", "https://any.example")
            .headers()
            .firstValue("access-control-allow-origin")
            .orElse(""));
  }

  @Test
  void limitsTheRateOfLimitedRoutesOnly() throws Exception {
    start(
        options().rates(requests(1, 2)),
        Route.limited("GET", "/thing", request -> Response.status(200).completed()));
    assertEquals(200, send("GET", "/thing").statusCode());
    assertEquals(200, send("GET", "/thing").statusCode());
    HttpResponse<String> third = send("GET", "/thing");
    assertEquals(429, third.statusCode());
    assertEquals("{\"error\":\"too many requests\"}", third.body());
    assertEquals(200, send("GET", "/healthz").statusCode());
  }

  @Test
  void limitsTheRateOfOptionsButNotOfPreflights() throws Exception {
    start(
        options().rates(requests(1, 1)),
        Route.options("/thing", request -> Response.status(200).completed()));
    for (int i = 0; i < 3; i++) {
      assertEquals(
          200, send("OPTIONS", "/thing", "Access-Control-Request-Method", "POST").statusCode());
    }
    assertEquals(200, send("OPTIONS", "/thing").statusCode());
    assertEquals(429, send("OPTIONS", "/thing").statusCode());
  }

  @Test
  void keepsTheConnectionForTheNextRequest() throws Exception {
    start(options());
    String both = raw(get("/healthz", "keep-alive") + get("/healthz", "close"));
    assertEquals(2, both.split("HTTP/1.1 200", -1).length - 1);
  }

  private static String get(String path, String connection) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: " + connection + "\r\n\r\n";
  }
}

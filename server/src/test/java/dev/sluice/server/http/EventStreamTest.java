package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.http.EventStream.CloseReason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams of server-sent events over real sockets. */
class EventStreamTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long WAIT_SECONDS = 20;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final RecordingSource source = new RecordingSource();
  private HttpServer server;

  @AfterEach
  void stop() {
    server.stop();
  }

  /** Hands streams and the reasons of their ends to the test. */
  private static final class RecordingSource implements EventStream.Source {

    private final BlockingQueue<EventStream> opened = new LinkedBlockingQueue<>();
    private final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();

    @Override
    public void opened(EventStream stream) {
      opened.add(stream);
    }

    @Override
    public void closed(EventStream stream, CloseReason reason) {
      closed.add(reason);
    }

    EventStream next() throws InterruptedException {
      EventStream stream = opened.poll(WAIT_SECONDS, TimeUnit.SECONDS);
      assertTrue(stream != null, "a stream opens");
      return stream;
    }

    CloseReason reason() throws InterruptedException {
      CloseReason reason = closed.poll(WAIT_SECONDS, TimeUnit.SECONDS);
      assertTrue(reason != null, "a stream closes");
      return reason;
    }
  }

  private static HttpOptions.Builder options() {
    return HttpOptions.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static HttpOptions.Builder options(
      int maxStreams, int maxQueuedBytes, long keepAliveNanos) {
    return options()
        .eventStreams(new EventStreamOptions(maxStreams, maxQueuedBytes, keepAliveNanos));
  }

  private void start(HttpOptions.Builder options) throws IOException {
    Route events = Route.get("/events", request -> Response.events(source).completed());
    Route other = Route.get("/other", request -> Response.text(200, "text/plain", "x").completed());
    server = new HttpServer(options.build(), List.of(events, other), () -> 0);
    server.start();
  }

  private HttpResponse<Stream<String>> listen(String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/events"));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
  }

  private Socket connect(String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    return socket;
  }

  private static String get(String version) {
    return "GET /events HTTP/" + version + "\r\nHost: x\r\nConnection: keep-alive\r\n\r\n";
  }

  @Test
  void deliversEventsInOrderAndEnds() throws Exception {
    start(options());
    HttpResponse<Stream<String>> response = listen();
    EventStream stream = source.next();
    stream.send(new ServerSentEvent("active", "{}"));
    stream.send(new ServerSentEvent("viewercount", "{\"viewercount\":3}"));
    stream.close();
    stream.send(new ServerSentEvent("late", "{}"));
    assertEquals(200, response.statusCode());
    assertEquals("text/event-stream", response.headers().firstValue("content-type").orElse(""));
    assertEquals("close", response.headers().firstValue("connection").orElse(""));
    assertTrue(response.headers().firstValue("cache-control").orElse("").contains("no-store"));
    assertEquals("no", response.headers().firstValue("x-accel-buffering").orElse(""));
    assertEquals("nosniff", response.headers().firstValue("x-content-type-options").orElse(""));
    assertEquals(
        List.of(
            "event: active", "data: {}", "", "event: viewercount", "data: {\"viewercount\":3}", ""),
        response.body().toList());
    assertEquals(CloseReason.ENDED, source.reason());
  }

  @Test
  void deliversEachEventAtOnce() throws Exception {
    start(options());
    try (Socket socket = connect(get("1.1"))) {
      BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      EventStream stream = source.next();
      for (int i = 0; i < 20; i++) {
        stream.send(new ServerSentEvent("count", Integer.toString(i)));
        // the next one is sent only when this one has come
        readUntil(in, "data: " + i);
      }
    }
    assertEquals(CloseReason.DISCONNECTED, source.reason());
  }

  private static void readUntil(BufferedReader in, String wanted) throws IOException {
    String line = in.readLine();
    while (line != null && !line.equals(wanted)) {
      line = in.readLine();
    }
    assertEquals(wanted, line);
  }

  @Test
  void closesTheConnectionBehindTheLastChunk() throws Exception {
    start(options());
    try (Socket socket = connect(get("1.1"))) {
      EventStream stream = source.next();
      stream.send(new ServerSentEvent("a", "1"));
      stream.close();
      String all = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertTrue(all.contains("transfer-encoding: chunked\r\n"), all);
      assertFalse(all.toLowerCase(Locale.ROOT).contains("content-length"), all);
      assertTrue(all.endsWith("\r\n0\r\n\r\n"), all);
    }
  }

  @Test
  void sendsNoChunksToAnOldClient() throws Exception {
    start(options());
    try (Socket socket = connect(get("1.0"))) {
      EventStream stream = source.next();
      stream.send(new ServerSentEvent("a", "1"));
      stream.close();
      String all = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertFalse(all.contains("chunked"), all);
      assertTrue(all.endsWith("\r\n\r\nevent: a\ndata: 1\n\n"), all);
    }
  }

  @Test
  void answersHeadWithoutOpeningAStream() throws Exception {
    start(options());
    HttpResponse<Void> head =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/events"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.discarding());
    assertEquals(200, head.statusCode());
    assertEquals("text/event-stream", head.headers().firstValue("content-type").orElse(""));
    assertFalse(head.headers().firstValue("content-length").isPresent());
    assertTrue(source.opened.isEmpty());
  }

  @Test
  void letsOtherPagesListen() throws Exception {
    start(options().allowedOrigins(AllowedOrigins.parse("https://good.example")));
    HttpResponse<Stream<String>> response = listen("Origin", "https://good.example");
    source.next().close();
    assertEquals(
        "https://good.example",
        response.headers().firstValue("access-control-allow-origin").orElse(""));
    assertEquals(0, response.body().count());
  }

  @Test
  void outlivesTheDeadlinesOfRequests() throws Exception {
    start(options(1, 1 << 16, SECOND / 20).requestNanos(SECOND / 10));
    try (Socket socket = connect(get("1.1"))) {
      BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      EventStream stream = source.next();
      for (int i = 0; i < 8; i++) {
        readUntil(in, ":");
      }
      stream.send(new ServerSentEvent("still", "here"));
      readUntil(in, "data: here");
    }
  }

  @Test
  void keepsAQuietStreamAliveWithComments() throws Exception {
    start(options(1, 1 << 16, SECOND / 50));
    HttpResponse<Stream<String>> response = listen();
    EventStream stream = source.next();
    try (Stream<String> lines = response.body()) {
      assertEquals(5, lines.filter(":"::equals).limit(5).count());
    }
    stream.close();
  }

  @Test
  void cutsAStreamWhoseClientDoesNotRead() throws Exception {
    start(options(10, 16 << 10, 3600 * SECOND));
    try (Socket slow = connect(get("1.1"))) {
      EventStream first = source.next();
      try (Socket other = connect(get("1.1"))) {
        EventStream second = source.next();
        String data = "x".repeat(1_000);
        while (source.closed.isEmpty()) {
          first.send(new ServerSentEvent("a", data));
        }
        assertEquals(CloseReason.TOO_SLOW, source.reason());
        second.send(new ServerSentEvent("b", "fine"));
        readUntil(
            new BufferedReader(new InputStreamReader(other.getInputStream(), UTF_8)), "data: fine");
        assertTrue(slow.isConnected());
      }
    }
  }

  @Test
  void closesAStreamThatTheClientDoesNotTakeInTime() throws Exception {
    start(options(1, 64 << 20, 3600 * SECOND).writeNanos(SECOND / 5));
    try (Socket slow = connect(get("1.1"))) {
      EventStream stream = source.next();
      String data = "x".repeat(1 << 20);
      for (int i = 0; i < 32; i++) {
        stream.send(new ServerSentEvent("a", data));
      }
      assertEquals(CloseReason.TOO_SLOW, source.reason());
      assertFalse(slow.isClosed());
    }
  }

  @Test
  void noticesThatTheClientLeft() throws Exception {
    start(options(1, 1 << 16, 3600 * SECOND));
    Socket socket = connect(get("1.1"));
    EventStream stream = source.next();
    socket.close();
    assertEquals(CloseReason.DISCONNECTED, source.reason());
    stream.send(new ServerSentEvent("a", "1"));
    stream.close();
  }

  @Test
  void allowsSoManyStreamsAndCountsThemDown() throws Exception {
    start(options(2, 1 << 16, 3600 * SECOND));
    try (Socket one = connect(get("1.1"));
        Socket two = connect(get("1.1"))) {
      source.next();
      EventStream second = source.next();
      HttpResponse<Stream<String>> refused = listen();
      assertEquals(503, refused.statusCode());
      assertTrue(refused.headers().firstValue("retry-after").isPresent());
      assertEquals("{\"error\":\"too many event streams\"}", refused.body().findFirst().orElse(""));
      second.close();
      assertEquals(CloseReason.ENDED, source.reason());
      HttpResponse<Stream<String>> admitted = listen();
      assertEquals(200, admitted.statusCode());
      source.next().close();
      assertTrue(one.isConnected() && two.isConnected());
    }
  }

  @Test
  void takesNoFurtherRequestFromTheConnection() throws Exception {
    start(options());
    String pipelined = get("1.1") + "GET /other HTTP/1.1\r\nHost: x\r\n\r\n";
    try (Socket socket = connect(pipelined)) {
      EventStream stream = source.next();
      socket.getOutputStream().write("GET /other HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
      stream.send(new ServerSentEvent("a", "1"));
      stream.close();
      String all = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertEquals(1, all.split("HTTP/1.1 200", -1).length - 1, all);
    }
  }

  @Test
  void endsStreamsWhenTheServerStops() throws Exception {
    start(options());
    try (Socket socket = connect(get("1.1"))) {
      EventStream stream = source.next();
      server.stop();
      assertEquals(CloseReason.DISCONNECTED, source.reason());
      stream.send(new ServerSentEvent("a", "1"));
      assertTrue(socket.isConnected());
    }
  }

  @Test
  void takesEventsFromManyThreads() throws Exception {
    start(options(1, 1 << 20, 3600 * SECOND));
    HttpResponse<Stream<String>> response = listen();
    EventStream stream = source.next();
    CountDownLatch done = new CountDownLatch(4);
    for (int thread = 0; thread < 4; thread++) {
      String name = "t" + thread;
      new Thread(
              () -> {
                for (int i = 0; i < 100; i++) {
                  stream.send(new ServerSentEvent(name, Integer.toString(i)));
                }
                done.countDown();
              })
          .start();
    }
    assertTrue(done.await(WAIT_SECONDS, TimeUnit.SECONDS));
    stream.close();
    List<String> lines = response.body().toList();
    for (int thread = 0; thread < 4; thread++) {
      List<String> seen = new ArrayList<>();
      for (int i = 0; i + 1 < lines.size(); i++) {
        if (lines.get(i).equals("event: t" + thread)) {
          seen.add(lines.get(i + 1));
        }
      }
      assertEquals(Stream.iterate(0, i -> i + 1).limit(100).map(i -> "data: " + i).toList(), seen);
    }
  }

  @Test
  void worksOverTls(@TempDir Path directory) throws Exception {
    TestCertificate certificate = TestCertificate.create();
    start(options().tls(certificate.in(directory)));
    HttpResponse<Stream<String>> response =
        HttpClient.newBuilder()
            .sslContext(certificate.clientContext())
            .build()
            .send(
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + "/events"))
                    .build(),
                HttpResponse.BodyHandlers.ofLines());
    EventStream stream = source.next();
    stream.send(new ServerSentEvent("a", "1"));
    stream.close();
    assertEquals(List.of("event: a", "data: 1", ""), response.body().toList());
    assertEquals(CloseReason.ENDED, source.reason());
  }
}

package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files over real HTTP: whole, in parts, under conditions, to clients that do not read. */
class FileDownloadTest {

  private static final Instant CHANGED = Instant.parse("2026-11-26T01:21:09.500Z");
  private static final String CHANGED_TEXT = "Thu, 26 Nov 2026 01:21:09 GMT";

  @TempDir Path directory;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<FileChannel> opened = new CopyOnWriteArrayList<>();
  private final byte[] content = new byte[1_000_000];
  private HttpServer server;
  private Path file;

  @BeforeEach
  void start() throws IOException {
    new Random(7).nextBytes(content);
    file = Files.write(directory.resolve("x.webm"), content);
    start(HttpOptions.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
  }

  private void start(HttpOptions.Builder options) throws IOException {
    server =
        new HttpServer(
            options.build(),
            List.of(
                Route.get("/whole", request -> answer(request, content.length, true)),
                Route.get("/growing", request -> answer(request, content.length, false)),
                Route.get("/longer", request -> answer(request, content.length + 10, true)),
                Route.get("/empty", request -> answer(request, 0, true))),
            System::nanoTime);
    server.start();
  }

  private java.util.concurrent.CompletionStage<Response> answer(
      Request request, long length, boolean whole) {
    try {
      return new FileResource(
              length,
              whole ? Optional.of("tag-1") : Optional.empty(),
              whole ? Optional.of(CHANGED) : Optional.empty(),
              "video/webm",
              this::open)
          .answer(request)
          .completed();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private FileChannel open() throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    opened.add(channel);
    return channel;
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private HttpResponse<byte[]> send(String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private void awaitClosed() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (opened.stream().anyMatch(FileChannel::isOpen)) {
      assertTrue(System.nanoTime() - deadline < 0, "a file stays open");
      Thread.onSpinWait();
    }
  }

  @Test
  void sendsAWholeFile() throws Exception {
    HttpResponse<byte[]> response = send("GET", "/whole");
    assertEquals(200, response.statusCode());
    assertArrayEquals(content, response.body());
    assertEquals("video/webm", header(response, "content-type"));
    assertEquals("bytes", header(response, "accept-ranges"));
    assertEquals("\"tag-1\"", header(response, "etag"));
    assertEquals(CHANGED_TEXT, header(response, "last-modified"));
    awaitClosed();
  }

  @Test
  void sendsParts() throws Exception {
    HttpResponse<byte[]> part = send("GET", "/whole", "Range", "bytes=100000-299999");
    assertEquals(206, part.statusCode());
    assertEquals("bytes 100000-299999/1000000", header(part, "content-range"));
    assertArrayEquals(Arrays.copyOfRange(content, 100_000, 300_000), part.body());
    HttpResponse<byte[]> tail = send("GET", "/whole", "Range", "bytes=-10");
    assertEquals("bytes 999990-999999/1000000", header(tail, "content-range"));
    assertArrayEquals(Arrays.copyOfRange(content, 999_990, 1_000_000), tail.body());
    HttpResponse<byte[]> none = send("GET", "/whole", "Range", "bytes=1000000-");
    assertEquals(416, none.statusCode());
    assertEquals("bytes */1000000", header(none, "content-range"));
    assertEquals(200, send("GET", "/whole", "Range", "bytes=0-1,5-6").statusCode());
    assertEquals(0, send("GET", "/empty").body().length);
    assertEquals(416, send("GET", "/empty", "Range", "bytes=0-").statusCode());
    awaitClosed();
  }

  @Test
  void answersHeadWithoutOpeningTheFile() throws Exception {
    HttpResponse<byte[]> head = send("HEAD", "/whole", "Range", "bytes=0-1");
    assertEquals(200, head.statusCode());
    assertEquals("1000000", header(head, "content-length"));
    assertEquals("bytes", header(head, "accept-ranges"));
    assertTrue(opened.isEmpty());
  }

  @Test
  void knowsConditions() throws Exception {
    assertEquals(304, send("GET", "/whole", "If-None-Match", "\"x\", W/\"tag-1\"").statusCode());
    assertEquals(200, send("GET", "/whole", "If-None-Match", "\"x\"").statusCode());
    assertEquals(304, send("GET", "/whole", "If-Modified-Since", CHANGED_TEXT).statusCode());
    assertEquals(
        200,
        send("GET", "/whole", "If-Modified-Since", "Thu, 26 Nov 2026 01:21:08 GMT").statusCode());
    assertEquals(412, send("GET", "/whole", "If-Match", "\"x\"").statusCode());
    assertEquals(412, send("GET", "/whole", "If-Match", "W/\"tag-1\"").statusCode());
    assertEquals(200, send("GET", "/whole", "If-Match", "\"tag-1\"").statusCode());
    assertEquals(
        412,
        send("GET", "/whole", "If-Unmodified-Since", "Thu, 26 Nov 2026 01:21:08 GMT").statusCode());
    HttpResponse<byte[]> unchanged = send("GET", "/whole", "If-None-Match", "*");
    assertEquals("\"tag-1\"", header(unchanged, "etag"));
    assertEquals(0, unchanged.body().length);
  }

  @Test
  void sendsTheWholeFileWhenAPartWouldBeOfAnother() throws Exception {
    String[][] same = {{"\"tag-1\""}, {CHANGED_TEXT}};
    for (String[] validator : same) {
      assertEquals(
          206, send("GET", "/whole", "Range", "bytes=0-9", "If-Range", validator[0]).statusCode());
    }
    String[] other = {"\"tag-2\"", "W/\"tag-1\"", "Thu, 26 Nov 2026 01:21:10 GMT", "rubbish"};
    for (String validator : other) {
      assertEquals(
          200,
          send("GET", "/whole", "Range", "bytes=0-9", "If-Range", validator).statusCode(),
          validator);
    }
    assertEquals(
        200, send("GET", "/growing", "Range", "bytes=0-9", "If-Range", "\"x\"").statusCode());
    assertEquals(206, send("GET", "/growing", "Range", "bytes=0-9").statusCode());
  }

  @Test
  void keepsTheConnectionForTheNextRequest() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(20_000);
      String part = "GET /whole HTTP/1.1\r\nHost: x\r\nRange: bytes=%d-%d\r\n%s\r\n";
      String requests =
          part.formatted(0, 99_999, "") + part.formatted(5, 9, "Connection: close\r\n");
      socket.getOutputStream().write(requests.getBytes(ISO_8859_1));
      byte[] all = socket.getInputStream().readAllBytes();
      String text = new String(all, ISO_8859_1);
      assertEquals(2, text.split("HTTP/1.1 206", -1).length - 1);
      assertArrayEquals(
          Arrays.copyOfRange(content, 5, 10), Arrays.copyOfRange(all, all.length - 5, all.length));
    }
    awaitClosed();
  }

  @Test
  void closesTheConnectionWhenTheFileIsShorterThanItWas() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write("GET /longer HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
      String text = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      assertTrue(text.contains("content-length: 1000010"), text.substring(0, 300));
      assertTrue(text.length() < 1_000_010);
    }
    awaitClosed();
  }

  @Test
  void readsNoMoreThanASlowClientTakes() throws Exception {
    server.stop();
    file = directory.resolve("large.webm");
    try (FileChannel large =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      large.write(java.nio.ByteBuffer.wrap(new byte[1]), (1L << 30) - 1);
    }
    server =
        new HttpServer(
            HttpOptions.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .writeNanos(TimeUnit.MILLISECONDS.toNanos(500))
                .build(),
            List.of(Route.get("/large", request -> answer(request, 1L << 30, true))),
            System::nanoTime);
    server.start();
    try (Socket slow = new Socket()) {
      slow.setReceiveBufferSize(32 << 10);
      slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      slow.setSoTimeout(20_000);
      slow.getOutputStream().write("GET /large HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
      InputStream in = slow.getInputStream();
      assertEquals('H', in.read());
      // it reads no more: the server gives up by its write timeout, and closes the file
      awaitClosed();
      assertFalse(opened.isEmpty());
      long received = 1;
      try {
        received += in.transferTo(java.io.OutputStream.nullOutputStream());
      } catch (IOException reset) {
        // the server closed with bytes unsent
      }
      assertTrue(received < 64 << 20, "received " + received);
    }
  }

  @Test
  void aClientThatReadsNothingKeepsNobodyElseFromDownloading() throws Exception {
    server.stop();
    file = directory.resolve("large.webm");
    try (FileChannel large =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      large.write(java.nio.ByteBuffer.wrap(new byte[1]), (64L << 20) - 1);
    }
    server =
        new HttpServer(
            HttpOptions.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            List.of(
                Route.get("/large", request -> answer(request, 64L << 20, true)),
                Route.get("/part", request -> answer(request, 1000, true))),
            System::nanoTime);
    server.start();
    List<Socket> greedy = new ArrayList<>();
    try {
      for (int i = 0; i < FileTransfers.MAX_TRANSFERS_OF_CLIENT; i++) {
        greedy.add(download(2, "/large"));
        assertEquals("HTTP/1.1 200", begin(greedy.get(i)));
      }
      try (Socket tooMuch = download(2, "/large");
          Socket other = download(3, "/part")) {
        assertEquals("HTTP/1.1 503", begin(tooMuch));
        assertEquals("HTTP/1.1 200", begin(other));
      }
      greedy.remove(0).close();
      Socket again = null;
      String answer;
      do {
        if (again != null) {
          again.close();
        }
        again = download(2, "/part");
        answer = begin(again);
      } while (!answer.equals("HTTP/1.1 200"));
      again.close();
    } finally {
      for (Socket socket : greedy) {
        socket.close();
      }
    }
  }

  private Socket download(int host, String path) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(8 << 10);
    byte[] from = {127, 0, 0, (byte) host};
    socket.bind(new InetSocketAddress(InetAddress.getByAddress(from), 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    socket.setSoTimeout(20_000);
    socket
        .getOutputStream()
        .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(ISO_8859_1));
    return socket;
  }

  /** The protocol and status of an answer. */
  private static String begin(Socket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
  }
}

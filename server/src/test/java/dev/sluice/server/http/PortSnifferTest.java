package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another protocol on the HTTP port, over real sockets. */
class PortSnifferTest {

  private static final byte[] GREETING = {0, 'h', 'e', 'l', 'l', 'o'};

  private final Greeter greeter = new Greeter();
  private HttpServer server;

  @AfterEach
  void stop() {
    server.stop();
  }

  private static HttpOptions.Builder options() {
    return HttpOptions.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private void start(HttpOptions.Builder options) throws IOException {
    server =
        new HttpServer(
            options.build(),
            OperationsRoutes.of(List.of(), request -> Response.status(204).completed()),
            Optional.of(greeter),
            RoomResidence.ALONE,
            TokenGuard.none(System::nanoTime),
            System::nanoTime);
    server.start();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(10_000);
    socket.setTcpNoDelay(true);
    return socket;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 6})
  void handsOverWhatBeginsLikeTheOtherProtocolHoweverItIsCut(int pieceLength) throws Exception {
    start(options());
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      for (int at = 0; at < GREETING.length; at += pieceLength) {
        out.write(GREETING, at, Math.min(pieceLength, GREETING.length - at));
        out.flush();
      }

      byte[] answer = socket.getInputStream().readNBytes(5);

      assertArrayEquals("world".getBytes(US_ASCII), answer);
      assertArrayEquals(GREETING, greeter.first());
    }
  }

  @Test
  void handsOverWhatCameAlongInTheSameRead() throws Exception {
    start(options());
    try (Socket socket = connect()) {
      byte[] more = {0, 'h', 'e', 'l', 'l', 'o', 1, 2, 3};
      socket.getOutputStream().write(more);
      assertEquals(5, socket.getInputStream().readNBytes(5).length);

      assertArrayEquals(more, greeter.first());
    }
  }

  @Test
  void httpIsServedAsBefore() throws Exception {
    start(options());
    assertEquals(200, get(HttpClient.newHttpClient(), "http"));
    try (Socket socket = connect()) {
      // a byte at a time too
      for (byte each :
          "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(US_ASCII)) {
        socket.getOutputStream().write(each);
      }
      String response = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      assertTrue(response.startsWith("HTTP/1.1 200"), response);
    }
    assertTrue(greeter.firsts.isEmpty());
  }

  @Test
  void tlsIsServedAsBeforeAndTheOtherProtocolNeedsNone(@TempDir Path folder) throws Exception {
    TestCertificate certificate = TestCertificate.create();
    start(options().tls(certificate.in(folder)));
    HttpClient client = HttpClient.newBuilder().sslContext(certificate.clientContext()).build();

    assertEquals(200, get(client, "https"));
    try (Socket socket = connect()) {
      socket.getOutputStream().write(GREETING);
      assertEquals(5, socket.getInputStream().readNBytes(5).length);
    }
    assertEquals(0, server.stats().rejected().get(HttpRejection.TLS_HANDSHAKE));
  }

  @Test
  void whatOnlyBeginsAlikeIsHttpsToRefuse() throws Exception {
    start(options());
    try (Socket socket = connect()) {
      socket.getOutputStream().write(new byte[] {0, 'h', 'e', 'a', 't', '\r', '\n', '\r', '\n'});
      String response = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      assertTrue(response.startsWith("HTTP/1.1 400"), response);
    }
    assertTrue(greeter.firsts.isEmpty());
  }

  @Test
  void whoNeverSaysEnoughIsClosedAtTheRequestsDeadline() throws Exception {
    start(options().requestNanos(TimeUnit.MILLISECONDS.toNanos(200)));
    try (Socket socket = connect()) {
      socket.getOutputStream().write(GREETING, 0, 3);

      assertEquals(-1, socket.getInputStream().read());
    }
    assertTrue(greeter.firsts.isEmpty());
  }

  @Test
  void connectionHandedOverIsNoLongerHttps() throws Exception {
    start(options().requestNanos(TimeUnit.MILLISECONDS.toNanos(50)));
    try (Socket socket = connect()) {
      socket.getOutputStream().write(GREETING);
      InputStream in = socket.getInputStream();
      assertEquals(5, in.readNBytes(5).length);
      Channel channel = greeter.channels.take();
      assertEquals(List.of(), List.copyOf(channel.pipeline().toMap().keySet()));

      // HTTP's deadline passes, and the connection is there
      try (Socket silent = connect()) {
        assertEquals(-1, silent.getInputStream().read());
      }
      assertTrue(channel.isOpen());
      assertFalse(socket.isInputShutdown());
    }
  }

  private int get(HttpClient client, String scheme) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(
                    URI.create("%s://127.0.0.1:%d/healthz".formatted(scheme, server.port())))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /** A protocol in which the client says a zero and hello, and the server world. */
  private static final class Greeter implements SharedPort {

    private final BlockingQueue<byte[]> firsts = new LinkedBlockingQueue<>();
    private final BlockingQueue<Channel> channels = new LinkedBlockingQueue<>();

    byte[] first() throws InterruptedException {
      return firsts.poll(10, TimeUnit.SECONDS);
    }

    @Override
    public int tellingBytes() {
      return GREETING.length;
    }

    @Override
    public Recognition recognises(byte[] first, int length) {
      for (int i = 0; i < length; i++) {
        if (first[i] != GREETING[i]) {
          return Recognition.NO;
        }
      }
      return length < GREETING.length ? Recognition.PERHAPS : Recognition.YES;
    }

    @Override
    public void accept(Channel channel, byte[] first) {
      firsts.add(first);
      channels.add(channel);
      var unused = channel.writeAndFlush(Unpooled.copiedBuffer("world", US_ASCII));
    }
  }
}

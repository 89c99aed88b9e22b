package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.time.NanoClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Crowds from a few addresses before an HTTPS server, and somebody else who wants in. */
class TlsFloodTest {

  private static final NanoClock STOPPED = () -> 0;
  private static final int ADDRESSES = 3;

  /** Together more than handshakes may be under way. */
  private static final int OF_EACH = 350;

  private final List<Socket> crowd = new ArrayList<>();
  private TestCertificate certificate;
  private HttpServer server;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    certificate = TestCertificate.create();
    server =
        new HttpServer(
            HttpOptions.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .tls(certificate.in(folder))
                .build(),
            OperationsRoutes.of(List.of(), request -> Response.status(204).completed()),
            STOPPED);
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : crowd) {
      socket.close();
    }
    server.stop();
  }

  /** Connects so many from each of a few addresses, and has each say something. */
  private void crowd(byte[] saying) throws IOException {
    for (int i = 0; i < ADDRESSES * OF_EACH; i++) {
      Socket socket = new Socket();
      crowd.add(socket);
      socket.bind(new InetSocketAddress("127.0.0." + (2 + i % ADDRESSES), 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      try {
        socket.getOutputStream().write(saying);
      } catch (IOException e) {
        // closed already, being one too many
      }
    }
  }

  private void somebodyElseComesIn() throws Exception {
    int status =
        HttpClient.newBuilder()
            .sslContext(certificate.clientContext())
            .build()
            .send(
                HttpRequest.newBuilder(
                        URI.create("https://127.0.0.1:%d/healthz".formatted(server.port())))
                    .build(),
                HttpResponse.BodyHandlers.discarding())
            .statusCode();
    assertEquals(200, status);
  }

  private byte[] hello() throws Exception {
    SSLContext context = certificate.clientContext();
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), record);
    return Arrays.copyOf(record.array(), record.position());
  }

  private long rejected(HttpRejection reason) {
    return server.stats().rejected().get(reason);
  }

  @Test
  void whoSaysNothingKeepsNobodyOut() throws Exception {
    crowd(new byte[0]);
    somebodyElseComesIn();
    assertTrue(rejected(HttpRejection.TOO_MANY_CONNECTIONS_OF_CLIENT) > 0);
  }

  @Test
  void whoOnlyBeginsToSayHelloKeepsNobodyOut() throws Exception {
    byte[] hello = hello();
    crowd(Arrays.copyOf(hello, hello.length - 1));
    somebodyElseComesIn();
  }

  @Test
  void whoSaysHelloAndNothingMoreKeepsNobodyOut() throws Exception {
    crowd(hello());
    somebodyElseComesIn();
  }

  @Test
  void aHelloThatComesByteByByteIsOne() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(10_000);
      for (byte each : hello()) {
        socket.getOutputStream().write(each);
      }
      // a ServerHello
      assertEquals(22, socket.getInputStream().read());
    }
  }

  @Test
  void whatIsNoHelloIsClosedAtOnceAndCounted() throws Exception {
    for (byte[] saying :
        List.of(
            "GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII),
            new byte[] {22, 3, 1, (byte) 0xff, (byte) 0xff})) {
      long before = rejected(HttpRejection.TLS_HANDSHAKE);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(saying);
        assertEquals(-1, endOf(socket));
      }
      assertEquals(before + 1, rejected(HttpRejection.TLS_HANDSHAKE));
    }
  }

  /** Closing with bytes unread resets the connection. */
  private static int endOf(Socket socket) {
    try {
      return socket.getInputStream().read();
    } catch (IOException e) {
      return -1;
    }
  }

  /** Load balancers look so whether a port is open. */
  @Test
  void whoOnlyConnectsIsNoFailedHandshake() throws Exception {
    new Socket(InetAddress.getLoopbackAddress(), server.port()).close();
    somebodyElseComesIn();
    assertEquals(0, rejected(HttpRejection.TLS_HANDSHAKE));
  }
}

package dev.sluice.server.signaling.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.protocol.ServerMessage;
import dev.sluice.server.auth.Access;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.http.AllowedOrigins;
import dev.sluice.server.http.HttpOptions;
import dev.sluice.server.http.HttpRejection;
import dev.sluice.server.http.HttpServer;
import dev.sluice.server.http.OperationsRoutes;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Route;
import dev.sluice.server.http.TestCertificate;
import dev.sluice.server.http.TlsOptions;
import dev.sluice.server.negotiation.NegotiationOptions;
import dev.sluice.server.signaling.ScriptedRooms;
import dev.sluice.server.signaling.SignalingOptions;
import dev.sluice.server.signaling.SignalingService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates come and go while the server runs. */
class CertificateReloadTest {

  @TempDir Path folder;

  private TestCertificate first;
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    first = TestCertificate.create();
    SignalingService service =
        new SignalingService(
            SignalingOptions.DEFAULTS,
            Access.open(),
            new ScriptedRooms(),
            NegotiationOptions.defaults(),
            new Fingerprint("sha-256", "AA:".repeat(31) + "BB"),
            System::nanoTime,
            new SecureRandom());
    List<Route> routes =
        new ArrayList<>(
            OperationsRoutes.of(List.of(), request -> Response.status(200).completed()));
    routes.add(WebSocketRoute.of(service, AllowedOrigins.ANY, WebSocketOptions.DEFAULTS));
    server =
        new HttpServer(
            HttpOptions.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .tls(seldomLookedAt(first.in(folder)))
                .hstsSeconds(3600)
                .build(),
            routes,
            System::nanoTime);
    server.start();
  }

  /** The tests say when. */
  private static TlsOptions seldomLookedAt(TlsOptions files) {
    return new TlsOptions(files.certificateChain(), files.privateKey(), TimeUnit.HOURS.toNanos(1));
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private HttpResponse<String> get(TestCertificate trusted, String path) throws Exception {
    return HttpClient.newBuilder()
        .sslContext(trusted.clientContext())
        .build()
        .send(
            HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aNewCertificateIsForNewConnectionsAndAnOpenWebSocketGoesOn() throws Exception {
    BlockingQueue<String> said = new LinkedBlockingQueue<>();
    WebSocket socket =
        HttpClient.newBuilder()
            .sslContext(first.clientContext())
            .build()
            .newWebSocketBuilder()
            .subprotocols(ServerMessage.PROTOCOL)
            .buildAsync(
                URI.create("wss://127.0.0.1:" + server.port() + "/api/ws"),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      WebSocket from, CharSequence text, boolean last) {
                    said.add(text.toString());
                    from.request(1);
                    return null;
                  }
                })
            .join();
    assertEquals(200, get(first, "/healthz").statusCode());

    TestCertificate second = TestCertificate.create();
    second.in(folder);
    server.lookAtCertificate();

    assertEquals(200, get(second, "/healthz").statusCode());
    assertThrows(SSLException.class, () -> get(first, "/healthz"));
    socket.sendText("{\"type\":\"ping\",\"id\":1}", true).join();
    assertTrue(said.poll(10, TimeUnit.SECONDS).contains("pong"));
    assertEquals(1, server.tlsStats().orElseThrow().reloads());
  }

  @Test
  void filesThatCannotBeUsedLeaveTheCertificateInUse() throws Exception {
    TlsOptions files = first.in(folder);
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    TlsOptions others = TestCertificate.create().in(elsewhere);
    byte[] goodKey = Files.readAllBytes(files.privateKey());

    // the two are seldom written in one moment: the first look only wonders
    Files.copy(others.privateKey(), files.privateKey(), REPLACE);
    server.lookAtCertificate();
    assertEquals(0, server.tlsStats().orElseThrow().failures());
    server.lookAtCertificate();
    server.lookAtCertificate();
    assertEquals(1, server.tlsStats().orElseThrow().failures(), "said once");
    assertEquals(200, get(first, "/readyz").statusCode());

    Files.writeString(files.certificateChain(), "no certificate");
    server.lookAtCertificate();
    server.lookAtCertificate();
    Files.delete(files.certificateChain());
    server.lookAtCertificate();
    server.lookAtCertificate();
    assertEquals(3, server.tlsStats().orElseThrow().failures());
    assertEquals(200, get(first, "/readyz").statusCode());

    first.in(folder);
    assertTrue(java.util.Arrays.equals(goodKey, Files.readAllBytes(files.privateKey())));
    server.lookAtCertificate();
    assertEquals(0, server.tlsStats().orElseThrow().reloads(), "it is the one in use");
    Instant expires = server.tlsStats().orElseThrow().expires();
    assertTrue(expires.isAfter(Instant.now()));
    assertTrue(expires.isBefore(Instant.now().plus(Duration.ofDays(2))));
  }

  private static final java.nio.file.CopyOption REPLACE =
      java.nio.file.StandardCopyOption.REPLACE_EXISTING;

  private SSLSocket connect(String... protocols) throws Exception {
    SSLSocket socket =
        (SSLSocket)
            first
                .clientContext()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(10_000);
    socket.setEnabledProtocols(protocols);
    return socket;
  }

  @Test
  void speaksTls12And13WithForwardSecrecyAndNothingElse() throws Exception {
    for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
      try (SSLSocket socket = connect(protocol)) {
        socket.startHandshake();
        String cipher = socket.getSession().getCipherSuite();
        assertTrue(cipher.contains("_GCM_") || cipher.contains("POLY1305"), cipher);
        assertTrue(protocol.equals("TLSv1.3") || cipher.contains("ECDHE"), cipher);
      }
    }
    try (SSLSocket socket = connect("TLSv1.2")) {
      socket.setEnabledCipherSuites(
          new String[] {
            "TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"
          });
      assertThrows(IOException.class, socket::startHandshake);
    }
    assertTrue(server.stats().rejected().values().stream().mapToLong(it -> it).sum() >= 1);
  }

  @Test
  void aClientCannotHaveUsHandshakeAgainAndAgain() throws Exception {
    try (SSLSocket socket = connect("TLSv1.2")) {
      socket.startHandshake();
      assertThrows(
          IOException.class,
          () -> {
            socket.startHandshake();
            socket
                .getOutputStream()
                .write(
                    "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            if (socket.getInputStream().read() < 0) {
              throw new IOException("closed");
            }
          });
    }
  }

  @Test
  void oneClientHandshakesSoOftenOnly() throws Exception {
    byte[] beginOfAHello = {22, 3, 1, 0, 1, 1};
    long before = server.stats().rejected().get(HttpRejection.RATE_LIMITED);
    boolean refused = false;
    for (int i = 0; i < 20_000 && !refused; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        socket.getOutputStream().write(beginOfAHello);
      } catch (IOException e) {
        // closed before it could write
      }
      refused = server.stats().rejected().get(HttpRejection.RATE_LIMITED) > before;
    }
    assertTrue(refused);
  }

  @Test
  void tellsBrowsersToStayWithHttps() throws Exception {
    HttpResponse<String> response = get(first, "/healthz");
    assertEquals(
        "max-age=3600", response.headers().firstValue("strict-transport-security").orElse(""));
    assertFalse(response.headers().firstValue("cache-control").orElse("").isEmpty());
  }
}

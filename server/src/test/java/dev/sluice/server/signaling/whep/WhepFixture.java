package dev.sluice.server.signaling.whep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.sluice.server.auth.Access;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.http.HttpOptions;
import dev.sluice.server.http.HttpServer;
import dev.sluice.server.negotiation.NegotiationOptions;
import dev.sluice.server.signaling.IceServerSource;
import dev.sluice.server.signaling.wish.WishContext;
import dev.sluice.server.signaling.wish.WishOptions;
import dev.sluice.server.signaling.wish.WishService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** A real HTTP server with WHEP at its front and a {@link StagedRoom} behind. */
final class WhepFixture implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-11-25T12:00:00.900Z");

  /** A player that wants sound and picture; {@link #offer} tells its codecs. */
  private static final String OFFER =
      """
      v=0
      o=- 1 2 IN IP4 127.0.0.1
      s=-
      t=0 0
      a=group:BUNDLE 0 1
      a=ice-ufrag:peer
      a=ice-pwd:0123456789012345678901
      a=fingerprint:sha-256 %s
      a=setup:actpass
      m=audio 9 UDP/TLS/RTP/SAVPF 111
      c=IN IP4 0.0.0.0
      a=mid:0
      a=recvonly
      a=rtcp-mux
      a=rtpmap:111 %s
      m=video 9 UDP/TLS/RTP/SAVPF 96
      c=IN IP4 0.0.0.0
      a=mid:1
      a=recvonly
      a=rtcp-mux
      a=rtpmap:96 %s
      """;

  private static final String DIGEST = "A1:".repeat(31) + "B2";

  final StagedRoom room = new StagedRoom();
  final SteppedLoop loop = new SteppedLoop();
  final WishService service;
  private final HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  WhepFixture() {
    this(WishOptions.DEFAULTS);
  }

  WhepFixture(WishOptions options) {
    SecureRandom random = new SecureRandom();
    service =
        new WishService(
            options,
            new WishContext(
                Access.open(),
                room,
                NegotiationOptions.defaults(),
                new Fingerprint("sha-256", String.join(":", Collections.nCopies(32, "5A"))),
                IceServerSource.NONE,
                () -> false,
                loop,
                loop,
                () -> NOW,
                random));
    server =
        new HttpServer(
            HttpOptions.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            WhepRoutes.of(service),
            System::nanoTime);
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String offer(String audio, String video) {
    return OFFER.formatted(DIGEST, audio, video).replace("\n", "\r\n");
  }

  /** What every browser can play. */
  static String offer() {
    return offer("opus/48000/2", "VP8/90000");
  }

  /** What a browser answers to {@code offer}. */
  static String answer(String offer) {
    return Arrays.stream(offer.split("\r\n"))
        .filter(line -> !line.matches("a=(ice-lite|candidate|end-of|ssrc|msid|ice-options).*"))
        .map(line -> line.startsWith("a=ice-ufrag") ? "a=ice-ufrag:peer" : line)
        .map(line -> line.startsWith("a=fingerprint") ? "a=fingerprint:sha-256 " + DIGEST : line)
        .map(line -> line.equals("a=setup:actpass") ? "a=setup:active" : line)
        .map(line -> line.equals("a=sendonly") ? "a=recvonly" : line)
        .collect(Collectors.joining("\r\n", "", "\r\n"));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
    try {
      return client.send(request.build(), body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  HttpResponse<String> send(String method, String path, String type, String body) {
    HttpRequest.Builder request =
        request(path).method(method, HttpRequest.BodyPublishers.ofString(body));
    return send(
        type.isEmpty() ? request : request.header("Content-Type", type),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> send(String method, String path) {
    return send(method, path, "", "");
  }

  HttpResponse<String> play(String offer) {
    return send("POST", "/whep/live", "application/sdp", offer);
  }

  HttpResponse<String> json(String path, String body) {
    return send("POST", path, "application/json", body);
  }

  static String location(HttpResponse<?> response) {
    return response.headers().firstValue("Location").orElseThrow();
  }

  /** The target of the link with this relation. */
  static String link(HttpResponse<?> response, String relation) {
    List<String> links = response.headers().allValues("Link");
    String found =
        links.stream()
            .filter(link -> link.contains("rel=\"" + relation + "\""))
            .findFirst()
            .orElse(null);
    assertNotNull(found, links::toString);
    return found.substring(1, found.indexOf('>'));
  }

  /** An open session's path. */
  String open() {
    HttpResponse<String> created = play(offer());
    assertEquals(201, created.statusCode(), created::body);
    return location(created);
  }

  @Override
  public void close() {
    server.stop();
    loop.close();
  }
}

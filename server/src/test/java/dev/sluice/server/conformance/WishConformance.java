package dev.sluice.server.conformance;

import static dev.sluice.server.conformance.Requirement.*;
import static dev.sluice.server.conformance.WishClient.FRAGMENT;
import static dev.sluice.server.conformance.WishClient.SDP;
import static dev.sluice.server.conformance.WishClient.header;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.e2e.Poll;
import dev.sluice.server.e2e.ServerFixture;
import dev.sluice.server.http.TestCertificate;
import dev.sluice.server.http.TlsOptions;
import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.sdp.MediaSection;
import dev.sluice.server.sdp.SdpException;
import dev.sluice.server.sdp.SdpFragment;
import dev.sluice.server.sdp.SdpLimits;
import dev.sluice.server.sdp.SessionDescription;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What WHIP and WHEP have in common, against a whole server over HTTP. A subclass says which of the
 * two it is about.
 */
// the requirements are what these tests speak of; naming them one by one would hide the tests
@SuppressWarnings("StaticImportStar")
@DisplayNameGeneration(RequirementNames.class)
abstract class WishConformance {

  static final String TOKEN = "s3cret";
  static final String LOCKED = "locked";

  static ServerFixture server;
  static WishClient client;

  /** A session that was opened. */
  record Session(HttpResponse<String> created, String path, String entityTag, IceCredentials own) {

    String answer() {
      return created.body();
    }
  }

  @BeforeAll
  static void start() {
    server =
        ServerFixture.start(
            Map.of(
                "ROOM_TOKENS",
                LOCKED + ":" + TOKEN,
                "STUN_URLS",
                "stun:stun.example.org:3478",
                "TURN_URLS",
                "turn:turn.example.org:3478?transport=udp,turns:turn.example.org:5349",
                "TURN_USERNAME",
                "user",
                "TURN_PASSWORD",
                "password"));
    client = new WishClient(server.url());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** {@code whip} or {@code whep}. */
  abstract String protocol();

  /** The client's direction in its offer. */
  abstract String offered();

  /** The server's direction in its answer. */
  abstract String answered();

  /** Makes a room in which a POST succeeds. */
  abstract String room();

  final String endpoint() {
    return "/" + protocol() + "/" + room();
  }

  final Session open() {
    return open(endpoint(), OfferText.credentials());
  }

  final Session open(String endpoint, IceCredentials own) {
    String offer =
        OfferText.offer(offered())
            .replaceAll("a=ice-ufrag:.*\r", "a=ice-ufrag:" + own.ufrag() + "\r");
    offer = offer.replaceAll("a=ice-pwd:.*\r", "a=ice-pwd:" + own.pwd() + "\r");
    HttpResponse<String> created = client.post(endpoint, offer);
    assertEquals(201, created.statusCode(), created::body);
    return new Session(created, header(created, "Location"), header(created, "ETag"), own);
  }

  static SessionDescription description(String text) {
    try {
      return SessionDescription.parse(text);
    } catch (SdpException e) {
      throw new AssertionError("not a session description: " + text, e);
    }
  }

  static void is4xx(HttpResponse<String> response) {
    assertEquals(4, response.statusCode() / 100, () -> response.statusCode() + response.body());
    assertTrue(response.body().startsWith("{\"error\":\""), response::body);
  }

  final boolean alive(Session session) {
    return client.get(session.path()).statusCode() == 204;
  }

  // ---- HTTP

  @Test
  @Proves(GET_SUCCEEDS_WITHOUT_CONTENT)
  void getSucceedsWithoutContent() {
    Session session = open();
    for (String path : List.of(endpoint(), session.path())) {
      HttpResponse<String> response = client.get(path);
      assertEquals(2, response.statusCode() / 100, path);
      assertEquals("", response.body(), path);
    }
  }

  @Test
  @Proves({OPTIONS_SERVE_CORS, OPTIONS_TELL_WHAT_TO_POST})
  void optionsAnswerPreflightsAndTellWhatToPost() {
    HttpResponse<String> preflight =
        client.send(
            "OPTIONS",
            endpoint(),
            "",
            "Origin",
            "https://player.example.org",
            "Access-Control-Request-Method",
            "POST",
            "Access-Control-Request-Headers",
            "authorization, content-type");
    assertEquals(200, preflight.statusCode());
    assertEquals("*", header(preflight, "Access-Control-Allow-Origin"));
    for (String method : List.of("POST", "PATCH", "DELETE")) {
      assertTrue(header(preflight, "Access-Control-Allow-Methods").contains(method), method);
    }
    for (String name : List.of("Authorization", "Content-Type", "If-Match")) {
      assertTrue(header(preflight, "Access-Control-Allow-Headers").contains(name), name);
    }
    assertEquals(SDP, header(preflight, "Accept-Post"));
    assertEquals(SDP, header(client.send("OPTIONS", endpoint(), ""), "Accept-Post"));
  }

  @Test
  @Proves(OPTIONS_SERVE_CORS)
  void aPageOfAnotherOriginMaySeeWhereItsSessionIs() {
    HttpResponse<String> created =
        client.send(
            "POST",
            endpoint(),
            OfferText.offer(offered()),
            "Content-Type",
            SDP,
            "Origin",
            "https://player.example.org");
    assertEquals("*", header(created, "Access-Control-Allow-Origin"));
    for (String name : List.of("Location", "ETag", "Link")) {
      assertTrue(header(created, "Access-Control-Expose-Headers").contains(name), name);
    }
  }

  // ---- the first exchange

  @Test
  @Proves({ANSWER_IS_201, ANSWER_FOLLOWS_JSEP, ANSWER_GOES_ONE_WAY})
  void aGoodOfferIsAnswered() {
    for (String direction : List.of(offered(), "sendrecv")) {
      HttpResponse<String> created = client.post(endpoint(), OfferText.offer(direction));
      assertEquals(201, created.statusCode(), created::body);
      assertEquals(SDP, header(created, "Content-Type"));
      assertTrue(
          header(created, "Location")
              .matches("/" + protocol() + "/session/[A-Za-z0-9_-]+/[A-Za-z0-9_-]+"));
      assertTrue(created.body().startsWith("v=0\r\n"));
      SessionDescription answer = description(created.body());
      assertEquals(
          List.of("0", "1"),
          answer.media().stream().map(section -> section.mid().orElse("none")).toList());
      for (MediaSection section : answer.media()) {
        assertTrue(section.has(answered()), direction + ": " + created.body());
      }
    }
  }

  @Test
  @Proves(OTHER_TYPES_ARE_REJECTED)
  void aPostOfAnotherTypeIsRejected() {
    for (String type : List.of("application/json", "text/plain", "application/sdp-not", FRAGMENT)) {
      HttpResponse<String> response =
          client.send("POST", endpoint(), OfferText.offer(offered()), "Content-Type", type);
      is4xx(response);
      assertEquals(415, response.statusCode(), type);
    }
    is4xx(client.send("POST", endpoint(), OfferText.offer(offered())));
  }

  @Test
  @Proves(MALFORMED_OFFERS_ARE_REJECTED)
  void aMalformedOfferIsRejected() {
    String good = OfferText.offer(offered());
    for (String bad :
        List.of(
            "hello",
            "{\"sdp\":\"v=0\"}",
            "v=0\r\n",
            good.replace("m=audio 9 UDP/TLS/RTP/SAVPF 111", "m=audio"),
            good.replaceAll("a=fingerprint:.*\r\n", ""),
            good.replaceAll("a=ice-pwd:.*\r\n", ""),
            good.replaceAll("a=ice-ufrag:.*\r\n", ""))) {
      is4xx(client.post(endpoint(), bad));
    }
  }

  // ---- the end

  @Test
  @Proves({DELETE_ENDS_THE_SESSION, ENTITY_TAG_IS_IGNORED_ON_DELETE})
  void deleteEndsTheSessionWhateverItsTagSays() {
    Session session = open();
    assertTrue(alive(session));
    HttpResponse<String> deleted = client.send("DELETE", session.path(), "", "If-Match", "\"old\"");
    assertEquals(200, deleted.statusCode());
    assertFalse(alive(session));
    assertEquals(404, client.delete(session.path()).statusCode());
    assertEquals(
        404,
        client
            .patch(session.path(), session.entityTag(), OfferText.fragment(session.own()))
            .statusCode());
  }

  @Test
  @Proves({DELETE_ENDS_THE_SESSION, CONSENT_IS_REVOKED_AT_ONCE})
  void deleteClosesDtlsAndRevokesConsent() {
    try (WirePeer peer = new WirePeer()) {
      HttpResponse<String> created = client.post(endpoint(), peer.offer(offered()));
      peer.connect(created.body());
      stepUntil("connected", peer, peer::connected);
      int answered = peer.checksAnswered();
      peer.check();
      stepUntil("consent is renewed", peer, () -> peer.checksAnswered() > answered);

      assertEquals(200, client.delete(header(created, "Location")).statusCode());
      stepUntil("the server said goodbye", peer, peer::closedByServer);

      drain(peer);
      int before = peer.datagrams();
      IntStream.range(0, 5).forEach(i -> peer.check());
      drain(peer);
      assertEquals(before, peer.datagrams(), "nothing comes any more");
    }
  }

  @Test
  @Proves(SILENCE_ENDS_THE_SESSION)
  void whoClosesDtlsHasEndedTheSession() {
    try (WirePeer peer = new WirePeer()) {
      HttpResponse<String> created = client.post(endpoint(), peer.offer(offered()));
      peer.connect(created.body());
      stepUntil("connected", peer, peer::connected);
      peer.closeDtls();
      Poll.until(
          "the session is gone",
          () -> client.get(header(created, "Location")).statusCode(),
          status -> status == 404);
    }
  }

  private static void stepUntil(
      String what, WirePeer peer, java.util.function.BooleanSupplier good) {
    Poll.until(
        what,
        () -> {
          peer.step();
          return good.getAsBoolean();
        },
        Boolean::booleanValue);
  }

  /** Reads until nothing comes for a while. */
  private static void drain(WirePeer peer) {
    int quiet = 0;
    while (quiet < 10) {
      quiet = peer.step() ? 0 : quiet + 1;
    }
  }

  // ---- ICE

  @Test
  @Proves({ENTITY_TAG_COMES_WITH_201, ENTITY_TAG_NAMES_THE_ICE_SESSION})
  void everyIceSessionHasAStrongTagOfItsOwn() {
    Set<String> tags = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      Session session = open();
      assertTrue(session.entityTag().matches("\"[\\x21\\x23-\\x7e]+\""), session.entityTag());
      assertTrue(tags.add(session.entityTag()));
      HttpResponse<String> restarted =
          client.patch(session.path(), "*", OfferText.fragment(OfferText.credentials()));
      assertTrue(tags.add(header(restarted, "ETag")));
    }
  }

  @Test
  @Proves({TRICKLE_AND_RESTART_WORK, CANDIDATES_ARE_204, UNUSABLE_CANDIDATES_ARE_PASSED_OVER})
  void candidatesAreTakenWithoutAWord() {
    Session session = open();
    HttpResponse<String> response =
        client.patch(
            session.path(),
            session.entityTag(),
            OfferText.fragment(
                session.own(),
                "a=candidate:1 1 udp 2122260223 192.0.2.1 61764 typ host",
                "a=candidate:2 1 sctp 2122194687 192.0.2.1 61765 typ host",
                "a=candidate:3 1 udp 2122194687 no-such-host.local 61765 typ host",
                "a=candidate:4 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active",
                "a=candidate:5 1 udp 2122194687 fe80::1 61765 typ host generation 0 network-id 2",
                "a=end-of-candidates"));
    assertEquals(204, response.statusCode(), response::body);
    assertEquals("", response.body());
    assertTrue(response.headers().firstValue("ETag").isEmpty());
    assertTrue(alive(session));
  }

  @Test
  @Proves(FRAGMENTS_FOLLOW_RFC_8840)
  void fragmentsAreReadAsClientsWriteThem() {
    Session session = open();
    IceCredentials own = session.own();
    String credentials = "a=ice-ufrag:%s\r\na=ice-pwd:%s\r\n".formatted(own.ufrag(), own.pwd());
    String candidate = "a=candidate:1 1 udp 2122260223 192.0.2.1 61764 typ host\r\n";
    List<String> fragments =
        List.of(
            // credentials before the first m-line, another profile, payload type 0
            credentials + "m=audio 9 RTP/AVP 0\r\na=mid:0\r\n" + candidate,
            // the last: no candidate at all
            credentials + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=end-of-candidates\r\n",
            // line ends of LF only
            (credentials + "m=audio 9 RTP/AVP 0\r\na=mid:0\r\n" + candidate).replace("\r", ""),
            // several m-sections, lines of other kinds in between
            "a=group:BUNDLE 0 1\r\nm=audio 9 RTP/AVP 0\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\n"
                + credentials
                + candidate
                + "m=video 9 RTP/AVP 0\r\na=mid:1\r\n"
                + credentials
                + candidate);
    for (String fragment : fragments) {
      HttpResponse<String> response = client.patch(session.path(), session.entityTag(), fragment);
      assertEquals(204, response.statusCode(), () -> fragment + response.body());
    }
  }

  @Test
  @Proves(OTHER_PATCHES_ARE_REJECTED)
  void aPatchOfAnotherTypeIsRejected() {
    Session session = open();
    for (String type : List.of("application/json", "text/plain", "application/trickle")) {
      is4xx(
          client.send(
              "PATCH",
              session.path(),
              OfferText.fragment(session.own()),
              "Content-Type",
              type,
              "If-Match",
              session.entityTag()));
    }
    assertTrue(alive(session));
  }

  @Test
  @Proves({MALFORMED_FRAGMENTS_ARE_REJECTED, FAILED_RESTART_KEEPS_THE_SESSION})
  void aMalformedFragmentIsRejectedAndHarmsNothing() {
    Session session = open();
    IceCredentials other = OfferText.credentials();
    for (String bad :
        List.of(
            "hello",
            "{\"candidate\":\"\"}",
            OfferText.fragment(session.own(), "a=candidate:nonsense"),
            OfferText.fragment(other).replaceAll("a=ice-ufrag:.*\r\n", "a=ice-ufrag:x\r\n"),
            OfferText.fragment(other).replaceAll("a=ice-pwd:.*\r\n", "a=ice-pwd:short\r\n"),
            OfferText.fragment(other).replaceAll("a=ice-pwd:.*\r\n", ""))) {
      is4xx(client.patch(session.path(), "*", bad));
    }
    assertEquals(
        204,
        client
            .patch(session.path(), session.entityTag(), OfferText.fragment(session.own()))
            .statusCode(),
        "the ICE session is the one it was");
  }

  @Test
  @Proves({MISSING_TAG_IS_428, OUTDATED_TAG_IS_412})
  void aPatchSaysWhichIceSessionItMeans() {
    Session session = open();
    String fragment = OfferText.fragment(session.own());
    assertEquals(
        428, client.send("PATCH", session.path(), fragment, "Content-Type", FRAGMENT).statusCode());
    assertEquals(412, client.patch(session.path(), "\"other\"", fragment).statusCode());
    HttpResponse<String> restarted =
        client.patch(session.path(), "*", OfferText.fragment(OfferText.credentials()));
    assertEquals(200, restarted.statusCode());
    assertEquals(412, client.patch(session.path(), session.entityTag(), fragment).statusCode());
  }

  @Test
  @Proves({
    TRICKLE_AND_RESTART_WORK,
    NEW_CREDENTIALS_ARE_A_RESTART,
    RESTART_IS_200,
    RESTART_HAS_A_NEW_TAG,
    RESTART_KEEPS_ICE_ATTRIBUTES
  })
  void otherCredentialsRestartIce() throws SdpException {
    for (String anyTag : List.of("*", "\"*\"")) {
      Session session = open();
      SessionDescription answer = description(session.answer());
      HttpResponse<String> restarted =
          client.patch(session.path(), anyTag, OfferText.fragment(OfferText.credentials()));
      assertEquals(200, restarted.statusCode(), restarted::body);
      assertEquals(FRAGMENT, header(restarted, "Content-Type"));
      assertNotEquals(session.entityTag(), header(restarted, "ETag"));
      SdpFragment fragment = SdpFragment.parse(restarted.body(), SdpLimits.DEFAULT);
      MediaSection before = answer.media().get(0);
      for (String fresh : List.of("ice-ufrag", "ice-pwd")) {
        assertEquals(1, fragment.values(fresh).size(), fresh);
        assertNotEquals(before.values(fresh), fragment.values(fresh), fresh);
      }
      assertEquals(before.values("candidate"), fragment.values("candidate"));
      assertEquals(answer.values("ice-options"), fragment.values("ice-options"));
      assertEquals(answer.values("ice-lite"), fragment.values("ice-lite"));
      assertEquals(answer.values("ice-pacing"), fragment.values("ice-pacing"));
      assertEquals(List.of("0"), fragment.values("mid"), "the tagged m-section alone");
    }
  }

  @Test
  @Proves(ALL_CANDIDATES_ARE_IN_THE_ANSWER)
  void theAnswerHasAllCandidates() {
    MediaSection tagged = description(open().answer()).media().get(0);
    assertFalse(tagged.values("candidate").isEmpty());
    assertTrue(tagged.has("end-of-candidates"));
  }

  // ---- WebRTC

  @Test
  @Proves({MEDIA_ARE_BUNDLED, RTCP_IS_MULTIPLEXED, RTCP_MUX_ONLY_IS_SAID})
  void everythingIsBundledAndMultiplexed() {
    SessionDescription answer = description(open().answer());
    assertEquals(List.of("0", "1"), answer.bundle().orElseThrow());
    for (MediaSection section : answer.media()) {
      assertTrue(section.has("rtcp-mux"), section::toString);
      assertTrue(section.has("rtcp-mux-only"), section::toString);
    }
  }

  @Test
  @Proves({MEDIA_ARE_BUNDLED, RTCP_IS_MULTIPLEXED})
  void whatIsNotBundledOrNotMultiplexedIsRejected() {
    String good = OfferText.offer(offered());
    is4xx(client.post(endpoint(), good.replace("a=group:BUNDLE 0 1\r\n", "")));
    is4xx(client.post(endpoint(), good.replace("BUNDLE 0 1", "BUNDLE 7 8")));
    is4xx(client.post(endpoint(), good.replaceAll("a=rtcp-mux(-only)?\r\n", "")));
  }

  @Test
  @Proves(SERVER_IS_REACHABLE_OR_FULL_ICE)
  void theServerSaysThatItIsIceLite() {
    assertTrue(description(open().answer()).has("ice-lite"));
    is4xx(
        client.post(
            endpoint(), OfferText.offer(offered()).replace("a=ice-options", "a=ice-lite\r\na=x")));
  }

  // ---- around it

  @Test
  @Proves(REDIRECTS_KEEP_THE_METHOD)
  void roomsThatLiveElsewhereAreReachedByA307() {
    try (ServerFixture other =
        ServerFixture.start(Map.of("ROOM_REDIRECTS", "far=https://far.example.org"))) {
      HttpResponse<String> response =
          new WishClient(other.url()).post("/" + protocol() + "/far", OfferText.offer(offered()));
      assertEquals(307, response.statusCode());
      assertEquals("https://far.example.org/" + protocol() + "/far", header(response, "Location"));
    }
  }

  @Test
  @Proves(PREFLIGHTS_HAVE_NO_ICE_SERVERS)
  void aPreflightIsToldNoIceServers() {
    HttpResponse<String> preflight =
        client.send(
            "OPTIONS",
            endpoint(),
            "",
            "Origin",
            "https://player.example.org",
            "Access-Control-Request-Method",
            "POST");
    assertEquals(List.of(), WishClient.links(preflight));
    assertEquals(3, WishClient.links(client.send("OPTIONS", endpoint(), "")).size());
  }

  @Test
  void the201HasALinkForEachIceServer() {
    List<String> links =
        WishClient.links(open().created()).stream()
            .filter(link -> link.contains("rel=\"ice-server\""))
            .toList();
    String credentials =
        "; username=\"user\"; credential=\"password\"; credential-type=\"password\"";
    assertEquals(
        List.of(
            "<stun:stun.example.org:3478>; rel=\"ice-server\"",
            "<turn:turn.example.org:3478?transport=udp>; rel=\"ice-server\"" + credentials,
            "<turns:turn.example.org:5349>; rel=\"ice-server\"" + credentials),
        links);
  }

  @Test
  @Proves(BEARER_TOKENS_ARE_SUPPORTED)
  void bearerTokensOpenEndpointsAndSessions() {
    String endpoint = "/" + protocol() + "/" + LOCKED;
    client.send(
        "POST",
        "/whip/" + LOCKED,
        OfferText.offer("sendonly"),
        "Content-Type",
        SDP,
        "Authorization",
        "Bearer " + TOKEN);
    String offer = OfferText.offer(offered());
    HttpResponse<String> without = client.post(endpoint, offer);
    assertEquals(401, without.statusCode());
    assertTrue(header(without, "WWW-Authenticate").startsWith("Bearer"));
    assertEquals(
        401,
        client
            .send("POST", endpoint, offer, "Content-Type", SDP, "Authorization", "Bearer wrong")
            .statusCode());
    HttpResponse<String> with =
        client.send(
            "POST", endpoint, offer, "Content-Type", SDP, "Authorization", "Bearer " + TOKEN);
    assertEquals(201, with.statusCode(), with::body);
    String session = header(with, "Location");
    assertEquals(
        401, client.send("DELETE", session, "", "Authorization", "Bearer wrong").statusCode());
    assertEquals(
        200, client.send("DELETE", session, "", "Authorization", "Bearer " + TOKEN).statusCode());
  }

  @Test
  @Proves(EXTENSIONS_ARE_OPTIONAL)
  void noExtensionIsRequired() {
    Session session = open();
    assertEquals(200, client.delete(session.path()).statusCode());
  }

  @Test
  @Proves(HTTPS_IS_SERVED)
  void everythingIsServedByHttpsToo(@TempDir Path folder) throws Exception {
    TestCertificate certificate = TestCertificate.create();
    TlsOptions files = certificate.in(folder);
    try (ServerFixture secure =
        ServerFixture.start(
            Map.of(
                "TLS_CERT_FILE", files.certificateChain().toString(),
                "TLS_KEY_FILE", files.privateKey().toString()))) {
      HttpClient http = HttpClient.newBuilder().sslContext(certificate.clientContext()).build();
      WishClient tls =
          new WishClient(http, URI.create("https://127.0.0.1:%d/".formatted(secure.port())));
      String published = header(tls.post("/whip/room", OfferText.offer("sendonly")), "Location");
      String path = "/" + protocol() + "/room/" + "publisher";
      HttpResponse<String> created = tls.post(path, OfferText.offer(offered()));
      assertEquals(201, created.statusCode(), created::body);
      assertFalse(published.isEmpty());
    }
  }

  @Test
  @Proves({POST_IS_RATE_LIMITED, DELETE_IS_RATE_LIMITED, PATCH_IS_RATE_LIMITED})
  void floodsAreLimited() {
    try (ServerFixture limited =
        ServerFixture.start(Map.of("RATE_LIMIT_RPS", "0.001", "RATE_LIMIT_BURST", "4"))) {
      for (String method : List.of("POST", "PATCH", "DELETE")) {
        WishClient flooder = new WishClient(limited.url());
        String path =
            "/" + protocol() + (method.equals("POST") ? "/room" : "/session/room/unknown");
        List<Integer> statuses =
            IntStream.range(0, 6)
                .mapToObj(i -> flooder.send(method, path, "x", "Content-Type", SDP).statusCode())
                .toList();
        assertEquals(429, statuses.get(5), statuses::toString);
      }
    }
  }

  /** Also without a limit for the whole server: RFC 9725 section 5 warns of this one. */
  @Test
  @Proves(PATCH_IS_RATE_LIMITED)
  void oneSessionIsNotPatchedWithoutEnd() {
    Session session = open();
    String fragment = OfferText.fragment(session.own());
    boolean limited =
        IntStream.range(0, 500)
            .map(i -> client.patch(session.path(), session.entityTag(), fragment).statusCode())
            .anyMatch(status -> status == 429);
    assertTrue(limited);
    assertTrue(alive(session));
  }

  @Test
  @Proves(SESSION_URLS_ARE_UNGUESSABLE)
  void sessionUrlsShareNothingAndAreLong() {
    Set<String> ids = new HashSet<>();
    String endpoint = endpoint();
    for (int i = 0; i < 50; i++) {
      String path = open(endpoint, OfferText.credentials()).path();
      String id = path.substring(path.lastIndexOf('/') + 1);
      assertTrue(ids.add(id));
      // 128 bits in base 64 are 22 characters
      assertTrue(id.length() >= 22, id);
    }
    for (int position = 0; position < 22; position++) {
      int at = position;
      long different = ids.stream().map(id -> id.charAt(at)).distinct().count();
      assertTrue(different > 1, "all ids have the same character at " + position);
    }
  }
}

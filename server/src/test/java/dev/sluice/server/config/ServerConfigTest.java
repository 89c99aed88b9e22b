package dev.sluice.server.config;

import static dev.sluice.server.config.Configs.config;
import static dev.sluice.server.config.Configs.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.protocol.IceServer;
import dev.sluice.server.http.EmbedOrigins;
import dev.sluice.server.http.TlsOptions;
import dev.sluice.server.media.IceTcpOptions;
import dev.sluice.server.media.NatOptions;
import dev.sluice.server.media.PublicAddress;
import dev.sluice.server.room.Membership.DuplicatePolicy;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomOptions;
import dev.sluice.server.sdp.SdpLimits;
import dev.sluice.server.signaling.IceServerOptions;
import dev.sluice.server.signaling.IceServerOptions.TurnRest;
import dev.sluice.server.signaling.RoomRedirects;
import dev.sluice.server.signaling.wish.WishOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConfigTest {

  @TempDir Path directory;

  @Test
  void nothingSetGivesTheDocumentedDefaults() {
    ServerConfig config = config();

    assertEquals(8080, config.http().bind().getPort());
    assertTrue(config.http().bind().getAddress().isAnyLocalAddress());
    assertTrue(config.http().allowedOrigins().any());
    assertEquals(Optional.empty(), config.http().tls());
    assertEquals(7882, config.media().udpPort());
    assertEquals(Runtime.getRuntime().availableProcessors(), config.media().loops());
    assertEquals(NatOptions.NONE, config.media().nat());
    assertEquals(IceServerOptions.NONE, config.iceServers());
    assertEquals(RoomOptions.DEFAULTS, config.rooms());
    assertEquals(1 << 20, config.maxSdpBytes());
    assertEquals(1 << 20, config.http().limits().sizes().bodyBytes());
    assertEquals(new LogOptions(LogOptions.Level.INFO, LogOptions.Format.TEXT), config.log());
    assertEquals(WishOptions.DEFAULTS, config.wish());
    assertEquals(0, config.drain().totalNanos());
    assertEquals(List.of(), config.notices());
    assertEquals(new AccessTokens(Optional.empty(), Map.of(), Optional.empty()), config.access());
  }

  @Test
  void readsEveryVariable() throws IOException {
    Path certificate = Files.createFile(directory.resolve("chain.pem"));
    Path key = Files.createFile(directory.resolve("key.pem"));

    ServerConfig config =
        config(
            "HTTP_ADDR", "127.0.0.1:9000",
            "ALLOWED_ORIGIN", "https://meet.example.org",
            "EMBED_ORIGINS", "https://Blog.example.org, https://*.example.com:8443",
            "ASSET_BASE_URL", "https://cdn.example.net/sfu/",
            "TLS_CERT_FILE", certificate.toString(),
            "TLS_KEY_FILE", key.toString(),
            "TRUSTED_PROXIES", "10.0.0.0/8, ::1",
            "RATE_LIMIT_RPS", "2.5",
            "RATE_LIMIT_BURST", "7",
            "SDP_MAX_SIZE", "65536",
            "MAX_SESSIONS_PER_IP", "34",
            "AUTH_TOKEN", "global",
            "ROOM_TOKENS", "one:a:b; two:c;",
            "ADMIN_TOKEN", "admin",
            "MEDIA_UDP_PORT", "10000",
            "MEDIA_TCP_PORT", "10001",
            "MEDIA_TCP_SHARE_HTTP", "1",
            "MEDIA_TCP_PUBLIC_PORT", "30001",
            "HTTP_PUBLIC_PORT", "443",
            "MEDIA_LOOPS", "3",
            "PUBLIC_IP", "203.0.113.5/10.0.0.5,2001:db8::5",
            "PUBLIC_IP_KEEP_PRIVATE", "1",
            "MEDIA_UDP_PUBLIC_PORT", "30000",
            "STUN_URLS", "stun:stun.example.org:3478",
            "TURN_URLS", "turn:turn.example.org?transport=udp, turns:[2001:db8::1]:5349",
            "TURN_USERNAME", "user",
            "TURN_PASSWORD", "secret",
            "MAX_PARTICIPANTS_PER_ROOM", "50",
            "MAX_SUBS_PER_ROOM", "40",
            "ROOM_LINGER_SECONDS", "5",
            "RESUME_GRACE_SECONDS", "6",
            "CONNECT_TIMEOUT_SECONDS", "7",
            "MEDIA_GRACE_SECONDS", "8",
            "VIEWER_GRACE_SECONDS", "9",
            "IDENTITY_POLICY", "Reject",
            "PUBLISHER_POLICY", "beside",
            "WHIP_REQUIRE_IF_MATCH", "no",
            "MAX_SESSIONS", "12",
            "OVERLOAD_PERCENT", "80",
            "ROOM_REDIRECTS", "one=https://a.example.org:8443; two*=http://b.example.org/;",
            "DRAIN_SECONDS", "30",
            "DRAIN_REDIRECT", "https://c.example.org",
            "LOG_LEVEL", "DEBUG",
            "LOG_FORMAT", "json");

    assertEquals(9000, config.http().bind().getPort());
    assertFalse(config.http().allowedOrigins().allows("https://other.example.org"));
    assertEquals(
        new EmbedOrigins(List.of("https://blog.example.org", "https://*.example.com:8443")),
        config.embedOrigins());
    assertEquals(Optional.of(URI.create("https://cdn.example.net/sfu")), config.edge().assetBase());
    assertEquals(Optional.of(new TlsOptions(certificate, key)), config.http().tls());
    assertEquals(List.of("10.0.0.0/8", "::1"), config.http().trustedProxies());
    assertEquals(2.5, config.http().rates().requests().perSecond());
    assertEquals(7, config.http().rates().requests().burst());
    assertEquals(65_536, config.maxSdpBytes());
    assertEquals(
        new AccessTokens(
            Optional.of("global"),
            Map.of(new RoomId("one"), "a:b", new RoomId("two"), "c"),
            Optional.of("admin")),
        config.access());
    assertEquals(10_000, config.media().udpPort());
    assertEquals(
        new IceTcpOptions(OptionalInt.of(10_001), 30_001, IceTcpOptions.HttpPort.SHARED, 443),
        config.media().tcp());
    assertEquals(3, config.media().loops());
    assertEquals(
        List.of("203.0.113.5/10.0.0.5", "2001:db8:0:0:0:0:0:5"),
        config.media().nat().publicAddresses().stream().map(PublicAddress::toString).toList());
    assertEquals(NatOptions.LocalAddressPolicy.OFFERED, config.media().nat().localAddresses());
    assertEquals(30_000, config.media().nat().udpPort());
    assertEquals(
        List.of(
            IceServer.of("stun:stun.example.org:3478"),
            new IceServer(
                List.of("turn:turn.example.org?transport=udp", "turns:[2001:db8::1]:5349"),
                Optional.of("user"),
                Optional.of("secret"))),
        config.iceServers().fixed());
    assertEquals(Optional.empty(), config.iceServers().turnRest());
    assertEquals(50, config.rooms().maxParticipants());
    assertEquals(40, config.rooms().maxSubscribers());
    assertEquals(5_000_000_000L, config.rooms().lingerNanos());
    assertEquals(6_000_000_000L, config.rooms().resumeGraceNanos());
    assertEquals(7_000_000_000L, config.rooms().connectTimeoutNanos());
    assertEquals(8_000_000_000L, config.rooms().mediaGraceNanos());
    assertEquals(9_000_000_000L, config.rooms().viewerGraceNanos());
    assertEquals(DuplicatePolicy.REJECT, config.rooms().duplicateIdentity());
    assertEquals(
        new WishOptions(
            SdpLimits.DEFAULT.withChars(65_536),
            DuplicatePolicy.BESIDE,
            WishOptions.IfMatch.OPTIONAL,
            12,
            34,
            80,
            new RoomRedirects(
                Map.of(
                    "one", URI.create("https://a.example.org:8443"),
                    "two*", URI.create("http://b.example.org"))),
            Optional.of(URI.create("https://c.example.org"))),
        config.wish());
    assertEquals(30_000_000_000L, config.drain().totalNanos());
    assertEquals(new LogOptions(LogOptions.Level.DEBUG, LogOptions.Format.JSON), config.log());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "HTTP_ADDR~8080~host:port",
        "HTTP_ADDR~:99999~host:port",
        "EMBED_ORIGINS~example.org~origins such as https://example.org",
        "EMBED_ORIGINS~https://a.example/page~origins such as",
        "EMBED_ORIGINS~https://a.example; script-src~origins such as",
        "EMBED_ORIGINS~https://a.*.example~origins such as",
        "ASSET_BASE_URL~cdn.example~URL without query",
        "ASSET_BASE_URL~http://cdn.example~URL without query",
        "ASSET_BASE_URL~https://cdn.example/x?y=1~URL without query",
        "ASSET_BASE_URL~https://cdn.example/a;script-src~URL without query",
        "ASSET_BASE_URL~https://user@cdn.example/~URL without query",
        "TRUSTED_PROXIES~proxy.example.org~CIDR",
        "TRUSTED_PROXIES~10.0.0.0/33~CIDR",
        "RATE_LIMIT_RPS~-1~not negative",
        "RATE_LIMIT_RPS~NaN~not negative",
        "RATE_LIMIT_BURST~many~0 to 1000000",
        "SDP_MAX_SIZE~12~1024 to 2097152",
        "MEDIA_UDP_PORT~0~1 to 65535",
        "MEDIA_UDP_PORT~65536~1 to 65535",
        "MEDIA_TCP_PORT~65536~1 to 65535, or off",
        "MEDIA_TCP_PORT~none~1 to 65535, or off",
        "MEDIA_TCP_SHARE_HTTP~perhaps~0 or 1",
        "MEDIA_TCP_PUBLIC_PORT~-1~1 to 65535",
        "HTTP_PUBLIC_PORT~https~1 to 65535",
        "MEDIA_LOOPS~0~1 to 1024",
        "PUBLIC_IP~media.example.org~IPv4 or IPv6",
        "PUBLIC_IP~1.2.3~IPv4 or IPv6",
        "PUBLIC_IP~0.0.0.0~IPv4 or IPv6",
        "PUBLIC_IP~1:::2~IPv4 or IPv6",
        "PUBLIC_IP~fe80::1~IPv4 or IPv6",
        "PUBLIC_IP~stun:a,203.0.113.5~IPv4 or IPv6",
        "PUBLIC_IP~stun:a:0~IPv4 or IPv6",
        "PUBLIC_IP~stun:a:123456~IPv4 or IPv6",
        "PUBLIC_IP~203.0.113.5/~IPv4 or IPv6",
        "PUBLIC_IP~203.0.113.5/24~IPv4 or IPv6",
        "PUBLISHER_POLICY~first~takeover, reject or beside",
        "WHIP_REQUIRE_IF_MATCH~maybe~true or false",
        "MAX_SESSIONS~0~1 to 1000000",
        "OVERLOAD_PERCENT~101~1 to 100",
        "ROOM_REDIRECTS~one~room=https://host",
        "ROOM_REDIRECTS~a b=https://host~room=https://host",
        "ROOM_REDIRECTS~one=host~room=https://host",
        "ROOM_REDIRECTS~one=https://host/path~room=https://host",
        "ROOM_REDIRECTS~one=https://a;one=https://b~room=https://host",
        "DRAIN_REDIRECT~ftp://host~https://host",
        "PUBLIC_IP_KEEP_PRIVATE~maybe~0 or 1",
        "MEDIA_UDP_PUBLIC_PORT~70000~1 to 65535",
        "STUN_URLS~stun.example.org:3478~stun:host",
        "TURN_URLS~turn:host?transport=sctp~transport=udp|tcp",
        "TURN_TTL~59~60 to 86400",
        "MAX_PARTICIPANTS_PER_ROOM~-1~0 to 1000000",
        "MAX_SUBS_PER_ROOM~1e3~0 to 1000000",
        "ROOM_LINGER_SECONDS~1 minute~0 to 86400",
        "RESUME_GRACE_SECONDS~100000~0 to 86400",
        "CONNECT_TIMEOUT_SECONDS~0~1 to 86400",
        "IDENTITY_POLICY~both~takeover or reject",
        "LOG_LEVEL~loud~trace, debug, info, warn or error",
        "LOG_FORMAT~xml~text or json"
      })
  void saysWhichVariableIsWrongWhyAndWhatIsAllowed(String name, String text, String allowed) {
    String message = refusal(name, text);

    assertTrue(message.startsWith(name + " must be "), message);
    assertTrue(message.contains("\"" + text + "\""), message);
    assertTrue(message.contains(allowed), message);
    assertTrue(message.endsWith("."), message);
  }

  @Test
  void whoMayEnterIsNotTheOperatorByTheSameToken() {
    String message =
        "ADMIN_TOKEN must be another than AUTH_TOKEN and those of ROOM_TOKENS, or every"
            + " participant is the operator.";
    assertEquals(message, refusal("AUTH_TOKEN", "hunter2", "ADMIN_TOKEN", "hunter2"));
    assertEquals(message, refusal("ROOM_TOKENS", "a:hunter2;b:x", "ADMIN_TOKEN", "hunter2"));
  }

  @Test
  void neverShowsASecret() {
    for (String wrong : List.of("room hunter2", "bad name:hunter2", "a:hunter2;a:x", ":hunter2")) {
      String message = refusal("ROOM_TOKENS", wrong);
      assertTrue(message.startsWith("ROOM_TOKENS must be room:token pairs"), message);
      assertFalse(message.contains("hunter2"), message);
    }
    assertFalse(config("AUTH_TOKEN", "hunter2").toString().contains("hunter2"));
    assertFalse(
        config("TURN_URLS", "turn:a", "TURN_SECRET", "hunter2").toString().contains("hunter2"));
    assertFalse(
        config("TURN_URLS", "turn:a", "TURN_USERNAME", "user", "TURN_PASSWORD", "hunter2")
            .toString()
            .contains("hunter2"));
  }

  @Test
  void wantsCertificateAndKeyTogetherAndReadable() throws IOException {
    Path file = Files.createFile(directory.resolve("file.pem"));

    assertEquals(
        "TLS_CERT_FILE is set, but TLS_KEY_FILE is not; set both or neither.",
        refusal("TLS_CERT_FILE", file.toString()));
    assertEquals(
        "TLS_KEY_FILE is set, but TLS_CERT_FILE is not; set both or neither.",
        refusal("TLS_KEY_FILE", file.toString()));
    String missing = directory.resolve("missing.pem").toString();
    assertEquals(
        "TLS_KEY_FILE must be a PEM file with the private key, but \""
            + missing
            + "\" cannot be read.",
        refusal("TLS_CERT_FILE", file.toString(), "TLS_KEY_FILE", missing));
  }

  @Test
  void wantsCredentialsForTurn() {
    assertTrue(
        refusal("TURN_URLS", "turn:turn.example.org", "TURN_USERNAME", "user")
            .startsWith("TURN_URLS is set, but neither TURN_SECRET nor TURN_USERNAME and"));
  }

  @Test
  void makesTurnCredentialsOfASecretForFourHoursUnlessToldOtherwise() {
    String url = "turns:turn.example.org:443?transport=tcp";
    TurnRest usual = turnRest("TURN_URLS", url, "TURN_SECRET", "north");
    assertEquals(new TurnRest(List.of(url), "north", Duration.ofHours(4)), usual);

    TurnRest brief = turnRest("TURN_URLS", url, "TURN_SECRET", "north", "TURN_TTL", "600");
    assertEquals(Duration.ofMinutes(10), brief.lifetime());
  }

  @Test
  void refusesTurnVariablesThatContradictOneAnother() {
    assertEquals(
        "TURN_SECRET makes credentials for each participant, but TURN_USERNAME or TURN_PASSWORD is"
            + " set as well; unset those or TURN_SECRET.",
        refusal("TURN_URLS", "turn:a", "TURN_SECRET", "north", "TURN_USERNAME", "user"));
    assertEquals(
        "TURN_SECRET is set, but TURN_URLS is not; say which servers know the secret.",
        refusal("TURN_SECRET", "north"));
    assertTrue(
        refusal("TURN_PASSWORD", "two\nlines").startsWith("TURN_PASSWORD must be a password"));
  }

  @Test
  void mentionsTurnVariablesThatDoLessThanTheySeemTo() {
    assertEquals(
        List.of("TURN_TTL is set, but without TURN_SECRET credentials do not expire."),
        config("TURN_TTL", "600").notices());
    assertEquals(
        List.of("TURN_PASSWORD is set, but has no effect without TURN_URLS."),
        config("TURN_PASSWORD", "north").notices());
    assertEquals(
        List.of(
            "TURN_URLS is set, but neither AUTH_TOKEN nor JWTs are; anybody who enters an open room may relay"
                + " through those servers.",
            "TURN_USERNAME or TURN_PASSWORD contains a comma, semicolon or quote; OBS cannot read"
                + " such credentials."),
        config("TURN_URLS", "turn:a", "TURN_USERNAME", "user", "TURN_PASSWORD", "a;b").notices());
    assertEquals(
        List.of(),
        config("TURN_URLS", "turn:a", "TURN_SECRET", "north", "AUTH_TOKEN", "t").notices());
  }

  @Test
  void asksStunServersForThePublicAddressWhenTold() {
    assertEquals(
        List.of("stun.example.org:3478", "2001:db8::1:3479"),
        stunServers("PUBLIC_IP", "stun:stun.example.org, stun:[2001:db8::1]:3479"));
    assertEquals(
        List.of("a:3478"), stunServers("PUBLIC_IP", "auto", "STUN_URLS", "stuns:b, stun:a"));
    assertEquals(List.of(), stunServers("PUBLIC_IP", "203.0.113.5", "STUN_URLS", "stun:a"));
    assertEquals(
        "PUBLIC_IP is auto, but STUN_URLS has no stun: server to ask; set STUN_URLS or write"
            + " PUBLIC_IP=stun:host:port.",
        refusal("PUBLIC_IP", "auto", "STUN_URLS", "stuns:b"));
  }

  private static List<String> stunServers(String... pairs) {
    return config(pairs).media().nat().stunServers().stream()
        .map(server -> server.getHostString() + ":" + server.getPort())
        .toList();
  }

  @Test
  void wantsToKnowWhereAPublicPortIsAndOneForEveryLoop() {
    assertEquals(
        "MEDIA_UDP_PUBLIC_PORT is set, but PUBLIC_IP is not; say at which address that port is.",
        refusal("MEDIA_UDP_PUBLIC_PORT", "30000"));
    assertTrue(
        refusal("PUBLIC_IP", "203.0.113.5", "MEDIA_UDP_PUBLIC_PORT", "65535", "MEDIA_LOOPS", "2")
            .startsWith("MEDIA_UDP_PUBLIC_PORT must leave room for MEDIA_LOOPS ports"));
  }

  @Test
  void tcpIsOnUnlessTurnedOff() {
    assertEquals(IceTcpOptions.onPort(7881), config().media().tcp());
    assertEquals(IceTcpOptions.OFF, config("MEDIA_TCP_PORT", "off").media().tcp());
    assertEquals(IceTcpOptions.OFF, config("MEDIA_TCP_PORT", "0").media().tcp());
    assertEquals(
        IceTcpOptions.sharingHttp(),
        config("MEDIA_TCP_PORT", "off", "MEDIA_TCP_SHARE_HTTP", "1").media().tcp());
  }

  @Test
  void tcpPortsMustMakeSense() {
    assertEquals(
        "MEDIA_TCP_PORT and HTTP_ADDR both have port 7881; set MEDIA_TCP_PORT=off and"
            + " MEDIA_TCP_SHARE_HTTP=1 to use one port for both.",
        refusal("HTTP_ADDR", ":7881"));
    assertEquals(
        "MEDIA_TCP_PUBLIC_PORT is set, but MEDIA_TCP_PORT is off.",
        refusal("MEDIA_TCP_PORT", "off", "MEDIA_TCP_PUBLIC_PORT", "443"));
    assertEquals(
        "HTTP_PUBLIC_PORT is set, but MEDIA_TCP_SHARE_HTTP, which uses it, is not.",
        refusal("HTTP_PUBLIC_PORT", "443"));
    assertEquals(
        "HTTP_PUBLIC_PORT is set, but PUBLIC_IP is not; say at which address that port is.",
        refusal("HTTP_PUBLIC_PORT", "443", "MEDIA_TCP_SHARE_HTTP", "1"));
  }

  @Test
  void wantsAPortForEveryLoop() {
    assertTrue(
        refusal("MEDIA_UDP_PORT", "65535", "MEDIA_LOOPS", "2")
            .startsWith("MEDIA_UDP_PORT must leave room for MEDIA_LOOPS ports"));
  }

  @ParameterizedTest
  @ValueSource(strings = "REDIS_URL")
  void refusesFeaturesThatWouldSilentlyBeMissing(String name) {
    String message = refusal(name, "1");

    assertTrue(message.startsWith(name + " is set, but this version cannot yet "), message);
    assertEquals(List.of(), config(name, "0").notices());
  }

  @Test
  void mentionsVariablesWithoutEffect() {
    assertEquals(
        List.of(
            "JWT_AUDIENCE is set, but none of JWT_SECRET, JWT_PUBLIC_KEY and JWT_JWKS_URL is: no"
                + " JWT is taken."),
        config("JWT_AUDIENCE", "meetings").notices());
  }

  @Test
  void emptyCountsAsNotSet() {
    assertEquals(7882, config("MEDIA_UDP_PORT", " ", "TLS_CERT_FILE", "").media().udpPort());
  }

  @Test
  void manualNamesEveryVariableWithItsDefault() {
    String manual = Manual.text();

    for (Variable<?> variable : Variables.all()) {
      assertTrue(manual.contains("  " + variable.name()), variable.name());
      assertTrue(manual.contains(variable.meaning()), variable.name());
    }
    assertTrue(manual.contains("HTTP_ADDR=:8080\n"));
    assertTrue(manual.lines().allMatch(line -> line.length() < Manual.WIDTH));
  }

  private static TurnRest turnRest(String... pairs) {
    return config(pairs).iceServers().turnRest().orElseThrow();
  }
}

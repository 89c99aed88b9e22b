package dev.sluice.server.app;

import dev.sluice.server.app.drain.Departure;
import dev.sluice.server.app.drain.Drain;
import dev.sluice.server.app.drain.Stops;
import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.Evictions;
import dev.sluice.server.config.RecordingOptions;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.dtls.BcDtlsEngineFactory;
import dev.sluice.server.dtls.DtlsOptions;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.http.ApiRoutes;
import dev.sluice.server.http.ApiRoutes.Bootstrap;
import dev.sluice.server.http.HttpOptions;
import dev.sluice.server.http.HttpServer;
import dev.sluice.server.http.OperationsRoutes;
import dev.sluice.server.http.OperationsRoutes.ReadinessCheck;
import dev.sluice.server.http.PageRoutes;
import dev.sluice.server.http.RoomResidence;
import dev.sluice.server.http.Route;
import dev.sluice.server.http.TokenGuard;
import dev.sluice.server.media.IceTcpOptions;
import dev.sluice.server.media.MediaLoops;
import dev.sluice.server.media.MediaOptions;
import dev.sluice.server.media.PublicAddressDiscovery;
import dev.sluice.server.negotiation.NegotiationOptions;
import dev.sluice.server.room.JoinObserver;
import dev.sluice.server.room.RoomObserver;
import dev.sluice.server.room.RoomRecorder;
import dev.sluice.server.room.RoomRegistry;
import dev.sluice.server.room.RoomServices;
import dev.sluice.server.sdp.SdpLimits;
import dev.sluice.server.signaling.IceServerSource;
import dev.sluice.server.signaling.RecordingRights;
import dev.sluice.server.signaling.SignalingOptions;
import dev.sluice.server.signaling.SignalingService;
import dev.sluice.server.signaling.ThreadSessionLoop;
import dev.sluice.server.signaling.whep.WhepRoutes;
import dev.sluice.server.signaling.whip.WhipRoutes;
import dev.sluice.server.signaling.wish.WishContext;
import dev.sluice.server.signaling.wish.WishService;
import dev.sluice.server.signaling.ws.WebSocketOptions;
import dev.sluice.server.signaling.ws.WebSocketRoute;
import dev.sluice.server.srtp.SrtpProviders;
import dev.sluice.server.telemetry.HandshakeCounter;
import dev.sluice.server.telemetry.HttpMetrics;
import dev.sluice.server.telemetry.Metrics;
import dev.sluice.server.time.NanoClock;
import dev.sluice.server.time.WallClock;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root: makes the parts, joins them, starts them from the inside out (cryptography,
 * media loops, rooms, signaling, HTTP) and stops them in the opposite order.
 */
public final class Server implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Server.class);
  private static final NanoClock CLOCK = System::nanoTime;

  /** How long stopping takes at most, without what uploads may take. */
  private static final Duration LONGEST_STOP = Duration.ofSeconds(15);

  /** What is done besides going away and stopping. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  /** What stands around an SDP in a message. */
  private static final int JSON_ALLOWANCE_BYTES = 256 << 10;

  private final ServerConfig config;
  private final SecureRandom random = new SecureRandom();
  private final IceServerSource iceServers;
  private final Stops stops;
  private volatile Optional<Departure> departure = Optional.empty();
  private volatile Runnable hurryRecordings = () -> {};
  private HttpServer http;

  private Server(ServerConfig asked) {
    Surroundings surroundings = Surroundings.here(InstantSource.system());
    this.config = surroundings.fitted(asked);
    asked.notices().forEach(log::warn);
    surroundings.warnings(asked).forEach(log::warn);
    this.stops = new Stops(longestStop(), CLOCK);
    this.iceServers = new IceServerSource(config.iceServers(), InstantSource.system());
  }

  /**
   * Starts a server; when this returns it serves.
   *
   * @throws dev.sluice.server.media.MediaException when the media ports cannot be had
   * @throws StartException when HTTP cannot listen
   */
  public static Server start(ServerConfig config) {
    Server server = new Server(config);
    try {
      server.start();
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** Where a browser on this machine finds the pages. */
  public URI url() {
    InetSocketAddress address = http.localAddress();
    String host =
        address.getAddress().isAnyLocalAddress()
            ? "localhost"
            : address.getAddress().getHostAddress();
    return URI.create(
        "%s://%s:%d/"
            .formatted(
                config.http().tls().isPresent() ? "https" : "http",
                host.indexOf(':') < 0 ? host : "[" + host + "]",
                address.getPort()));
  }

  /** Has everybody go and stops, in {@link #longestEnd} at most. Idempotent. */
  @Override
  public synchronized void close() {
    departure.ifPresent(leaving -> leaving.run(http::stopAccepting));
    departure = Optional.empty();
    stops.run();
  }

  /** A {@link #close} that is under way, or comes, is to be short. Any thread. */
  void hurry() {
    departure.ifPresent(Departure::hurry);
    hurryRecordings.run();
    stops.hurry();
  }

  /** How long {@link #close} takes at most. */
  Duration longestEnd() {
    return departure.map(Departure::longest).orElse(Duration.ZERO).plus(longestStop()).plus(SLACK);
  }

  private Duration longestStop() {
    return LONGEST_STOP.plusNanos(config.drain().uploadNanos());
  }

  private void start() {
    HandshakeCounter dtls = startDtls();
    PublicAddressDiscovery.Outcome discovery =
        PublicAddressDiscovery.run(config.media(), CLOCK, random);
    discovery.warnings().forEach(log::warn);
    MediaOptions media = config.media().withNat(discovery.nat());
    ClockWatch clockWatch = ClockWatch.start(InstantSource.system(), CLOCK);
    stops.push(clockWatch::close);
    WallClock wallClock = new WallClock(CLOCK.nanoTime(), epochNanos());
    EventParts events = EventParts.start(config.webhooks(), CLOCK, wallClock, random);
    stops.push("the telling of events", Duration.ofSeconds(6), events::close);
    TelemetryParts telemetry = TelemetryParts.start(config, CLOCK, wallClock);
    stops.push(telemetry::close);
    Optional<RecordingParts> recording =
        RecordingParts.start(config, CLOCK, telemetry.recordings().stream().toList());
    AdminParts admin = new AdminParts(wallClock);
    stops.push(admin::close);
    recording.ifPresent(parts -> stops.push("the recorder", parts.longestEnd(), parts::close));
    recording.ifPresent(parts -> hurryRecordings = parts::hurry);
    recording.ifPresent(events::follow);
    MediaLoops loops = MediaLoops.start(media, CLOCK);
    stops.push(loops::close);
    AccessParts tokens = AccessParts.start(config, CLOCK);
    stops.push(tokens::close);
    clockWatch.onLeap(tokens.denied()::onClockLeap);
    Evictions evictions = new Evictions(tokens.denied());
    RoomRegistry rooms =
        new RoomRegistry(
            loops,
            new RoomServices(dtls, wallClock, config.rooms(), SecureRandom::new)
                .withCapacity(config.edge().capacity())
                .withObserver(RoomObserver.all(List.of(admin.observer(), events.rooms())))
                .withRecorder(recording.map(RecordingParts::rooms).orElse(RoomRecorder.NONE))
                .withGuard(evictions),
            CLOCK);
    evictions.from(rooms);
    Access access = tokens.access();
    SignalingService signaling =
        new SignalingService(
            SignalingOptions.builder()
                .iceServers(iceServers)
                .joins(telemetry.joins())
                .tokens(config.tokenExpiry())
                .redirects(config.wish().redirects())
                .standIn(config.drain().standIn())
                .recording(new RecordingRights(config.recording().startedBy(), access))
                .sdpLimits(SdpLimits.DEFAULT.withChars(config.maxSdpBytes()))
                .resumeGraceNanos(config.rooms().resumeGraceNanos())
                .build(),
            access,
            rooms,
            NegotiationOptions.defaults(),
            dtls.localFingerprint(),
            CLOCK,
            random);
    WishService wish = wish(access, rooms, loops, dtls.localFingerprint(), telemetry.joins());
    Metrics metrics =
        new Metrics(
            rooms::stats,
            config.metricsMaxRooms(),
            loops::stats,
            loops.iceTcp()::stats,
            signaling::stats,
            wish::stats,
            dtls,
            Version.text());
    metrics.add(telemetry.joins());
    metrics.addClock(clockWatch::leaps);
    metrics.add(tokens.counter().collector());
    recording.map(RecordingParts::metrics).ifPresent(metrics::add);
    metrics.add(
        new HttpMetrics(() -> http.stats(), () -> http.tlsStats(), signaling::rejectedMessages));
    events.addTo(metrics);
    Departure leaving = Departure.of(signaling, wish, rooms, config.drain(), CLOCK);
    stops.push(leaving::close);
    Drain drain = leaving.drain();
    List<ReadinessCheck> checks = checks(drain, loops, recording);
    checks.addAll(tokens.checks());
    List<Route> routes =
        new ArrayList<>(
            admin.routes(
                config,
                new AdminParts.Security(access, tokens.denied(), tokens.audit()),
                new AdminParts.Services(rooms, signaling, wish, loops, drain, checks, recording)));
    routes.addAll(routes(rooms, tokens, signaling, wish, checks, metrics, recording));
    routes.addAll(events.routes(access, tokens.audit()));
    startHttp(routes, loops, EdgeParts.residence(rooms), tokens);
    departure = Optional.of(leaving);
    NetworkReport network =
        NetworkReport.of(config.withMedia(media), loops.candidates(), http.localAddress());
    network.facts().forEach(fact -> log.info("network: {}", fact));
    network.warnings().forEach(warning -> log.info("network: {}", warning));
  }

  private void startHttp(
      List<Route> routes, MediaLoops loops, RoomResidence residence, AccessParts tokens) {
    boolean shared = config.media().tcp().http() == IceTcpOptions.HttpPort.SHARED;
    http =
        new HttpServer(
            config.http(),
            routes,
            shared ? Optional.of(new IceTcpOnHttp(loops.iceTcp())) : Optional.empty(),
            residence,
            new TokenGuard(tokens.guesses(), tokens.uncounted(), CLOCK),
            CLOCK);
    listen(http, config.http(), "HTTP_ADDR");
    stops.push(http::stop);
    EdgeParts.redirect(config, http, CLOCK)
        .ifPresent(
            redirect -> {
              stops.push(redirect::stop);
              listen(
                  redirect,
                  HttpOptions.of(config.edge().redirectFrom().orElseThrow()),
                  "HTTP_REDIRECT_ADDR");
            });
    EdgeParts.warnings(config, tokens.access()).forEach(log::warn);
    if (shared) {
      loops.offerHttpPort(http.localAddress());
    }
  }

  private WishService wish(
      Access access,
      RoomRegistry rooms,
      MediaLoops loops,
      Fingerprint fingerprint,
      JoinObserver joins) {
    ThreadSessionLoop thread = new ThreadSessionLoop("wish");
    stops.push(thread::close);
    return new WishService(
        config.wish(),
        new WishContext(
            access,
            rooms,
            NegotiationOptions.defaults(),
            fingerprint,
            iceServers,
            new LoopLoad(loops::stats, config.wish().overloadPercent() / 100.0),
            thread,
            CLOCK,
            InstantSource.system(),
            random,
            joins,
            config.tokenExpiry()));
  }

  private HandshakeCounter startDtls() {
    BcDtlsEngineFactory dtls = new BcDtlsEngineFactory(DtlsOptions.defaults());
    stops.push(dtls::close);
    dtls.warmUp();
    log.info("crypto dtls={} srtp={}", dtls.description(), SrtpProviders.selected().description());
    return new HandshakeCounter(dtls, CLOCK);
  }

  private static List<ReadinessCheck> checks(
      Drain drain, MediaLoops loops, Optional<RecordingParts> recording) {
    List<ReadinessCheck> checks = new ArrayList<>();
    checks.add(drain);
    checks.add(new LoopCheck(loops, CLOCK));
    recording.map(RecordingParts::checks).ifPresent(checks::addAll);
    return checks;
  }

  private List<Route> routes(
      RoomRegistry rooms,
      AccessParts tokens,
      SignalingService signaling,
      WishService wish,
      List<ReadinessCheck> checks,
      Metrics metrics,
      Optional<RecordingParts> recording) {
    Access access = tokens.access();
    List<Route> routes = new ArrayList<>();
    MetricsParts page = new MetricsParts(metrics, checks);
    stops.push(page::close);
    routes.addAll(OperationsRoutes.of(checks, page::answer, config.edge().metricsToken()));
    routes.addAll(
        ApiRoutes.bootstrap(
            new Bootstrap(
                access.wantsTokens() ? Bootstrap.AuthMode.TOKENS : Bootstrap.AuthMode.OPEN,
                config.recording().rooms() == RecordingOptions.Rooms.ALL
                    ? Bootstrap.RecordMode.ON
                    : Bootstrap.RecordMode.OFF,
                Map.of(
                    "rooms", true, "whip", true, "whep", true, "recording", recording.isPresent())),
            () -> iceServers.iceServers(wish.names().next()),
            access));
    routes.addAll(ApiRoutes.rooms(rooms, access));
    routes.addAll(tokens.routes());
    recording.ifPresent(parts -> routes.addAll(parts.routes(config, access, tokens.audit())));
    routes.addAll(WhipRoutes.of(wish));
    routes.addAll(WhepRoutes.of(wish));
    routes.add(WebSocketRoute.of(signaling, config.http().allowedOrigins(), webSocketOptions()));
    routes.addAll(
        PageRoutes.of(
            Server.class.getClassLoader(), config.embedOrigins(), EdgeParts.pageSources(config)));
    return routes;
  }

  private WebSocketOptions webSocketOptions() {
    return WebSocketOptions.DEFAULTS.withMaxMessageBytes(
        config.maxSdpBytes() + JSON_ALLOWANCE_BYTES);
  }

  /**
   * Starts {@code http}.
   *
   * @param variable that says where it listens
   * @throws StartException with a sentence that names the variable to change
   */
  static void listen(HttpServer http, HttpOptions options, String variable) {
    try {
      http.start();
    } catch (BindException e) {
      throw new StartException(
          "HTTP cannot start on %s: %s (%s)."
              .formatted(shown(options.bind()), e.getMessage(), variable),
          e);
    } catch (IOException e) {
      throw new StartException(
          "HTTPS cannot start: %s (TLS_CERT_FILE, TLS_KEY_FILE).".formatted(e.getMessage()), e);
    }
  }

  private static String shown(InetSocketAddress bind) {
    return bind.getAddress() != null && bind.getAddress().isAnyLocalAddress()
        ? ":" + bind.getPort()
        : bind.getHostString() + ":" + bind.getPort();
  }

  private static long epochNanos() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }
}

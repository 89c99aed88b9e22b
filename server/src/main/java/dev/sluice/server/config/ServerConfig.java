package dev.sluice.server.config;

import dev.sluice.server.config.SessionVariables.TokenEnd;
import dev.sluice.server.events.webhook.WebhookOptions;
import dev.sluice.server.http.EmbedOrigins;
import dev.sluice.server.http.HttpOptions;
import dev.sluice.server.media.MediaOptions;
import dev.sluice.server.room.RoomOptions;
import dev.sluice.server.sdp.SdpLimits;
import dev.sluice.server.signaling.IceServerOptions;
import dev.sluice.server.signaling.TokenExpiry;
import dev.sluice.server.signaling.wish.WishOptions;
import dev.sluice.server.telemetry.ErrorWebhookOptions;
import dev.sluice.server.telemetry.tracing.TracingOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that can be configured, as the options each part understands.
 *
 * @param edge what stands around it
 * @param embedOrigins who may show the publish and watch pages in a frame
 * @param access fixed tokens
 * @param signedTokens tokens that carry their grants
 * @param iceServers what clients are told of
 * @param uploads where recordings are uploaded to, if they are
 * @param tracing where traces go, if there are any
 * @param metricsMaxRooms how many rooms have metrics of their own
 * @param errorWebhook where errors are posted, if they are
 * @param webhooks who is told of events, if anybody is
 * @param maxSdpBytes the longest offer
 * @param drain how to go away when told to
 * @param notices sentences about what is allowed and yet not wise or without effect, to be logged
 */
public record ServerConfig(
    HttpOptions http,
    EdgeOptions edge,
    EmbedOrigins embedOrigins,
    AccessTokens access,
    TokenExpiry tokenExpiry,
    SignedTokens signedTokens,
    IceServerOptions iceServers,
    MediaOptions media,
    RoomOptions rooms,
    WishOptions wish,
    RecordingOptions recording,
    Optional<UploadSettings> uploads,
    Optional<TracingOptions> tracing,
    int metricsMaxRooms,
    Optional<ErrorWebhookOptions> errorWebhook,
    Optional<WebhookOptions> webhooks,
    int maxSdpBytes,
    DrainOptions drain,
    LogOptions log,
    List<String> notices) {

  public ServerConfig {
    notices = List.copyOf(notices);
  }

  /**
   * Reads the environment.
   *
   * @throws ConfigException at the first value that cannot be used
   */
  public static ServerConfig from(Environment environment) {
    AbsentFeatures.refuse(environment);
    Variables.all().forEach(environment::value);
    Contradictions.refuse(environment);
    SignedTokens signedTokens = AccessConfig.signedTokens(environment);
    AccessTokens access = access(environment);
    Secrets.check(environment);
    StoreConfig.checkBackups(environment);
    return new ServerConfig(
        HttpConfig.options(environment),
        EdgeOptions.from(environment),
        environment.value(HttpVariables.EMBED_ORIGINS),
        access,
        tokenExpiry(environment),
        signedTokens,
        IceServerConfig.options(environment),
        media(environment),
        rooms(environment),
        wish(environment),
        RecordingOptions.from(environment),
        StoreConfig.settings(environment),
        TracingConfig.options(environment),
        environment.value(MetricsVariables.METRICS_MAX_ROOMS),
        ErrorVariables.webhook(environment),
        EventConfig.webhooks(environment),
        environment.value(HttpVariables.SDP_MAX_SIZE),
        DrainOptions.from(environment),
        log(environment),
        notices(environment, signedTokens));
  }

  /** The same with other options of HTTP. */
  public ServerConfig withHttp(HttpOptions other) {
    return new ServerConfig(
        other,
        edge,
        embedOrigins,
        access,
        tokenExpiry,
        signedTokens,
        iceServers,
        media,
        rooms,
        wish,
        recording,
        uploads,
        tracing,
        metricsMaxRooms,
        errorWebhook,
        webhooks,
        maxSdpBytes,
        drain,
        log,
        notices);
  }

  /** The same with other media options. */
  public ServerConfig withMedia(MediaOptions other) {
    return new ServerConfig(
        http,
        edge,
        embedOrigins,
        access,
        tokenExpiry,
        signedTokens,
        iceServers,
        other,
        rooms,
        wish,
        recording,
        uploads,
        tracing,
        metricsMaxRooms,
        errorWebhook,
        webhooks,
        maxSdpBytes,
        drain,
        log,
        notices);
  }

  private static TokenExpiry tokenExpiry(Environment environment) {
    boolean endsSessions = environment.value(SessionVariables.TOKEN_EXPIRY) == TokenEnd.SESSION;
    return new TokenExpiry(endsSessions, InstantSource.system());
  }

  private static WishOptions wish(Environment environment) {
    return new WishOptions(
        SdpLimits.DEFAULT.withChars(environment.value(HttpVariables.SDP_MAX_SIZE)),
        environment.value(WishVariables.PUBLISHER_POLICY).meaning(),
        environment.value(WishVariables.WHIP_REQUIRE_IF_MATCH),
        environment.value(WishVariables.MAX_SESSIONS),
        environment.value(HttpVariables.MAX_SESSIONS_PER_IP),
        environment.value(WishVariables.OVERLOAD_PERCENT),
        environment.value(DrainVariables.ROOM_REDIRECTS),
        environment.value(DrainVariables.DRAIN_REDIRECT));
  }

  private static List<String> notices(Environment environment, SignedTokens signedTokens) {
    List<String> notices = new ArrayList<>(environment.notices());
    notices.addAll(Misspelt.notices(environment));
    notices.addAll(GoLive.notices(environment));
    notices.addAll(Secrets.notices(environment));
    notices.addAll(AccessConfig.notices(environment, signedTokens));
    notices.addAll(IceServerConfig.notices(environment));
    notices.addAll(StoreConfig.notices(environment));
    notices.addAll(TracingConfig.notices(environment));
    notices.addAll(ErrorVariables.notices(environment));
    notices.addAll(EventConfig.notices(environment));
    notices.addAll(Idle.notices(environment));
    return notices;
  }

  /**
   * Only how to log, so that this works before the rest is known to be right.
   *
   * @throws ConfigException when it is not
   */
  public static LogOptions log(Environment environment) {
    return new LogOptions(
        environment.value(LogVariables.LOG_LEVEL), environment.value(LogVariables.LOG_FORMAT));
  }

  /**
   * Where a client on this machine finds HTTP. Nothing else needs to be right for it, nor need any
   * file be there.
   *
   * @throws ConfigException when HTTP_ADDR is not an address, is not known, or has no fixed port
   */
  public static URI localUrl(Environment environment) {
    return HttpConfig.localUrl(environment);
  }

  static Optional<Path> readable(Environment environment, Variable<Optional<Path>> file) {
    Optional<Path> path = environment.value(file);
    if (path.isPresent() && !Files.isReadable(path.get())) {
      throw new ConfigException(
          "%s must be %s, but \"%s\" cannot be read."
              .formatted(file.name(), file.allowed(), path.get()));
    }
    return path;
  }

  static void requireTogether(Environment environment, Variable<?> one, Variable<?> other) {
    if (environment.has(one) != environment.has(other)) {
      boolean first = environment.has(one);
      throw new ConfigException(
          "%s is set, but %s is not; set both or neither."
              .formatted(first ? one.name() : other.name(), first ? other.name() : one.name()));
    }
  }

  private static AccessTokens access(Environment environment) {
    AccessTokens tokens =
        new AccessTokens(
            environment.value(SharedTokenVariables.AUTH_TOKEN),
            environment.value(SharedTokenVariables.ROOM_TOKENS),
            environment.value(SharedTokenVariables.ADMIN_TOKEN));
    if (tokens.makesParticipantsOperators()) {
      throw new ConfigException(
          "ADMIN_TOKEN must be another than AUTH_TOKEN and those of ROOM_TOKENS, or every"
              + " participant is the operator.");
    }
    return tokens;
  }

  private static MediaOptions media(Environment environment) {
    int port = environment.value(MediaVariables.MEDIA_UDP_PORT);
    int loops = environment.value(MediaVariables.MEDIA_LOOPS);
    if (port + loops - 1 > 65_535) {
      throw new ConfigException(
          "MEDIA_UDP_PORT must leave room for MEDIA_LOOPS ports below 65536, but %d + %d does not."
              .formatted(port, loops));
    }
    MediaOptions defaults = MediaOptions.defaults();
    return new MediaOptions(
        port,
        loops,
        List.of(),
        NatConfig.options(environment, loops),
        defaults.socketBufferBytes(),
        defaults.transport(),
        defaults.segmentation(),
        IceTcpConfig.options(environment));
  }

  private static RoomOptions rooms(Environment environment) {
    RoomOptions defaults = RoomOptions.DEFAULTS;
    return new RoomOptions(
        environment.value(RoomVariables.MAX_PARTICIPANTS_PER_ROOM),
        environment.value(RoomVariables.MAX_SUBS_PER_ROOM),
        defaults.maxTracksPerParticipant(),
        environment.value(RoomVariables.ROOM_LINGER_SECONDS),
        environment.value(RoomVariables.RESUME_GRACE_SECONDS),
        defaults.mediaTimeoutNanos(),
        environment.value(RoomVariables.CONNECT_TIMEOUT_SECONDS),
        environment.value(RoomVariables.MEDIA_GRACE_SECONDS),
        environment.value(RoomVariables.VIEWER_GRACE_SECONDS),
        defaults.maxMetadataBytes(),
        defaults.maxMessageBytes(),
        environment.value(RoomVariables.IDENTITY_POLICY).meaning());
  }
}

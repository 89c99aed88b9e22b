package dev.sluice.server.config;

import static dev.sluice.server.config.Variable.plain;
import static dev.sluice.server.config.Variable.secret;

import dev.sluice.protocol.IceServer;
import dev.sluice.server.media.IceTcpOptions;
import dev.sluice.server.media.MediaOptions;
import dev.sluice.server.room.Membership.DuplicatePolicy;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomOptions;
import dev.sluice.server.signaling.RoomRedirects;
import dev.sluice.server.signaling.wish.WishOptions;
import dev.sluice.server.signaling.wish.WishOptions.IfMatch;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * Every variable this version reads, in the order of the manual; those of HTTP, recordings, uploads
 * and traces stand in files of their own. Who adds one runs what {@code ConfigurationPageTest}
 * says.
 */
final class Variables {

  private static final int MAX_SECONDS = 24 * 60 * 60;
  private static final int MAX_COUNT = 1_000_000;

  // ---- who may come in

  static final Variable<Optional<String>> AUTH_TOKEN =
      secret(
              "AUTH_TOKEN",
              "a token of printable ASCII characters",
              "opens every room that has no token of its own",
              Values::optionalAscii)
          .example("<openssl rand -hex 24>");

  static final Variable<Map<RoomId, String>> ROOM_TOKENS =
      secret(
              "ROOM_TOKENS",
              "room:token pairs with semicolons between them, each room once",
              "tokens of single rooms",
              Values::roomTokens)
          .example("standup:<openssl rand -hex 24>");

  static final Variable<Optional<String>> ADMIN_TOKEN =
      secret(
              "ADMIN_TOKEN",
              "a token of printable ASCII characters",
              "opens the admin API, which is closed without",
              Values::optionalAscii)
          .example("<openssl rand -hex 24>");

  // ---- media

  static final Variable<Integer> MEDIA_UDP_PORT =
      plain(
          "MEDIA_UDP_PORT",
          Integer.toString(MediaOptions.DEFAULT_UDP_PORT),
          "a port from 1 to 65535",
          "the first media loop's UDP port; loop i has MEDIA_UDP_PORT + i",
          text -> Values.integer(text, 1, 65_535));

  static final Variable<OptionalInt> MEDIA_TCP_PORT =
      plain(
          "MEDIA_TCP_PORT",
          Integer.toString(IceTcpOptions.DEFAULT_PORT),
          "a port from 1 to 65535, or off",
          "where peers that cannot use UDP come by TCP (ICE-TCP)",
          Values::portOrOff);

  static final Variable<Boolean> MEDIA_TCP_SHARE_HTTP =
      plain(
          "MEDIA_TCP_SHARE_HTTP",
          "0",
          "0 or 1",
          "lets ICE-TCP in through the port of HTTP_ADDR too",
          Values::flag);

  static final Variable<Integer> MEDIA_LOOPS =
      plain(
          "MEDIA_LOOPS",
          "auto",
          "auto for one for each core, or 1 to 1024",
          "media threads, each with its own port",
          Values::loops);

  static final Variable<PublicIp> PUBLIC_IP =
      plain(
              "PUBLIC_IP",
              "",
              "IPv4 or IPv6 addresses or public/local pairs with commas between them,"
                  + " stun:host[:port] to ask there at start, or auto to ask STUN_URLS",
              "where peers reach this machine behind a NAT or a published port",
              PublicIp::parse)
          .example("203.0.113.7");

  static final Variable<Boolean> PUBLIC_IP_KEEP_PRIVATE =
      plain(
          "PUBLIC_IP_KEEP_PRIVATE",
          "0",
          "0 or 1",
          "tells peers the local addresses beside PUBLIC_IP, for those in the same network",
          Values::flag);

  static final Variable<Integer> MEDIA_UDP_PUBLIC_PORT =
      plain(
          "MEDIA_UDP_PUBLIC_PORT",
          "0",
          "a port from 1 to 65535, or 0 when it is MEDIA_UDP_PORT",
          "the first media port as PUBLIC_IP has it, where a container publishes another",
          text -> Values.integer(text, 0, 65_535));

  static final Variable<Integer> MEDIA_TCP_PUBLIC_PORT =
      plain(
          "MEDIA_TCP_PUBLIC_PORT",
          "0",
          "a port from 1 to 65535, or 0 when it is MEDIA_TCP_PORT",
          "MEDIA_TCP_PORT as PUBLIC_IP has it, where a container publishes another",
          text -> Values.integer(text, 0, 65_535));

  static final Variable<Integer> HTTP_PUBLIC_PORT =
      plain(
          "HTTP_PUBLIC_PORT",
          "0",
          "a port from 1 to 65535, or 0 when it is HTTP_ADDR's",
          "HTTP's port as PUBLIC_IP has it, for MEDIA_TCP_SHARE_HTTP",
          text -> Values.integer(text, 0, 65_535));

  static final Variable<List<IceServer>> STUN_URLS =
      plain(
              "STUN_URLS",
              "",
              "stun:host[:port] or stuns:host[:port] with commas between them",
              "STUN servers given to clients; none are needed",
              Values::stunServers)
          .example("stun:stun.example.org:3478");

  static final Variable<List<String>> TURN_URLS =
      plain(
              "TURN_URLS",
              "",
              "turn:host[:port][?transport=udp|tcp] or turns:… with commas between them",
              "TURN servers given to those who may come in",
              Values::turnUrls)
          .example("turn:turn.example.org:3478,turns:turn.example.org:5349?transport=tcp");

  static final Variable<Optional<String>> TURN_SECRET =
      secret(
              "TURN_SECRET",
              "the secret of the TURN servers (coturn: static-auth-secret)",
              "makes short-lived credentials for TURN_URLS, for each participant its own",
              Values::optional)
          .example("<openssl rand -hex 24>");

  static final Variable<Integer> TURN_TTL =
      plain(
          "TURN_TTL",
          "14400",
          "60 to " + MAX_SECONDS + " seconds",
          "how long credentials made with TURN_SECRET open new connections",
          text -> Values.integer(text, 60, MAX_SECONDS));

  static final Variable<Optional<String>> TURN_USERNAME =
      plain(
              "TURN_USERNAME",
              "",
              "a user name of printable ASCII characters",
              "for TURN_URLS, when there is no TURN_SECRET",
              Values::optionalAscii)
          .example("sluice");

  static final Variable<Optional<String>> TURN_PASSWORD =
      secret(
              "TURN_PASSWORD",
              "a password of printable ASCII characters",
              "for TURN_URLS, when there is no TURN_SECRET",
              Values::optionalAscii)
          .example("<openssl rand -hex 24>");

  // ---- rooms

  static final Variable<Integer> MAX_PARTICIPANTS_PER_ROOM =
      plain(
          "MAX_PARTICIPANTS_PER_ROOM",
          "0",
          "0 to " + MAX_COUNT,
          "people in one room; 0 for no limit",
          text -> Values.integer(text, 0, MAX_COUNT));

  static final Variable<Integer> MAX_SUBS_PER_ROOM =
      plain(
          "MAX_SUBS_PER_ROOM",
          "0",
          "0 to " + MAX_COUNT,
          "WHEP viewers of one room; 0 for no limit",
          text -> Values.integer(text, 0, MAX_COUNT));

  static final Variable<Long> ROOM_LINGER_SECONDS =
      seconds(
          "ROOM_LINGER_SECONDS",
          RoomOptions.DEFAULTS.lingerNanos(),
          "how long an empty room stays");

  static final Variable<Long> RESUME_GRACE_SECONDS =
      seconds(
          "RESUME_GRACE_SECONDS",
          RoomOptions.DEFAULTS.resumeGraceNanos(),
          "how long a person whose connection broke may come back unnoticed");

  static final Variable<Long> CONNECT_TIMEOUT_SECONDS =
      seconds(
          "CONNECT_TIMEOUT_SECONDS",
          1,
          RoomOptions.DEFAULTS.connectTimeoutNanos(),
          "how long the media of a WHIP or WHEP client may take to connect");

  static final Variable<Long> MEDIA_GRACE_SECONDS =
      seconds(
          "MEDIA_GRACE_SECONDS",
          RoomOptions.DEFAULTS.mediaGraceNanos(),
          "how long a WHIP or WHEP client that has fallen silent may come back unnoticed");

  static final Variable<Long> VIEWER_GRACE_SECONDS =
      seconds(
          "VIEWER_GRACE_SECONDS",
          RoomOptions.DEFAULTS.viewerGraceNanos(),
          "how long a WHEP viewer may wait for a publisher who has gone");

  static final Variable<IdentityPolicy> IDENTITY_POLICY =
      plain(
          "IDENTITY_POLICY",
          "takeover",
          "takeover or reject",
          "what a second join with the same identity does",
          text -> Values.constant(IdentityPolicy.class, text));

  // ---- WHIP and WHEP

  static final Variable<PublisherPolicy> PUBLISHER_POLICY =
      plain(
          "PUBLISHER_POLICY",
          "takeover",
          "takeover, reject or beside",
          "what a WHIP publisher does whose name is in the room already",
          text -> Values.constant(PublisherPolicy.class, text));

  static final Variable<IfMatch> WHIP_REQUIRE_IF_MATCH =
      plain(
          "WHIP_REQUIRE_IF_MATCH",
          "true",
          "true or false",
          "whether a WHIP or WHEP client has to send If-Match with PATCH",
          text -> Values.flag(text) ? IfMatch.REQUIRED : IfMatch.OPTIONAL);

  static final Variable<Integer> MAX_SESSIONS =
      plain(
          "MAX_SESSIONS",
          Integer.toString(WishOptions.DEFAULT_MAX_SESSIONS),
          "1 to " + MAX_COUNT,
          "WHIP and WHEP sessions of this server; more are told to come back later",
          text -> Values.integer(text, 1, MAX_COUNT));

  static final Variable<Integer> OVERLOAD_PERCENT =
      plain(
          "OVERLOAD_PERCENT",
          Integer.toString(WishOptions.DEFAULT_OVERLOAD_PERCENT),
          "1 to 100",
          "how busy every media thread must be for WHIP and WHEP to be told to come back later",
          text -> Values.integer(text, 1, 100));

  static final Variable<RoomRedirects> ROOM_REDIRECTS =
      plain(
              "ROOM_REDIRECTS",
              "",
              "room=https://host pairs with semicolons between them, a room being a name or"
                  + " prefix*",
              "rooms that live on another server, to which their clients are sent",
              RoomRedirects::parse)
          .example("standup=https://a.example.org;team-*=https://b.example.org");

  static final Variable<Long> DRAIN_SECONDS =
      seconds(
          "DRAIN_SECONDS",
          0,
          "how long a server that is told to stop takes until it ends its calls");

  static final Variable<Optional<URI>> DRAIN_REDIRECT =
      plain(
              "DRAIN_REDIRECT",
              "",
              "http://host[:port] or https://host[:port]",
              "another server, which takes rooms and newcomers while this one drains",
              text -> Values.optional(text).map(RoomRedirects::node))
          .example("https://b.example.org");

  // ---- logs

  static final Variable<LogOptions.Level> LOG_LEVEL =
      plain(
          "LOG_LEVEL",
          "info",
          "trace, debug, info, warn or error",
          "the least important that is logged",
          text -> Values.constant(LogOptions.Level.class, text));

  static final Variable<LogOptions.Format> LOG_FORMAT =
      plain(
          "LOG_FORMAT",
          "text",
          "text or json",
          "how a log line looks",
          text -> Values.constant(LogOptions.Format.class, text));

  private static final List<Section> SECTIONS =
      List.of(
          new Section("HTTP", "Where pages, API and WebSocket are.", HttpVariables.LISTENING),
          new Section(
              "Limits", "What one client, and all together, may ask.", HttpVariables.LIMITS),
          new Section(
              "Access",
              "Who may come in, and who operates the server. Without any of these every room is"
                  + " open.",
              joined(
                  List.of(
                      List.of(AUTH_TOKEN, ROOM_TOKENS, ADMIN_TOKEN, HttpVariables.METRICS_TOKEN),
                      SessionVariables.ALL,
                      AccessVariables.ALL))),
          new Section(
              "Media",
              "Where sound and pictures go in and out, and what peers are told of it.",
              List.of(
                  MEDIA_UDP_PORT,
                  MEDIA_LOOPS,
                  MEDIA_TCP_PORT,
                  MEDIA_TCP_SHARE_HTTP,
                  PUBLIC_IP,
                  PUBLIC_IP_KEEP_PRIVATE,
                  MEDIA_UDP_PUBLIC_PORT,
                  MEDIA_TCP_PUBLIC_PORT,
                  HTTP_PUBLIC_PORT)),
          new Section(
              "STUN and TURN",
              "Servers that clients are told of.",
              List.of(STUN_URLS, TURN_URLS, TURN_SECRET, TURN_TTL, TURN_USERNAME, TURN_PASSWORD)),
          new Section(
              "Rooms",
              "Who is in them, and for how long.",
              List.of(
                  MAX_PARTICIPANTS_PER_ROOM,
                  MAX_SUBS_PER_ROOM,
                  ROOM_LINGER_SECONDS,
                  RESUME_GRACE_SECONDS,
                  CONNECT_TIMEOUT_SECONDS,
                  MEDIA_GRACE_SECONDS,
                  VIEWER_GRACE_SECONDS,
                  IDENTITY_POLICY)),
          new Section(
              "WHIP and WHEP",
              "Encoders that publish, players that watch.",
              List.of(PUBLISHER_POLICY, WHIP_REQUIRE_IF_MATCH, MAX_SESSIONS, OVERLOAD_PERCENT)),
          new Section(
              "Several servers, drain",
              "Rooms on other servers, and how this one ends.",
              joined(
                  List.of(
                      List.of(ROOM_REDIRECTS, DRAIN_SECONDS, DRAIN_REDIRECT), DrainVariables.ALL))),
          new Section("Recording", "Files on this machine.", RecordingVariables.ALL),
          new Section(
              "Store", "Uploads of recordings to S3, MinIO and their like.", StoreVariables.ALL),
          new Section(
              "Backups",
              "A store for `backup --to s3://…`, which the server itself does not use. What is not"
                  + " set is as the recordings' store has it (`S3_…`), unless `BACKUP_S3_ENDPOINT`"
                  + " names another one.",
              BackupStoreVariables.ALL),
          new Section("Metrics", "The page for Prometheus.", MetricsVariables.ALL),
          new Section("Traces", "OpenTelemetry, under its own names.", TracingVariables.ALL),
          new Section("Events", "Webhooks of what happens in rooms.", EventVariables.ALL),
          new Section(
              "Logs and errors",
              "The log goes to standard error.",
              joined(List.of(List.of(LOG_LEVEL, LOG_FORMAT), ErrorVariables.ALL))));

  private static final List<Variable<?>> ALL =
      SECTIONS.stream().map(Section::variables).<Variable<?>>flatMap(List::stream).toList();

  /** The texts of IDENTITY_POLICY and what they mean to a room. */
  enum IdentityPolicy {
    TAKEOVER(DuplicatePolicy.REPLACE),
    REJECT(DuplicatePolicy.REJECT);

    private final DuplicatePolicy meaning;

    IdentityPolicy(DuplicatePolicy meaning) {
      this.meaning = meaning;
    }

    DuplicatePolicy meaning() {
      return meaning;
    }
  }

  /** The texts of PUBLISHER_POLICY and what they mean to a room. */
  enum PublisherPolicy {
    TAKEOVER(DuplicatePolicy.REPLACE),
    REJECT(DuplicatePolicy.REJECT),
    BESIDE(DuplicatePolicy.BESIDE);

    private final DuplicatePolicy meaning;

    PublisherPolicy(DuplicatePolicy meaning) {
      this.meaning = meaning;
    }

    DuplicatePolicy meaning() {
      return meaning;
    }
  }

  private Variables() {}

  /** All of them. */
  static List<Variable<?>> all() {
    return ALL;
  }

  /** The chapters of the manual, which have each variable once. */
  static List<Section> sections() {
    return SECTIONS;
  }

  private static List<Variable<?>> joined(List<List<Variable<?>>> lists) {
    return lists.stream().<Variable<?>>flatMap(List::stream).toList();
  }

  /** A time in whole seconds; its value is in nanoseconds. */
  private static Variable<Long> seconds(String name, long defaultNanos, String meaning) {
    return seconds(name, 0, defaultNanos, meaning);
  }

  private static Variable<Long> seconds(String name, int least, long defaultNanos, String meaning) {
    return plain(
        name,
        Long.toString(TimeUnit.NANOSECONDS.toSeconds(defaultNanos)),
        least + " to " + MAX_SECONDS,
        meaning,
        text -> TimeUnit.SECONDS.toNanos(Values.integer(text, least, MAX_SECONDS)));
  }
}

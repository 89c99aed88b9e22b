package dev.sluice.server.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** For each variable a text that stops the start, and what the message has to say of it. */
public final class WrongValues {

  /** These take any text, or can only be judged by what is on the machine. */
  static final Set<String> FREE_TEXTS =
      Set.of("TURN_SECRET", "JWT_AUDIENCE", "JWT_ISSUER", "RECORD_DIR");

  private static final Map<String, String> TEXTS = new LinkedHashMap<>();

  /** What must be set as well for a variable to be looked at. */
  private static final Map<String, Map<String, String>> COMPANIONS = new HashMap<>();

  private static final String FILE = "pom.xml";

  static {
    wrong("HTTP_ADDR", "8080");
    wrong("TLS_CERT_FILE", "/no/such/chain.pem", Map.of("TLS_KEY_FILE", FILE));
    wrong("TLS_KEY_FILE", "/no/such/key.pem", Map.of("TLS_CERT_FILE", FILE));
    wrong("HSTS_SECONDS", "a year");
    wrong("HTTP_REDIRECT_ADDR", "80");
    wrong("TRUSTED_PROXIES", "proxy.example.org");
    wrong("ALLOWED_ORIGIN", "https://");
    wrong("EMBED_ORIGINS", "example.org");
    wrong("ASSET_BASE_URL", "http://cdn.example.net");
    wrong("RATE_LIMIT_RPS", "-1");
    wrong("RATE_LIMIT_BURST", "2.5");
    wrong("JOIN_LIMIT", "50:0");
    wrong("TOKEN_LIMIT", "fast");
    wrong("MAX_CONNECTIONS", "0");
    wrong("MAX_CONNECTIONS_PER_IP", "-1");
    wrong("MAX_SESSIONS_PER_IP", "1e3");
    wrong("MAX_ROOMS", "unlimited");
    wrong("MAX_PARTICIPANTS", "99999999999");
    wrong("SDP_MAX_SIZE", "1M");
    wrong("AUTH_TOKEN", "schlüssel");
    wrong("ROOM_TOKENS", "standup");
    wrong("ADMIN_TOKEN", "schlüssel");
    wrong("METRICS_TOKEN", "schlüssel");
    wrong("TOKEN_EXPIRY", "never");
    wrong("JWT_SECRET", "too-short");
    wrong("JWT_SECRET_PREVIOUS", "-----BEGIN PRIVATE KEY-----");
    wrong("JWT_PUBLIC_KEY", "/no/such/key.pem");
    wrong("JWT_PRIVATE_KEY", "/no/such/key.pem");
    wrong("JWT_JWKS_URL", "http://id.example.org/keys");
    wrong("JWT_LEEWAY_SECONDS", "601");
    wrong("JWT_MAX_LIFETIME_SECONDS", "1h");
    wrong("JWT_DEFAULT_ROOMS", "two words");
    wrong("API_KEYS", "backend:short");
    wrong("API_TOKEN_MAX_SECONDS", "0");
    wrong("DENY_LIST_FILE", "src");
    wrong("AUDIT_LOG", "/no/such/directory/audit.log");
    wrong("MEDIA_UDP_PORT", "65536");
    wrong("MEDIA_LOOPS", "none");
    wrong("MEDIA_TCP_PORT", "http");
    wrong("MEDIA_TCP_SHARE_HTTP", "2");
    wrong("PUBLIC_IP", "media.example.org");
    wrong("PUBLIC_IP_KEEP_PRIVATE", "maybe");
    wrong("MEDIA_UDP_PUBLIC_PORT", "-1");
    wrong("MEDIA_TCP_PUBLIC_PORT", "70000");
    wrong("HTTP_PUBLIC_PORT", "https");
    wrong("STUN_URLS", "stun.example.org:3478");
    wrong("TURN_URLS", "turn:host?transport=sctp");
    wrong("TURN_TTL", "59");
    wrong("TURN_USERNAME", "süd");
    wrong("TURN_PASSWORD", "süd");
    wrong("MAX_PARTICIPANTS_PER_ROOM", "-1");
    wrong("MAX_SUBS_PER_ROOM", "all");
    wrong("ROOM_LINGER_SECONDS", "1 minute");
    wrong("RESUME_GRACE_SECONDS", "100000");
    wrong("CONNECT_TIMEOUT_SECONDS", "0");
    wrong("MEDIA_GRACE_SECONDS", "-5");
    wrong("VIEWER_GRACE_SECONDS", "forever");
    wrong("IDENTITY_POLICY", "both");
    wrong("PUBLISHER_POLICY", "first");
    wrong("WHIP_REQUIRE_IF_MATCH", "perhaps");
    wrong("MAX_SESSIONS", "0");
    wrong("OVERLOAD_PERCENT", "101");
    wrong("ROOM_REDIRECTS", "standup=b.example.org");
    wrong("DRAIN_SECONDS", "5m");
    wrong("DRAIN_REDIRECT", "b.example.org");
    wrong("DRAIN_NOTICE_SECONDS", "soon");
    wrong("DRAIN_PACE", "slow");
    wrong("DRAIN_UPLOAD_SECONDS", "-1");
    wrong("RECORD_ENABLED", "always");
    wrong("RECORD_MODE", "mixed");
    wrong("RECORD_BY", "somebody");
    wrong("RECORD_MAX_AGE_DAYS", "30d");
    wrong("RECORD_MAX_BYTES", "200 GB");
    wrong("RECORD_MIN_FREE", "100%");
    wrong("RECORD_ROTATE_FREE", "-1G");
    wrong("RECORD_ROTATE_UNSENT", "no!");
    wrong("RECORD_DELETE_COPIES", "some");
    wrong("RECORD_MAX_FILE_MINUTES", "0");
    wrong("RECORD_MAX_FILE_BYTES", "4 gig");
    wrong("RECORD_QUEUE_BYTES", "3M");
    wrong("UPLOAD_RECORDINGS", "s3");
    wrong("DELETE_RECORDING_AFTER_UPLOAD", "later");
    wrong("S3_ENDPOINT", "ftp://store.example.org");
    wrong("S3_REGION", "eu central");
    wrong("S3_BUCKET", "a");
    wrong("S3_ACCESS_KEY", "süd");
    wrong("S3_SECRET_KEY", "süd");
    wrong("S3_SESSION_TOKEN", "süd");
    wrong("S3_USE_SSL", "tls");
    wrong("S3_PATH_STYLE", "path");
    wrong("S3_PREFIX", "a/../b");
    wrong("S3_CLIENT", "gcs");
    wrong("S3_UPLOAD", "never");
    wrong("S3_SSE", "kms");
    wrong("S3_SSE_KMS_KEY", "schlüssel");
    wrong("S3_SSE_CUSTOMER_KEY", "tooshort");
    wrong("S3_TAGS", "team");
    wrong("S3_METADATA", "Team=video");
    wrong("S3_STORAGE_CLASS", "standard-ia");
    wrong(
        "S3_CA_FILE",
        "/no/such/ca.pem",
        Map.of(
            "UPLOAD_RECORDINGS", "1",
            "S3_BUCKET", "calls",
            "S3_ENDPOINT", "store.example.org",
            "S3_ACCESS_KEY", "sluice",
            "S3_SECRET_KEY", "north-by-northwest"));
    wrong("S3_VERIFY", "trust");
    wrong("S3_CHECKSUMS", "crc");
    wrong("S3_PART_BYTES", "1M");
    wrong("S3_PARTS", "small");
    wrong("UPLOAD_THREADS", "0");
    wrong("S3_LINK_SECONDS", "10");
    wrong("BACKUP_S3_ENDPOINT", "backups.example.org/here");
    wrong("BACKUP_S3_REGION", "eu central");
    wrong("BACKUP_S3_ACCESS_KEY", "süd");
    wrong("BACKUP_S3_SECRET_KEY", "süd");
    wrong("BACKUP_S3_SESSION_TOKEN", "süd");
    wrong("BACKUP_S3_PATH_STYLE", "path");
    wrong("BACKUP_S3_CLIENT", "gcs");
    wrong("BACKUP_S3_SSE", "kms");
    wrong("BACKUP_S3_SSE_KMS_KEY", "schlüssel");
    wrong("BACKUP_S3_SSE_CUSTOMER_KEY", "tooshort");
    wrong("BACKUP_S3_STORAGE_CLASS", "standard-ia");
    wrong("BACKUP_S3_CA_FILE", "/no/such/ca.pem");
    wrong("METRICS_MAX_ROOMS", "many");
    wrong("OTEL_SERVICE_NAME", "n".repeat(256));
    wrong("OTEL_EXPORTER_OTLP_ENDPOINT", "unix:///run/otel");
    wrong("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json");
    wrong("OTEL_EXPORTER_OTLP_HEADERS", "authorization");
    wrong("OTEL_TRACES_SAMPLER", "jaeger_remote");
    wrong("OTEL_TRACES_SAMPLER_ARG", "10%");
    wrong("OTEL_LOGS_EXPORTER", "console");
    wrong("WEBHOOK_URLS", "http://app.example.org/hook");
    wrong("WEBHOOK_SECRET", "whsec_short");
    wrong("WEBHOOK_EVENTS", "room.exploded");
    wrong("WEBHOOK_RETRY_SECONDS", "1d");
    wrong("LOG_LEVEL", "loud");
    wrong("LOG_FORMAT", "xml");
    wrong("ERROR_WEBHOOK_URL", "http://errors.example.org");
    wrong("ERROR_WEBHOOK_TOKEN", "süd");
  }

  private WrongValues() {}

  private static void wrong(String name, String text) {
    wrong(name, text, Map.of());
  }

  private static void wrong(String name, String text, Map<String, String> besides) {
    TEXTS.put(name, text);
    COMPANIONS.put(name, besides);
  }

  /** By name. */
  public static Map<String, String> texts() {
    return Map.copyOf(TEXTS);
  }

  /** All that is to be set for the variable of this name to stop the start. */
  public static Map<String, String> environment(String name) {
    Map<String, String> variables = new HashMap<>(COMPANIONS.get(name));
    variables.put(name, TEXTS.get(name));
    return variables;
  }

  /** What the message must contain besides the name, and what it must not. */
  public static String allowed(String name) {
    return variable(name).allowed();
  }

  public static boolean isSecret(String name) {
    return variable(name).isSecret();
  }

  private static Variable<?> variable(String name) {
    return Variables.all().stream()
        .filter(variable -> variable.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}

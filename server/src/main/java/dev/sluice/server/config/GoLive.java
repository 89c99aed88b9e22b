package dev.sluice.server.config;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is known of the variables of go-live, whose operators may bring theirs along. */
final class GoLive {

  private static final Set<String> NAMES =
      Set.of(
          "HTTP_ADDR",
          "ALLOWED_ORIGIN",
          "TLS_CERT_FILE",
          "TLS_KEY_FILE",
          "AUTH_TOKEN",
          "ROOM_TOKENS",
          "ADMIN_TOKEN",
          "JWT_SECRET",
          "JWT_AUDIENCE",
          "STUN_URLS",
          "TURN_URLS",
          "TURN_USERNAME",
          "TURN_PASSWORD",
          "RECORD_ENABLED",
          "RECORD_DIR",
          "UPLOAD_RECORDINGS",
          "DELETE_RECORDING_AFTER_UPLOAD",
          "S3_ENDPOINT",
          "S3_REGION",
          "S3_BUCKET",
          "S3_ACCESS_KEY",
          "S3_SECRET_KEY",
          "S3_USE_SSL",
          "S3_PATH_STYLE",
          "S3_PREFIX",
          "MAX_SUBS_PER_ROOM",
          "RATE_LIMIT_RPS",
          "RATE_LIMIT_BURST",
          "OTEL_SERVICE_NAME",
          "OTEL_EXPORTER_OTLP_ENDPOINT",
          "OTEL_EXPORTER_OTLP_PROTOCOL",
          "LOG_LEVEL",
          "SDP_MAX_SIZE");

  /** Variables that go-live reads and this server does not, and what takes their place. */
  private static final Map<String, String> IGNORED =
      Map.of(
          "PPROF",
          "PPROF is set, but has no effect here: flight recordings in the admin API take the place"
              + " of go-live's pprof.",
          "SKIP_TIDY",
          "SKIP_TIDY is set, but has no effect here: it was for go-live's start script.");

  private GoLive() {}

  /** True of a variable that means the same to both. */
  static boolean has(Variable<?> variable) {
    return NAMES.contains(variable.name());
  }

  /** True of a name that has no effect here and is no slip of the pen. */
  static boolean ignores(String name) {
    return IGNORED.containsKey(name);
  }

  /** A sentence for each variable that is set in vain. */
  static List<String> notices(Environment environment) {
    return IGNORED.keySet().stream()
        .sorted()
        .filter(name -> environment.text(name).isPresent())
        .map(IGNORED::get)
        .toList();
  }

  /** All names, for who checks them. */
  static Set<String> names() {
    return NAMES;
  }
}

package dev.sluice.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Variables that are set and have no effect, since another is not. */
final class Idle {

  /**
   * @param works whether it has an effect
   * @param without what it needs
   */
  private record Rule(Variable<?> variable, Predicate<Environment> works, String without) {

    static Rule needs(Variable<?> variable, Variable<?> other) {
      return new Rule(variable, environment -> environment.has(other), other.name());
    }
  }

  private static final List<Rule> RULES =
      List.of(
          Rule.needs(HttpVariables.HSTS_SECONDS, HttpVariables.TLS_CERT_FILE),
          new Rule(
              HttpVariables.RATE_LIMIT_BURST,
              environment -> environment.value(HttpVariables.RATE_LIMIT_RPS) > 0,
              "RATE_LIMIT_RPS"),
          Rule.needs(MediaVariables.PUBLIC_IP_KEEP_PRIVATE, MediaVariables.PUBLIC_IP),
          Rule.needs(IceServerVariables.TURN_USERNAME, IceServerVariables.TURN_URLS),
          Rule.needs(AccessVariables.API_TOKEN_MAX_SECONDS, AccessVariables.API_KEYS),
          new Rule(
              RecordingVariables.RECORD_ROTATE_UNSENT,
              environment -> environment.value(RecordingVariables.RECORD_ROTATE_FREE) > 0,
              "RECORD_ROTATE_FREE"),
          new Rule(
              RecordingVariables.RECORD_DELETE_COPIES,
              environment -> environment.value(RecordingVariables.RECORD_MAX_AGE_DAYS) > 0,
              "RECORD_MAX_AGE_DAYS"));

  private Idle() {}

  /** A sentence for each. */
  static List<String> notices(Environment environment) {
    List<String> notices = new ArrayList<>();
    for (Rule rule : RULES) {
      if (environment.has(rule.variable()) && !rule.works().test(environment)) {
        notices.add(
            "%s is set, but has no effect without %s."
                .formatted(rule.variable().name(), rule.without()));
      }
    }
    return notices;
  }
}

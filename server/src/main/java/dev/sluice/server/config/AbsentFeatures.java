package dev.sluice.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Variables of features that this version does not have. Where somebody relies on the feature, the
 * server must not start as if it were there; the rest is only mentioned.
 */
final class AbsentFeatures {

  private static final Set<String> OFF = Set.of("0", "false", "no", "off");

  /**
   * A variable that stops the start.
   *
   * @param without what would silently be missing
   */
  private record Refused(String name, String without) {}

  private static final List<Refused> REFUSED =
      List.of(
          new Refused("JWT_SECRET", "check JWTs, so everybody could enter"),
          new Refused("REDIS_URL", "share rooms between servers"));

  private static final List<String> IGNORED = List.of("JWT_AUDIENCE");

  private AbsentFeatures() {}

  /**
   * @throws ConfigException when a variable asks for something this version does not do
   */
  static void refuse(Environment environment) {
    for (Refused refused : REFUSED) {
      environment
          .text(refused.name())
          .filter(text -> !OFF.contains(text.toLowerCase(Locale.ROOT)))
          .ifPresent(
              text -> {
                throw new ConfigException(
                    "%s is set, but this version cannot yet %s; unset it to start without."
                        .formatted(refused.name(), refused.without()));
              });
    }
  }

  /** One sentence for each variable that is set and has no effect. */
  static List<String> notices(Environment environment) {
    List<String> notices = new ArrayList<>();
    for (String name : IGNORED) {
      if (environment.text(name).isPresent()) {
        notices.add(name + " is set, but this version does not use it yet.");
      }
    }
    return List.copyOf(notices);
  }
}

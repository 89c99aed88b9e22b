package dev.sluice.server.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Variables of features that this version does not have. Who relies on one must not get a server
 * that starts as if it were there.
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
      List.of(new Refused("REDIS_URL", "share rooms between servers"));

  private AbsentFeatures() {}

  static boolean knows(String name) {
    return REFUSED.stream().anyMatch(refused -> refused.name().equals(name));
  }

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
}

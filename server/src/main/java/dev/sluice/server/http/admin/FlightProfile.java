package dev.sluice.server.http.admin;

import java.util.Locale;
import java.util.Optional;

/** The settings of a flight recording that come with a JDK. */
enum FlightProfile {
  /** About one hundredth of a CPU. */
  DEFAULT,
  /** More often and more of it; about two hundredths. */
  PROFILE;

  /** Its name in the JDK and in the API. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<FlightProfile> named(String word) {
    for (FlightProfile profile : values()) {
      if (profile.word().equals(word)) {
        return Optional.of(profile);
      }
    }
    return Optional.empty();
  }
}

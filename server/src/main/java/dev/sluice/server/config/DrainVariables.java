package dev.sluice.server.config;

import static dev.sluice.server.config.Variable.plain;

import dev.sluice.server.config.DrainOptions.Pace;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The variables of how a server goes away, besides DRAIN_SECONDS and DRAIN_REDIRECT. */
final class DrainVariables {

  private static final int DEFAULT_NOTICE_SECONDS = 5;
  private static final int DEFAULT_UPLOAD_SECONDS = 5;
  private static final int MOST_SECONDS = 24 * 60 * 60;

  static final Variable<Long> DRAIN_NOTICE_SECONDS =
      plain(
          "DRAIN_NOTICE_SECONDS",
          Integer.toString(DEFAULT_NOTICE_SECONDS),
          "0 to DRAIN_SECONDS",
          "how much of DRAIN_SECONDS passes before any room is moved, for load balancers to notice",
          DrainVariables::seconds);

  static final Variable<Optional<Pace>> DRAIN_PACE =
      plain(
              "DRAIN_PACE",
              "",
              "spread or last; spread where DRAIN_REDIRECT is set, last elsewhere",
              "whether rooms are moved one after the other in DRAIN_SECONDS, or all at their end",
              text -> Values.optional(text).map(word -> Values.constant(Pace.class, word)))
          .example("spread");

  static final Variable<Long> DRAIN_UPLOAD_SECONDS =
      plain(
          "DRAIN_UPLOAD_SECONDS",
          Integer.toString(DEFAULT_UPLOAD_SECONDS),
          "0 to " + MOST_SECONDS,
          "how long a server that ends waits for uploads; the rest goes on after the next start",
          DrainVariables::seconds);

  static final List<Variable<?>> ALL =
      List.of(DRAIN_NOTICE_SECONDS, DRAIN_PACE, DRAIN_UPLOAD_SECONDS);

  private DrainVariables() {}

  private static long seconds(String text) {
    return TimeUnit.SECONDS.toNanos(Values.integer(text, 0, MOST_SECONDS));
  }
}

package dev.sluice.server.e2e.soak;

import java.time.Duration;
import java.util.Map;

/**
 * How long, how much.
 *
 * @param warmUp churn before the baseline, in which what is made once is made
 * @param cycles of churn and quiet
 * @param churn of each cycle
 * @param quiet at least, before the server is asked
 * @param atOnce lives at a time
 * @param shortestStay of somebody
 * @param longestStay likewise
 * @param samples from one to the next
 * @param witness whether two browsers are in a call as long as there is churn
 * @param variables of the server
 */
record SoakPlan(
    Duration warmUp,
    int cycles,
    Duration churn,
    Duration quiet,
    int atOnce,
    Duration shortestStay,
    Duration longestStay,
    Duration samples,
    boolean witness,
    Map<String, String> variables) {

  private static final Map<String, String> IMPATIENT =
      Map.of(
          "ROOM_LINGER_SECONDS", "1",
          "RESUME_GRACE_SECONDS", "5",
          "CONNECT_TIMEOUT_SECONDS", "8",
          "MEDIA_GRACE_SECONDS", "5",
          "VIEWER_GRACE_SECONDS", "5");

  private static final int MOST_CYCLES = 5;
  private static final int FEWEST_CYCLES = 2;
  private static final Duration USUAL_CYCLE = Duration.ofMinutes(9);
  private static final Duration LONG_QUIET = Duration.ofSeconds(60);

  /** What is left of a cycle for the last to go, and for what ends some time after them. */
  private static final Duration BETWEEN = Duration.ofMinutes(2);

  /** Every life twice, in half a minute or so. */
  static SoakPlan small() {
    return new SoakPlan(
        Duration.ZERO,
        1,
        Duration.ZERO,
        Duration.ZERO,
        Life.values().length,
        Duration.ofMillis(300),
        Duration.ofMillis(1_000),
        Duration.ofSeconds(1),
        false,
        IMPATIENT);
  }

  /**
   * Some minutes: a warm-up and two to five cycles, with a server that has the patience it has by
   * default.
   */
  static SoakPlan of(Duration whole, boolean witness) {
    long fit = whole.dividedBy(USUAL_CYCLE) - 1;
    int cycles = (int) Math.max(FEWEST_CYCLES, Math.min(MOST_CYCLES, fit));
    Duration cycle = whole.dividedBy(cycles + 1);
    return new SoakPlan(
        cycle.minus(BETWEEN),
        cycles,
        cycle.minus(BETWEEN),
        LONG_QUIET,
        16,
        Duration.ofSeconds(1),
        Duration.ofSeconds(25),
        Duration.ofSeconds(5),
        witness,
        Map.of());
  }

  /** Whether a phase of churn is every life once, and not a time. */
  boolean byCount() {
    return churn.isZero();
  }
}

package dev.sluice.recorder.upload;

import dev.sluice.recorder.RecorderEvent.UploadFailure;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after failures: exponentially longer, up to a limit, and by chance between half
 * of it and all of it, so that many servers do not come back at the same moment. What only people
 * can mend is probed at a slow and even pace.
 *
 * @param first after the first failure in a row
 * @param longest at most
 * @param probe between tries while credentials or settings are wrong
 * @param mostUntrue how often a file is sent anew when the store has not got what it took
 */
public record RetryPolicy(Duration first, Duration longest, Duration probe, int mostUntrue) {

  public static final RetryPolicy DEFAULT =
      new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofMinutes(1), 5);

  public RetryPolicy {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("the longest wait must not be below the first");
    }
    if (probe.isNegative() || probe.isZero() || mostUntrue < 1) {
      throw new IllegalArgumentException("probes and tries must be positive");
    }
  }

  /**
   * @param failures in a row, at least 1
   * @return nanoseconds to wait
   */
  public long delayNanos(UploadFailure failure, int failures, RandomGenerator random) {
    long whole =
        switch (failure) {
          case REFUSED, MISCONFIGURED -> probe.toNanos();
          case TRANSIENT, UNTRUE -> exponential(failures);
        };
    return whole / 2 + random.nextLong(whole / 2 + 1);
  }

  private long exponential(int failures) {
    long grown = first.toNanos();
    for (int i = 1; i < failures && grown < longest.toNanos(); i++) {
      grown *= 2;
    }
    return Math.min(grown, longest.toNanos());
  }
}

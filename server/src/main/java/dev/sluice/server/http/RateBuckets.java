package dev.sluice.server.http;

import dev.sluice.server.time.NanoClock;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token bucket for each key. The keys seen least recently are forgotten beyond {@value
 * #MAX_KEYS}, which is to their advantage. Thread-safe.
 */
final class RateBuckets<K> {

  private static final int MAX_KEYS = 50_000;

  private final boolean off;
  private final Bandwidth bandwidth;
  private final TimeMeter meter;
  private final Map<K, Bucket> buckets =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Bucket> eldest) {
          return size() > MAX_KEYS;
        }
      };

  RateBuckets(RateLimit limit, NanoClock clock) {
    this.off = limit.isOff();
    this.bandwidth = off ? null : bandwidth(limit);
    this.meter =
        new TimeMeter() {
          @Override
          public long currentTimeNanos() {
            return clock.nanoTime();
          }

          @Override
          public boolean isWallClockBased() {
            return false;
          }
        };
  }

  private static Bandwidth bandwidth(RateLimit limit) {
    // one unit may be much less than a nanosecond's worth: refill by the second where it can
    long whole = Math.round(limit.perSecond());
    boolean exact = whole >= 1 && Math.abs(whole - limit.perSecond()) < 1e-9;
    long units = exact ? whole : 1;
    Duration period =
        exact
            ? Duration.ofSeconds(1)
            : Duration.ofNanos(Math.max(1, Math.round(1e9 / limit.perSecond())));
    return Bandwidth.builder()
        .capacity(Math.max(1, limit.burst()))
        .refillGreedy(units, period)
        .build();
  }

  /**
   * Takes so many units of this key's.
   *
   * @return 0 when there were as many; else nanoseconds after which to try again
   */
  long take(K key, long units) {
    if (off) {
      return 0;
    }
    synchronized (buckets) {
      var probe =
          buckets
              .computeIfAbsent(key, any -> bucket())
              .tryConsumeAndReturnRemaining(Math.max(1, units));
      return probe.isConsumed() ? 0 : Math.max(1, probe.getNanosToWaitForRefill());
    }
  }

  private Bucket bucket() {
    return Bucket.builder().addLimit(bandwidth).withCustomTimePrecision(meter).build();
  }
}

package dev.sluice.server.http;

import dev.sluice.server.time.NanoClock;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token bucket for each key. Keys whose bucket is full again are forgotten as others come, which
 * changes nothing for them; those seen least recently beyond {@value #MAX_KEYS} as well, which is
 * to their advantage. Thread-safe.
 */
final class RateBuckets<K> {

  private static final int MAX_KEYS = 50_000;

  /** More than one for each that comes, so that they become fewer. */
  private static final int FORGOTTEN_AT_ONCE = 2;

  private static final class Usage {

    private final Bucket bucket;
    private long lastNanos;

    Usage(Bucket bucket) {
      this.bucket = bucket;
    }
  }

  private final boolean off;
  private final NanoClock clock;
  private final long fullAfterNanos;
  private final Bandwidth bandwidth;
  private final TimeMeter meter;
  private final Map<K, Usage> buckets =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Usage> eldest) {
          return size() > MAX_KEYS;
        }
      };

  RateBuckets(RateLimit limit, NanoClock clock) {
    this.off = limit.isOff();
    this.clock = clock;
    this.fullAfterNanos =
        off ? 0 : (long) Math.ceil(Math.max(1, limit.burst()) * 1e9 / limit.perSecond());
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
      long now = clock.nanoTime();
      Usage usage = buckets.computeIfAbsent(key, any -> new Usage(bucket()));
      usage.lastNanos = now;
      var probe = usage.bucket.tryConsumeAndReturnRemaining(Math.max(1, units));
      forgetFull(now);
      return probe.isConsumed() ? 0 : Math.max(1, probe.getNanosToWaitForRefill());
    }
  }

  private void forgetFull(long nowNanos) {
    Iterator<Usage> eldest = buckets.values().iterator();
    for (int i = 0; i < FORGOTTEN_AT_ONCE && eldest.hasNext(); i++) {
      if (nowNanos - eldest.next().lastNanos <= fullAfterNanos) {
        return;
      }
      eldest.remove();
    }
  }

  /** How many keys have a bucket. */
  int size() {
    synchronized (buckets) {
      return buckets.size();
    }
  }

  private Bucket bucket() {
    return Bucket.builder().addLimit(bandwidth).withCustomTimePrecision(meter).build();
  }
}

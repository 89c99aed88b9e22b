package dev.sluice.server.http;

import dev.sluice.server.http.HttpOptions.RateLimit;
import dev.sluice.server.time.NanoClock;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token bucket per client. An IPv6 client counts by its /64, since a single host can use all of
 * one. The clients heard least recently are forgotten beyond {@value #MAX_CLIENTS}. Thread-safe.
 */
final class RequestRateLimiter {

  private static final int MAX_CLIENTS = 50_000;

  private final boolean off;
  private final Bandwidth bandwidth;
  private final TimeMeter meter;
  private final Map<InetAddress, Bucket> buckets =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Bucket> eldest) {
          return size() > MAX_CLIENTS;
        }
      };

  RequestRateLimiter(RateLimit limit, NanoClock clock) {
    this.off = limit.requestsPerSecond() <= 0;
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
    long perTokenNanos = Math.max(1, Math.round(1e9 / limit.requestsPerSecond()));
    return Bandwidth.builder()
        .capacity(Math.max(1, limit.burst()))
        .refillGreedy(1, Duration.ofNanos(perTokenNanos))
        .build();
  }

  /** Takes a token of this client's; false when there is none. */
  boolean admits(InetAddress client) {
    if (off) {
      return true;
    }
    synchronized (buckets) {
      return buckets.computeIfAbsent(key(client), any -> bucket()).tryConsume(1);
    }
  }

  private Bucket bucket() {
    return Bucket.builder().addLimit(bandwidth).withCustomTimePrecision(meter).build();
  }

  private static InetAddress key(InetAddress client) {
    if (!(client instanceof Inet6Address)) {
      return client;
    }
    byte[] prefix = Arrays.copyOf(Arrays.copyOf(client.getAddress(), 8), 16);
    try {
      return InetAddress.getByAddress(prefix);
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an address", e);
    }
  }
}

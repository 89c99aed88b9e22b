package dev.sluice.server.http;

import dev.sluice.server.http.HttpStats.Durations;
import dev.sluice.server.http.HttpStats.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Counts what an HTTP server does. Routes and statuses are closed sets, so this cannot grow by what
 * clients send. Thread-safe.
 */
final class HttpCounters {

  private final Map<Outcome, LongAdder> requests = new ConcurrentHashMap<>();
  private final Map<String, Histogram> durations = new ConcurrentHashMap<>();
  private final Map<HttpRejection, LongAdder> rejected = new EnumMap<>(HttpRejection.class);

  HttpCounters() {
    for (HttpRejection reason : HttpRejection.values()) {
      rejected.put(reason, new LongAdder());
    }
  }

  void answered(String route, int status, long nanos) {
    requests.computeIfAbsent(new Outcome(route, status), any -> new LongAdder()).increment();
    durations.computeIfAbsent(route, any -> new Histogram()).add(nanos);
  }

  void rejected(HttpRejection reason) {
    rejected.get(reason).increment();
  }

  HttpStats stats(int connections) {
    return new HttpStats(
        sums(requests),
        durations.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().snapshot())),
        sums(rejected),
        connections);
  }

  private static <K> Map<K, Long> sums(Map<K, LongAdder> counts) {
    return counts.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().sum()));
  }

  /** The last place is for what is beyond all bounds. */
  private static final class Histogram {

    private final List<LongAdder> places =
        Stream.generate(LongAdder::new).limit(Durations.BOUNDS_SECONDS.size() + 1L).toList();
    private final LongAdder sumNanos = new LongAdder();

    void add(long nanos) {
      double seconds = seconds(nanos);
      int place = 0;
      while (place < Durations.BOUNDS_SECONDS.size()
          && seconds > Durations.BOUNDS_SECONDS.get(place)) {
        place++;
      }
      places.get(place).increment();
      sumNanos.add(nanos);
    }

    Durations snapshot() {
      List<Long> buckets = new ArrayList<>();
      long sum = 0;
      for (LongAdder place : places) {
        sum += place.sum();
        buckets.add(sum);
      }
      return new Durations(buckets.subList(0, buckets.size() - 1), sum, seconds(sumNanos.sum()));
    }

    private static double seconds(long nanos) {
      return (double) nanos / TimeUnit.SECONDS.toNanos(1);
    }
  }
}

package dev.sluice.server.signaling.wish;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Counts what WHIP and WHEP clients ask and get. Thread-safe. */
final class WishCounters {

  final LongAdder iceRestarts = new LongAdder();
  final LongAdder remoteCandidates = new LongAdder();
  private final Map<WishStats.Outcome, LongAdder> posts = new ConcurrentHashMap<>();

  void posted(WishProtocol protocol, int status) {
    posts
        .computeIfAbsent(new WishStats.Outcome(protocol.name(), status), any -> new LongAdder())
        .increment();
  }

  Map<WishStats.Outcome, Long> posts() {
    return posts.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().sum()));
  }
}

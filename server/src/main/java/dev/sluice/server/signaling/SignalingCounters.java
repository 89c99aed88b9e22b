package dev.sluice.server.signaling;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Counts what happens in signaling. Thread-safe. */
final class SignalingCounters {

  final LongAdder joins = new LongAdder();
  final LongAdder resumes = new LongAdder();
  final LongAdder refusals = new LongAdder();
  private final Map<MessageRejection, LongAdder> rejected = new EnumMap<>(MessageRejection.class);

  SignalingCounters() {
    for (MessageRejection reason : MessageRejection.values()) {
      rejected.put(reason, new LongAdder());
    }
  }

  void rejected(MessageRejection reason) {
    rejected.get(reason).increment();
  }

  Map<MessageRejection, Long> rejected() {
    return rejected.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().sum()));
  }
}

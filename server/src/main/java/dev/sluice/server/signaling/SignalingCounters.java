package dev.sluice.server.signaling;

import java.util.concurrent.atomic.LongAdder;

/** Counts what happens in signaling. Thread-safe. */
final class SignalingCounters {

  final LongAdder joins = new LongAdder();
  final LongAdder resumes = new LongAdder();
  final LongAdder refusals = new LongAdder();
}

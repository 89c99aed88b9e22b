package dev.sluice.recorder.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** What loop and writer tell each other about one track, beside the queue. */
final class TrackSignals {

  private final AtomicBoolean keyframeNeeded = new AtomicBoolean();
  private final AtomicLong overloaded = new AtomicLong();

  /** For both sides. */
  void needKeyframe() {
    keyframeNeeded.setOpaque(true);
  }

  /** For the loop. */
  boolean takeKeyframeNeeded() {
    return keyframeNeeded.getOpaque() && keyframeNeeded.getAndSet(false);
  }

  /** For the loop: the queue had no room for a packet. */
  void countOverload() {
    overloaded.setOpaque(overloaded.getPlain() + 1);
  }

  /** How many packets the queue had no room for. */
  long overloaded() {
    return overloaded.getOpaque();
  }
}

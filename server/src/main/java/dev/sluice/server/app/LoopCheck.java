package dev.sluice.server.app;

import dev.sluice.server.http.OperationsRoutes.ReadinessCheck;
import dev.sluice.server.media.LoopStats;
import dev.sluice.server.media.MediaLoops;
import dev.sluice.server.time.NanoClock;
import java.util.Optional;

/** Not ready while a media loop does not come round. */
record LoopCheck(MediaLoops loops, NanoClock clock) implements ReadinessCheck {

  /** Loops publish a snapshot each second. */
  private static final long STALE_NANOS = 5_000_000_000L;

  @Override
  public String name() {
    return "media";
  }

  @Override
  public Optional<String> problem() {
    long nowNanos = clock.nanoTime();
    for (LoopStats loop : loops.stats()) {
      if (nowNanos - loop.takenNanos() > STALE_NANOS) {
        return Optional.of("media loop " + loop.loop() + " does not respond");
      }
    }
    return Optional.empty();
  }
}

package dev.sluice.server.ice;

import java.util.concurrent.TimeUnit;

/**
 * How an {@link IceLiteAgent} behaves.
 *
 * @param livenessNanos a peer from which nothing authenticated came for this long is gone; a path
 *     that is not the selected one is forgotten after the same time
 * @param silentPathNanos a selected path that was silent for this long gives way to one that lives,
 *     whatever was nominated. More than two of the 2.65 s at which Chrome checks a stable pair
 * @param trafficHysteresisNanos when traffic decides, the selected path must have carried none for
 *     this long before traffic on another path moves the selection, so that packets reordered while
 *     a peer moves do not make it flutter
 * @param restartGraceNanos how long old credentials stay valid after the first check with new ones
 * @param maxPaths validated paths kept at once, at least 2
 */
public record IceOptions(
    long livenessNanos,
    long silentPathNanos,
    long trafficHysteresisNanos,
    long restartGraceNanos,
    int maxPaths) {

  /** Checks the ranges. */
  public IceOptions {
    if (livenessNanos <= 0
        || silentPathNanos <= 0
        || trafficHysteresisNanos < 0
        || restartGraceNanos < 0) {
      throw new IllegalArgumentException("ICE times must be positive");
    }
    if (maxPaths < 2) {
      throw new IllegalArgumentException("maxPaths must be at least 2, but is " + maxPaths);
    }
  }

  /** 30 s of liveness, 6 s of silence, 200 ms of hysteresis, 5 s of grace, 8 paths. */
  public static IceOptions defaults() {
    return new IceOptions(
        TimeUnit.SECONDS.toNanos(30),
        TimeUnit.SECONDS.toNanos(6),
        TimeUnit.MILLISECONDS.toNanos(200),
        TimeUnit.SECONDS.toNanos(5),
        8);
  }

  /** The same with another liveness timeout. */
  public IceOptions withLivenessNanos(long nanos) {
    return new IceOptions(
        nanos, silentPathNanos, trafficHysteresisNanos, restartGraceNanos, maxPaths);
  }
}

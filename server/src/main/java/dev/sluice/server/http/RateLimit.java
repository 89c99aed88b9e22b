package dev.sluice.server.http;

/**
 * A token bucket.
 *
 * @param perSecond how fast it fills; 0 for no limit
 * @param burst how much it holds; below 1 counts as 1
 */
public record RateLimit(double perSecond, long burst) {

  /** No limit. */
  public static final RateLimit OFF = new RateLimit(0, 0);

  public boolean isOff() {
    return perSecond <= 0;
  }
}

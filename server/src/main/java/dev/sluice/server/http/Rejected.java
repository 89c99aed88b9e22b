package dev.sluice.server.http;

import java.util.concurrent.TimeUnit;

/** A request that no route is to see, and what it is answered. */
record Rejected(HttpRejection reason, Response response) {

  /**
   * For a while.
   *
   * @param nanos after which it may be tried again
   */
  static Rejected forNow(HttpRejection reason, long nanos) {
    long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos + 999_999_999L));
    return new Rejected(
        reason,
        Response.error(429, "too many requests").with("Retry-After", Long.toString(seconds)));
  }
}

package dev.sluice.server.signaling;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntConsumer;

/** Waits for the end of a session's token, and warns before. Owned by the session's loop. */
public final class ExpiryTimer {

  private static final Duration WARNING = Duration.ofMinutes(1);

  /** No timer is set for what is further away than any session lasts. */
  private static final Duration NEVER = Duration.ofDays(1000);

  private static final SessionLoop.Timer NONE = () -> {};

  private final SessionLoop loop;
  private final TokenExpiry expiry;
  private final IntConsumer onExpiring;
  private final Runnable onExpired;

  private SessionLoop.Timer warning = NONE;
  private SessionLoop.Timer end = NONE;

  /**
   * @param onExpiring told the seconds that are left
   */
  public ExpiryTimer(
      SessionLoop loop, TokenExpiry expiry, IntConsumer onExpiring, Runnable onExpired) {
    this.loop = loop;
    this.expiry = expiry;
    this.onExpiring = onExpiring;
    this.onExpired = onExpired;
  }

  /** Waits for this end from now on, and for no other. */
  public void follow(Optional<Instant> expires) {
    cancel();
    if (!expiry.endsSessions() || expires.isEmpty()) {
      return;
    }
    Duration left = Duration.between(expiry.clock().instant(), expires.get());
    if (left.compareTo(NEVER) > 0) {
      return;
    }
    Duration untilWarning = left.minus(WARNING);
    int seconds = (int) Math.max(0, Math.min(left.toSeconds(), WARNING.toSeconds()));
    warning = loop.schedule(() -> onExpiring.accept(seconds), Math.max(0, untilWarning.toNanos()));
    end = loop.schedule(onExpired, Math.max(0, left.toNanos()));
  }

  /** Idempotent. */
  public void cancel() {
    warning.cancel();
    end.cancel();
    warning = NONE;
    end = NONE;
  }
}

package dev.sluice.server.signaling;

import dev.sluice.protocol.ServerMessage.Draining;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What clients are told when the server begins to drain.
 *
 * @param deadlineNanos when the last room is moved or closed, by the server's clock
 * @param moveTo where to, if there is another server
 */
public record DrainNotice(long deadlineNanos, Optional<URI> moveTo) {

  /** As it is said now. */
  Draining message(long nowNanos) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(deadlineNanos - nowNanos);
    return new Draining(
        (int) Math.max(0, Math.min(seconds, Integer.MAX_VALUE)), moveTo.map(URI::toString));
  }
}

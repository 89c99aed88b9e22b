package dev.sluice.server.signaling;

import dev.sluice.protocol.ServerMessage.Closed;
import dev.sluice.server.room.LeaveReason;
import java.net.URI;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What clients are told of a server that goes away: that it will, that they may not come, that they
 * have to go and where to. Thread-safe.
 */
final class Farewell {

  /**
   * A server takes in some two hundred clients a second without making those wait whom it has
   * already; so many milliseconds each are they sent apart.
   */
  private static final int SPREAD_MILLIS = 5;

  private static final int LONGEST_SPREAD_MILLIS = 5_000;

  private final Optional<URI> standIn;
  private final RandomGenerator random;
  private volatile boolean draining;
  private volatile Optional<DrainNotice> notice = Optional.empty();
  private volatile int leaving;

  /**
   * @param standIn who takes the clients of a server that drains
   * @param random thread-safe
   */
  Farewell(Optional<URI> standIn, RandomGenerator random) {
    this.standIn = standIn;
    this.random = random;
  }

  /** Rooms that are not taken are not for this reason, from now on. */
  void drain() {
    draining = true;
  }

  boolean draining() {
    return draining;
  }

  /** What has been announced, if anything has. */
  Optional<DrainNotice> notice() {
    return notice;
  }

  void announce(DrainNotice announced) {
    notice = Optional.of(announced);
  }

  /** Nobody goes away after all; true when it was announced that somebody would. */
  boolean recall() {
    draining = false;
    boolean announced = notice.isPresent();
    notice = Optional.empty();
    return announced;
  }

  /** So many leave at once now. */
  void leaving(int clients) {
    leaving = clients;
  }

  SignalingError refusal() {
    return SignalingError.draining(standIn);
  }

  /** The last message of a connection whose participant has left for this reason. */
  Closed closing(LeaveReason reason) {
    Closed plain = Closings.of(reason);
    if (reason != LeaveReason.SERVER_SHUTDOWN) {
      return plain;
    }
    int spread = (int) Math.min(LONGEST_SPREAD_MILLIS, (long) leaving * SPREAD_MILLIS);
    return new Closed(
        plain.code(),
        plain.message(),
        plain.reconnect(),
        spread == 0 ? 0 : random.nextInt(spread),
        standIn.map(URI::toString));
  }
}

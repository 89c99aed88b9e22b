package dev.sluice.server.ice;

import dev.sluice.server.stun.StunMessage;
import java.util.List;

/**
 * The credentials that checks may use: one generation, or two while an ICE restart lasts (RFC 8445
 * section 9). It begins with {@link #supersedeOrNull} and is carried out by the first check with
 * the new credentials; a grace later the old ones are not valid any more.
 */
final class IceSessions {

  private final long graceNanos;
  private IceSession current;
  private IceSession previous;
  private long previousEndsNanos;

  IceSessions(IceCredentials local, IceCredentials remote, long graceNanos) {
    this.graceNanos = graceNanos;
    current = new IceSession(local, remote, 0);
  }

  /** The session that the USERNAME is for at which {@code check} points, or null. */
  IceSession ofUsernameOrNull(StunMessage check) {
    if (current.isFor(check)) {
      return current;
    }
    return previous != null && previous.isFor(check) ? previous : null;
  }

  /** Whether the peer goes by newer credentials already. */
  boolean outdated(IceSession session) {
    return session != current && current.used();
  }

  /** Whether credentials of before are still valid. */
  boolean restarting() {
    return previous != null;
  }

  /** The ufrags that checks may name now, the newest first. */
  List<String> localUfrags() {
    return previous == null
        ? List.of(current.localUfrag())
        : List.of(current.localUfrag(), previous.localUfrag());
  }

  /**
   * New credentials for both sides. The old ones stay valid besides.
   *
   * @return the ufrag whose time is over by that, since no more than two are kept; or null
   * @throws IllegalArgumentException when {@code newLocal} has a ufrag that is in use
   */
  String supersedeOrNull(IceCredentials newLocal, IceCredentials newRemote) {
    if (localUfrags().contains(newLocal.ufrag())) {
      throw new IllegalArgumentException("an ICE restart needs a new ufrag");
    }
    IceSession superseded = current;
    current = new IceSession(newLocal, newRemote, superseded.generation() + 1);
    if (previous != null && !superseded.used()) {
      // The peer never took up what is now superseded; it may still live on the older ones.
      return superseded.localUfrag();
    }
    String retired = previous == null ? null : previous.localUfrag();
    previous = superseded;
    return retired;
  }

  /** A valid check used the session. True when it is the first with the newest credentials. */
  boolean takeUp(IceSession session, long nowNanos) {
    if (session != current || session.used()) {
      return false;
    }
    session.markUsed();
    previousEndsNanos = nowNanos + graceNanos;
    return true;
  }

  /** Ends the grace when its time has come: the ufrag that is not valid any more, or null. */
  String retireOrNull(long nowNanos) {
    if (previous == null || !current.used() || nowNanos - previousEndsNanos < 0) {
      return null;
    }
    String retired = previous.localUfrag();
    previous = null;
    return retired;
  }
}

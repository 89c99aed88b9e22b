package dev.sluice.server.signaling;

/**
 * The secret that takes a session up again. Each resume brings a new one; the one before stays good
 * until the client shows by saying something that it has the new one, since the message that brings
 * it may be lost along with the connection. Owned by the session.
 */
final class ResumeToken {

  private final SessionRegistry registry;
  private final SignalingSession session;
  private String current = "";
  private String former = "";

  ResumeToken(SessionRegistry registry, SignalingSession session) {
    this.registry = registry;
    this.session = session;
  }

  /** A new secret, to be told to the client. */
  String renew() {
    registry.remove(former);
    former = current;
    current = registry.randomName();
    registry.add(current, session);
    return current;
  }

  /** The client has the present one. */
  void confirm() {
    if (!former.isEmpty()) {
      registry.remove(former);
      former = "";
    }
  }

  /** Neither is good for anything any more. */
  void revoke() {
    registry.remove(former);
    registry.remove(current);
  }
}

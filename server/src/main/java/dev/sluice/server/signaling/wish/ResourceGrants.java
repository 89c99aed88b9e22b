package dev.sluice.server.signaling.wish;

import dev.sluice.server.auth.Grants;
import dev.sluice.server.signaling.ExpiryTimer;

/**
 * What the token of a session allows, until another one comes with a request. Owned by the session
 * loop.
 */
final class ResourceGrants {

  private final Entrant entrant;
  private final ResourceRoom room;
  private final ExpiryTimer expiry;

  private Grants grants;
  private boolean open;

  /**
   * @param grants of the token that came with the POST
   * @param expiry ends the session with its token
   */
  ResourceGrants(Entrant entrant, Grants grants, ResourceRoom room, ExpiryTimer expiry) {
    this.entrant = entrant;
    this.grants = grants;
    this.room = room;
    this.expiry = expiry;
  }

  /** The session has begun. */
  void open() {
    open = true;
    expiry.follow(grants.expires());
  }

  /** The session is over. Idempotent. */
  void close() {
    open = false;
    expiry.cancel();
  }

  /**
   * Another token came with a request: what it allows holds from the moment the room has taken it.
   *
   * @throws WishRefusal when it is somebody else's, or does not allow what this session is for
   */
  void refresh(Grants shown) throws WishRefusal {
    // whom the first token named; a later one need not name anybody
    if (shown.identity().filter(identity -> !identity.equals(entrant.participant())).isPresent()) {
      throw WishRefusal.of(403, "the token is for another identity");
    }
    Door.checkRole(entrant.membership(), shown);
    if (!open || allowsTheSame(shown)) {
      return;
    }
    room.entitle(
        shown.entitlement(),
        rejected -> {
          if (rejected.isEmpty() && open) {
            grants = shown;
            expiry.follow(shown.expires());
          }
        });
  }

  private boolean allowsTheSame(Grants shown) {
    return shown.entitlement().equals(grants.entitlement())
        && shown.expires().equals(grants.expires());
  }
}

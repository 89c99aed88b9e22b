package dev.sluice.server.signaling.wish;

import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.Entry;
import dev.sluice.server.auth.Grants;
import dev.sluice.server.auth.Refusal;
import dev.sluice.server.auth.Verdict;
import dev.sluice.server.http.Request;
import dev.sluice.server.room.Membership;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomId;
import java.util.Optional;

/** What tokens in WHIP and WHEP requests allow. Immutable. */
final class Door {

  private final Access access;

  Door(Access access) {
    this.access = access;
  }

  /**
   * Lets somebody in.
   *
   * @throws WishRefusal when its token, or that it has none, does not allow what it is here for
   */
  Grants enter(Entrant entrant, Request request) throws WishRefusal {
    // looked up only for who names nobody: a signature costs time on the thread of all sessions
    Optional<ParticipantId> identity =
        entrant
            .asked()
            .or(() -> access.identify(request.token()).granted().flatMap(Grants::identity))
            .or(() -> Optional.of(entrant.participant()));
    Verdict verdict = access.enter(new Entry(entrant.room(), request.token(), identity));
    if (verdict instanceof Verdict.Refused refused) {
      throw refusal(refused.refusal());
    }
    Grants grants = verdict.granted().orElseThrow();
    if (grants.identity().isPresent()
        && entrant.asked().isPresent()
        && !grants.identity().equals(entrant.asked())) {
      throw WishRefusal.of(403, "the token is for another identity");
    }
    checkRole(entrant.membership(), grants);
    return grants;
  }

  /**
   * What a token allows that came with a request to a session; nothing when none came, or one that
   * is over, which does not end the session.
   *
   * @throws WishRefusal when it is not good for this session
   */
  Optional<Grants> shown(RoomId room, Request request) throws WishRefusal {
    if (request.token().isEmpty()) {
      return Optional.empty();
    }
    Verdict verdict = access.look(Entry.of(room, request.token()));
    if (verdict instanceof Verdict.Refused refused && !refused.refusal().ofEntryOnly()) {
      throw refusal(refused.refusal());
    }
    return verdict.granted();
  }

  static void checkRole(Membership membership, Grants grants) throws WishRefusal {
    if (!grants.entitlement().permissions().permits(membership.role())) {
      throw WishRefusal.of(
          403,
          membership.role() == Membership.Role.VIEWER
              ? "the token does not allow to watch"
              : "the token does not allow to publish");
    }
  }

  private static WishRefusal refusal(Refusal refusal) {
    return refusal == Refusal.BARRED
        ? WishRefusal.of(403, "removed from this room")
        : WishRefusal.unauthorized();
  }
}

package dev.sluice.server.signaling;

import dev.sluice.protocol.Permissions;
import dev.sluice.protocol.Publishable;
import dev.sluice.server.auth.Entry;
import dev.sluice.server.auth.Grants;
import dev.sluice.server.auth.Verdict;
import dev.sluice.server.room.Membership;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.time.TokenBucket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/** What the token of one participant allows. Owned by the session's loop. */
final class SessionRights {

  /** Tokens that may be tried at once, and how fast further ones may follow. */
  private static final int REFRESH_BURST = 5;

  static final double REFRESHES_PER_SECOND = 0.1;

  private final SessionContext context;
  private final RoomId room;
  private final ParticipantId participant;
  private final TokenBucket refreshes;
  private Grants grants;

  SessionRights(SessionContext context, RoomId room, ParticipantId participant, Grants grants) {
    this.context = context;
    this.room = room;
    this.participant = participant;
    this.grants = grants;
    this.refreshes =
        new TokenBucket(REFRESH_BURST, REFRESHES_PER_SECOND, context.clock().nanoTime());
  }

  Grants grants() {
    return grants;
  }

  void renew(Grants next) {
    grants = next;
  }

  /** Whether the same holds with {@code other}; which rooms else they open is of no importance. */
  boolean sameAs(Grants other) {
    return grants.entitlement().equals(other.entitlement())
        && grants.name().equals(other.name())
        && grants.metadata().equals(other.metadata())
        && grants.expires().equals(other.expires())
        && mayRecord() == context.options().recording().permits(other);
  }

  /**
   * What another token allows.
   *
   * @param from where it was shown
   * @throws SignalingRefusal when it is not good for this participant in this room
   */
  Grants refreshed(String token, Optional<InetAddress> from) throws SignalingRefusal {
    if (!refreshes.take(context.clock().nanoTime())) {
      throw new SignalingRefusal(SignalingError.TOO_MANY_TOKENS);
    }
    Verdict verdict =
        context.access().enter(new Entry(room, Optional.of(token), Optional.of(participant), from));
    if (verdict instanceof Verdict.Refused refused) {
      throw new SignalingRefusal(SignalingError.of(refused));
    }
    Grants next = verdict.granted().orElseThrow();
    if (next.identity().filter(identity -> !identity.equals(participant)).isPresent()) {
      throw new SignalingRefusal(SignalingError.WRONG_IDENTITY);
    }
    return next;
  }

  boolean mayRecord() {
    return context.options().recording().permits(grants);
  }

  Membership membership() {
    return Membership.participant().with(grants.entitlement());
  }

  /** As the client is told. */
  Permissions permissions() {
    var given = grants.entitlement().permissions();
    return new Permissions(
        Arrays.stream(Publishable.values())
            .filter(
                what ->
                    given
                        .publish()
                        .contains(
                            dev.sluice.server.room.Permissions.Publishable.valueOf(what.name())))
            .toList(),
        given.subscribe(),
        given.hidden(),
        mayRecord());
  }
}

package dev.sluice.server.signaling.wish;

import dev.sluice.server.auth.Grants;
import dev.sluice.server.room.Membership;
import dev.sluice.server.room.Membership.DuplicatePolicy;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomId;
import java.util.Map;
import java.util.Optional;

/**
 * Who wants into a room by HTTP, and as what.
 *
 * @param asked the id wished for, when the client named one
 * @param participant the id it has unless its token says another
 * @param name for people
 * @param metadata given by its token
 */
public record Entrant(
    RoomId room,
    Optional<ParticipantId> asked,
    ParticipantId participant,
    String name,
    Map<String, String> metadata,
    Membership membership) {

  /** Whose token has said nothing yet. */
  public Entrant(
      RoomId room,
      Optional<ParticipantId> asked,
      ParticipantId participant,
      String name,
      Membership membership) {
    this(room, asked, participant, name, Map.of(), membership);
  }

  /**
   * The same as its token says. Somebody may watch beside itself: viewers get an id of their own.
   */
  Entrant as(Grants grants) {
    boolean watches = membership.role() == Membership.Role.VIEWER;
    Membership granted = membership.with(grants.entitlement());
    return new Entrant(
        room,
        asked,
        grants.identity().orElse(participant),
        grants.name().orElse(name),
        grants.metadata(),
        watches && grants.identity().isPresent() ? granted.with(DuplicatePolicy.BESIDE) : granted);
  }
}

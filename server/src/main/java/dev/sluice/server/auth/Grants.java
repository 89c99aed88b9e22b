package dev.sluice.server.auth;

import dev.sluice.server.room.Entitlement;
import dev.sluice.server.room.ParticipantId;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What somebody may do. Immutable; holds no secret.
 *
 * @param holder who it is, for logs: {@code anybody}, {@code room token}, {@code operator}, or the
 *     subject of a JWT
 * @param rooms which rooms all of this is about
 * @param identity under which the holder takes part; empty when it may choose
 * @param name shown to others; empty when it may choose
 * @param metadata given to the participant whatever it says itself
 * @param entitlement what it may do in a room
 * @param record whether it may start and stop recordings
 * @param recordings whether it may see the recordings of these rooms
 * @param admin whether it may use the admin API for these rooms; with all rooms it is the operator
 * @param expires when the token ends
 */
public record Grants(
    String holder,
    RoomScope rooms,
    Optional<ParticipantId> identity,
    Optional<String> name,
    Map<String, String> metadata,
    Entitlement entitlement,
    boolean record,
    boolean recordings,
    boolean admin,
    Optional<Instant> expires) {

  public Grants {
    Objects.requireNonNull(holder);
    Objects.requireNonNull(rooms);
    Objects.requireNonNull(entitlement);
    metadata = Map.copyOf(metadata);
    if (admin && rooms == RoomScope.ALL) {
      entitlement = entitlement.ofOperator();
    }
    if (identity.isPresent()) {
      entitlement = entitlement.of(identity.get());
    }
  }

  /** Of a fixed token, or of none where none is wanted: everything that participants do. */
  static Grants participant(String holder, RoomScope rooms) {
    return of(holder, rooms, false, true);
  }

  /** Of the operator's token. */
  static Grants operator() {
    return of("operator", RoomScope.ALL, true, true);
  }

  private static Grants of(String holder, RoomScope rooms, boolean admin, boolean recordings) {
    return new Grants(
        holder,
        rooms,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Entitlement.EVERYTHING,
        admin,
        recordings,
        admin,
        Optional.empty());
  }

  /** Whether this is somebody who may do everything everywhere. */
  public boolean isOperator() {
    return entitlement.operator();
  }
}

package dev.sluice.server.config;

import dev.sluice.server.room.RoomId;
import java.util.Map;
import java.util.Optional;

/**
 * Who may do what, as far as fixed tokens say. A room's own token goes before the global one;
 * without either the room is open.
 *
 * @param global for every room without its own
 * @param rooms of single rooms
 * @param admin for the admin API; without it that API is closed
 */
public record AccessTokens(
    Optional<String> global, Map<RoomId, String> rooms, Optional<String> admin) {

  public AccessTokens {
    rooms = Map.copyOf(rooms);
  }

  /** Whether a token that is given to participants is the operator's too. */
  boolean makesParticipantsOperators() {
    return admin.isPresent() && (global.equals(admin) || rooms.containsValue(admin.get()));
  }

  /** Tells how many there are, never what they are. */
  @Override
  public String toString() {
    return "AccessTokens[global=%b, rooms=%d, admin=%b]"
        .formatted(global.isPresent(), rooms.size(), admin.isPresent());
  }
}

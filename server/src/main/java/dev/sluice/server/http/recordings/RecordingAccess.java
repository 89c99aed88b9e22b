package dev.sluice.server.http.recordings;

import dev.sluice.server.http.AdminGuard;
import dev.sluice.server.http.ApiRoutes.RoomTokenCheck;
import dev.sluice.server.http.ApiRoutes.TokenCheck;
import dev.sluice.server.http.Request;
import dev.sluice.server.room.RoomId;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who may see which recordings. Where there is no token at all, everybody sees all. Where there is
 * one, the operator's opens everything, and a token that a room wants opens that room's recordings;
 * those of rooms that want none are the operator's alone. Immutable.
 */
public final class RecordingAccess {

  private final Optional<AdminGuard> admin;
  private final Optional<RoomTokens> rooms;

  /**
   * The tokens of rooms, as far as there are any.
   *
   * @param known whether a token opens any room that wants one
   * @param opens whether a token, or none, opens a room
   */
  public record RoomTokens(TokenCheck known, RoomTokenCheck opens) {}

  /**
   * @param adminToken empty when there is no operator
   * @param rooms empty when no room wants a token
   */
  public RecordingAccess(Optional<String> adminToken, Optional<RoomTokens> rooms) {
    this.admin = adminToken.map(AdminGuard::new);
    this.rooms = rooms;
  }

  /** Whether there is somebody who may delete. */
  boolean hasAdmin() {
    return admin.isPresent();
  }

  boolean isAdmin(Request request) {
    return admin.map(guard -> guard.admits(request)).orElse(false);
  }

  /** Which rooms' recordings the caller may see; empty when he has shown nothing that counts. */
  Optional<Predicate<String>> rooms(Request request) {
    if ((admin.isEmpty() && rooms.isEmpty()) || isAdmin(request)) {
      return Optional.of(room -> true);
    }
    Optional<String> token = request.token();
    if (rooms.isEmpty() || !rooms.get().known().known(token)) {
      return Optional.empty();
    }
    return Optional.of(room -> RoomId.isValid(room) && isOpenedBy(token, new RoomId(room)));
  }

  private boolean isOpenedBy(Optional<String> token, RoomId room) {
    RoomTokenCheck opens = rooms.orElseThrow().opens();
    return opens.admits(room, token) && !opens.admits(room, Optional.empty());
  }
}

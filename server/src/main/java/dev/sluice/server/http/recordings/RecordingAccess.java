package dev.sluice.server.http.recordings;

import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.Grants;
import dev.sluice.server.auth.RoomScope;
import dev.sluice.server.http.Request;
import dev.sluice.server.room.RoomId;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who may see which recordings. Where there is no token at all, everybody sees all. Where there is
 * one, the operator's opens everything, and others open the recordings of the rooms they are for;
 * those of rooms that want no token are the operator's alone. Immutable.
 */
public final class RecordingAccess {

  private final Access access;

  public RecordingAccess(Access access) {
    this.access = access;
  }

  /** Whether there is any token that could tell callers apart. */
  boolean wantsTokens() {
    return access.knowsTokens();
  }

  /** Who calls; empty when he has shown nothing that counts. */
  Optional<Grants> caller(Request request) {
    return access.identify(request.token()).granted();
  }

  /** Which rooms' recordings the caller may see; empty when he has shown nothing that counts. */
  Optional<Predicate<String>> rooms(Request request) {
    return caller(request).map(RecordingAccess::visible);
  }

  /** Whether the caller may see the recordings of all rooms. */
  boolean everything(Request request) {
    return caller(request)
        .filter(grants -> grants.recordings() && grants.rooms() == RoomScope.ALL)
        .isPresent();
  }

  private static Predicate<String> visible(Grants grants) {
    if (!grants.recordings()) {
      return room -> false;
    }
    return grants.rooms() == RoomScope.ALL
        ? room -> true
        : room -> RoomId.isValid(room) && grants.rooms().includes(new RoomId(room));
  }
}

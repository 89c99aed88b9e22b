package dev.sluice.server.http;

import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.Grants;
import dev.sluice.server.room.RoomId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** Lets through who may administer a room, or the whole server. Immutable. */
public final class AdminGuard {

  private final Access access;

  public AdminGuard(Access access) {
    this.access = access;
  }

  /** A handler for orders about the room in the path. */
  Handler around(BiFunction<Request, RoomId, CompletionStage<Response>> handler) {
    return request -> {
      Optional<Grants> grants = admin(request);
      if (grants.isEmpty()) {
        return ApiRoutes.unauthorized().completed();
      }
      String name = request.variable("room");
      if (!RoomId.isValid(name)) {
        return Response.error(400, "invalid room name").completed();
      }
      RoomId room = new RoomId(name);
      return grants.get().rooms().includes(room)
          ? handler.apply(request, room)
          : Response.error(403, "forbidden").completed();
    };
  }

  private Optional<Grants> admin(Request request) {
    return access.identify(request.token()).granted().filter(Grants::admin);
  }
}

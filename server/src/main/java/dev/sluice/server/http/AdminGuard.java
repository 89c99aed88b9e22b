package dev.sluice.server.http;

import dev.sluice.server.room.RoomId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** Lets through who shows the operator's token, compared in constant time. Immutable. */
public final class AdminGuard {

  private final byte[] token;

  public AdminGuard(String token) {
    this.token = token.getBytes(StandardCharsets.UTF_8);
  }

  /** A handler for the operator's orders about the room in the path. */
  Handler around(BiFunction<Request, RoomId, CompletionStage<Response>> handler) {
    return request -> {
      if (!admits(request)) {
        return ApiRoutes.unauthorized().completed();
      }
      String name = request.variable("room");
      return RoomId.isValid(name)
          ? handler.apply(request, new RoomId(name))
          : Response.error(400, "invalid room name").completed();
    };
  }

  /** Whether the request shows the operator's token. */
  public boolean admits(Request request) {
    return request
        .token()
        .map(offered -> MessageDigest.isEqual(offered.getBytes(StandardCharsets.UTF_8), token))
        .orElse(false);
  }
}

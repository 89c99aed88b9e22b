package dev.sluice.server.http.admin;

import dev.sluice.server.http.Response;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomHandle;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomReport;
import dev.sluice.server.room.Rooms;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Asks rooms, which answer on their loops, and makes responses of the answers on other threads.
 * Thread-safe.
 */
final class RoomCalls {

  /** A loop that takes longer is overloaded; what was ordered may still happen. */
  private static final long TIMEOUT_SECONDS = 5;

  private final Rooms rooms;
  private final AdminThreads threads;

  RoomCalls(Rooms rooms, AdminThreads threads) {
    this.rooms = rooms;
    this.threads = threads;
  }

  Rooms rooms() {
    return rooms;
  }

  /**
   * Gives a room a command.
   *
   * @param command makes it, with what hears the answer
   * @param respond called on a thread that may take its time
   */
  <T> CompletionStage<Response> ask(
      RoomId room, Function<Consumer<T>, RoomCommand> command, Function<T, Response> respond) {
    Optional<RoomHandle> handle = rooms.find(room);
    if (handle.isEmpty()) {
      return notFound().completed();
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    handle.get().execute(command.apply(answer::complete));
    return threads
        .then(answer, respond)
        .completeOnTimeout(
            Response.error(503, "the room did not answer"), TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  /** All there is to say about a room; empty when it is not there or does not answer in time. */
  CompletableFuture<Optional<RoomReport>> report(RoomId room) {
    CompletableFuture<Optional<RoomReport>> answer = new CompletableFuture<>();
    rooms
        .find(room)
        .ifPresentOrElse(
            handle -> handle.execute(new RoomCommand.Examine(Optional.empty(), answer::complete)),
            () -> answer.complete(Optional.empty()));
    return answer.completeOnTimeout(Optional.empty(), TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  static Response notFound() {
    return Response.error(404, "not found");
  }
}

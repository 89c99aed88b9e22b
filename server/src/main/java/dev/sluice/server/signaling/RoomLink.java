package dev.sluice.server.signaling;

import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomEventSink;
import dev.sluice.server.room.RoomHandle;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A session's way to its room and back: commands go there, events come here, and an answer finds
 * the request it belongs to. Owned by the session's loop.
 */
final class RoomLink {

  private final ParticipantId participant;
  private final Executor loop;
  private final PendingRequests pending;

  private RoomHandle room;

  /** Counts the sinks given to the room; what comes from an older one is not for us any more. */
  private int sinkGeneration;

  /** What the room hears us by: it ignores what a session says that another has replaced. */
  private RoomEventSink sink;

  /**
   * @param loop where events are heard
   * @param maxPending requests that the room has not answered yet
   */
  RoomLink(ParticipantId participant, Executor loop, int maxPending) {
    this.participant = participant;
    this.loop = loop;
    this.pending = new PendingRequests(maxPending);
  }

  /** From now on it is this room, or this life of the room. */
  void open(RoomHandle handle) {
    room = handle;
  }

  /**
   * Another sink, to be given to the room; the one before is deaf from now on.
   *
   * @param listener hears what comes by it
   */
  RoomEventSink newSink(Consumer<RoomEvent> listener) {
    int generation = ++sinkGeneration;
    sink =
        event ->
            loop.execute(
                () -> {
                  if (generation == sinkGeneration) {
                    listener.accept(event);
                  }
                });
    return sink;
  }

  /** The present sink; null before the first. */
  RoomEventSink sink() {
    return sink;
  }

  /** Says something to the room, which {@link #open} has told. */
  void say(RoomCommand command) {
    room.execute(command);
  }

  /** Says goodbye, if there is a room. */
  void leave(LeaveReason reason) {
    if (room != null) {
      room.execute(new RoomCommand.Leave(participant, reason, sink));
    }
  }

  /** Whether the room has to answer something before it is asked more. */
  boolean isBusy() {
    return pending.full();
  }

  /**
   * The id for a request that is about to be said.
   *
   * @param onRejected tells whether that was the final answer; if not, the request goes on waiting
   */
  long request(Runnable onAccepted, Predicate<RoomEvent.Rejected> onRejected) {
    return pending.add(onAccepted, onRejected);
  }

  /** The room has said yes to a request. */
  void accepted(long requestId) {
    pending.accepted(requestId);
  }

  /** The room has said no to a request. */
  void rejected(RoomEvent.Rejected rejected) {
    pending.rejected(rejected);
  }

  /** Nobody waits for answers any more. */
  void forgetRequests() {
    pending.clear();
  }

  /** Hears nothing any more. */
  void close() {
    sinkGeneration++;
    pending.clear();
  }
}

package dev.sluice.server.signaling.wish;

import dev.sluice.server.room.Entitlement;
import dev.sluice.server.room.JoinListener;
import dev.sluice.server.room.LayerChoice;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomEventSink;
import dev.sluice.server.room.RoomHandle;
import dev.sluice.server.room.TrackIntent;
import dev.sluice.server.transport.SessionParameters;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A session's room: what the session asks there, and who waits for the answer. Each waits once, and
 * hears nothing where the room said yes. Owned by the session loop.
 */
final class ResourceRoom {

  private final RoomHandle room;

  /** What the room knows us by: it ignores what a session says that another has replaced. */
  private final RoomEventSink sink;

  private final RoomRequests requests = new RoomRequests();

  private ParticipantId participant;
  private long joinId;

  /**
   * @param participant whom the session asks to be
   */
  ResourceRoom(RoomHandle room, ParticipantId participant, RoomEventSink sink) {
    this.room = room;
    this.participant = participant;
    this.sink = sink;
  }

  /** Who the session is in the room. */
  ParticipantId participant() {
    return participant;
  }

  void join(
      Entrant entrant,
      SessionParameters agreed,
      List<TrackIntent> tracks,
      JoinListener joining,
      Consumer<Optional<RoomEvent.Rejected>> onAnswer) {
    joinId = requests.ask(onAnswer);
    room.execute(
        new RoomCommand.Join(
            joinId,
            entrant.participant(),
            entrant.name(),
            entrant.metadata(),
            entrant.membership(),
            agreed,
            tracks,
            sink,
            joining));
  }

  /** Whether this is what became of the join. */
  boolean isOfJoin(RoomEvent.Rejected rejected) {
    return rejected.requestId() == joinId;
  }

  /** The room takes a newcomer in even if it cannot publish one of its tracks. */
  static boolean isAboutOneTrack(RoomErrorCode code) {
    return code == RoomErrorCode.MID_NOT_PUBLISHABLE
        || code == RoomErrorCode.CODEC_NOT_SUPPORTED_BY_SLOT
        || code == RoomErrorCode.NOT_PERMITTED;
  }

  /** The room has taken the session in, under the name it says. */
  void joined(RoomEvent.Joined joined) {
    participant = joined.self().id();
  }

  void entitle(Entitlement next, Consumer<Optional<RoomEvent.Rejected>> onAnswer) {
    room.execute(new RoomCommand.Entitle(requests.ask(onAnswer), participant, next, sink));
  }

  /** Tells of an ICE restart. */
  void renegotiate(SessionParameters session, Consumer<Optional<RoomEvent.Rejected>> onAnswer) {
    room.execute(
        new RoomCommand.Renegotiate(
            requests.ask(onAnswer), participant, session, List.of(), false, sink));
  }

  void chooseLayer(
      String mid, LayerChoice choice, Consumer<Optional<RoomEvent.Rejected>> onAnswer) {
    room.execute(new RoomCommand.ChooseLayer(requests.ask(onAnswer), participant, mid, choice));
  }

  void leave(LeaveReason reason) {
    room.execute(new RoomCommand.Leave(participant, reason, sink));
  }

  /** The room has said yes to a request. */
  void accepted(long requestId) {
    requests.accepted(requestId);
  }

  /** The room has said no to a request. */
  void rejected(RoomEvent.Rejected rejected) {
    requests.rejected(rejected);
  }

  /** Nothing more will be heard; who waits is told so. */
  void close() {
    requests.endAll(RoomErrorCode.NOT_JOINED, "the session is over");
  }
}

package dev.sluice.server.signaling;

import dev.sluice.protocol.ClientMessage;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RecordingAction;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.TrackId;
import java.util.List;

/** What a client asks, as the room understands it. */
final class RoomCommands {

  private RoomCommands() {}

  /**
   * The command for a message that needs nothing of the session but its participant.
   *
   * @throws IllegalArgumentException for the others
   */
  static RoomCommand of(ClientMessage message, long requestId, ParticipantId participant) {
    if (message instanceof ClientMessage.Publish publish) {
      return new RoomCommand.Publish(requestId, participant, RoomMessages.intent(publish.track()));
    }
    if (message instanceof ClientMessage.Unpublish unpublish) {
      return new RoomCommand.Unpublish(requestId, participant, new TrackId(unpublish.track()));
    }
    if (message instanceof ClientMessage.Mute mute) {
      return new RoomCommand.SetMuted(
          requestId, participant, new TrackId(mute.track()), mute.muted());
    }
    if (message instanceof ClientMessage.Bind bind) {
      return new RoomCommand.Bind(
          requestId, participant, bind.mid(), bind.track().map(TrackId::new));
    }
    if (message instanceof ClientMessage.LayerHint hint) {
      return new RoomCommand.LayerHint(
          requestId, participant, hint.mid(), hint.maxWidth(), hint.maxHeight());
    }
    if (message instanceof ClientMessage.Send send) {
      List<ParticipantId> to = send.to().stream().map(ParticipantId::new).toList();
      return new RoomCommand.Broadcast(requestId, participant, send.topic(), send.payload(), to);
    }
    if (message instanceof ClientMessage.UpdateRoom update) {
      return new RoomCommand.UpdateRoomMetadata(requestId, participant, update.metadata());
    }
    if (message instanceof ClientMessage.ControlRecording control) {
      return new RoomCommand.ControlRecording(
          requestId,
          participant,
          RecordingAction.valueOf(control.action().name()),
          control.mode().map(RoomMessages::mode));
    }
    throw new IllegalArgumentException("not for a room: " + message.getClass().getSimpleName());
  }
}

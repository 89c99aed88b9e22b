package dev.sluice.server.signaling;

import dev.sluice.protocol.LeaveReason;
import dev.sluice.protocol.MediaKind;
import dev.sluice.protocol.ParticipantInfo;
import dev.sluice.protocol.Quality;
import dev.sluice.protocol.RecordingEnd;
import dev.sluice.protocol.RecordingInfo;
import dev.sluice.protocol.RecordingState;
import dev.sluice.protocol.RoomInfo;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.protocol.SlotInfo;
import dev.sluice.protocol.Speaker;
import dev.sluice.protocol.TrackInfo;
import dev.sluice.protocol.TransportState;
import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.StopReason;
import dev.sluice.server.room.ConnectionQuality;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.SlotBinding;
import dev.sluice.server.room.SpeakerLevel;
import dev.sluice.server.room.TrackIntent;
import dev.sluice.server.room.TrackSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The room's values in the words of the protocol, and back. */
final class RoomMessages {

  private RoomMessages() {}

  /** The message for an event that everybody in the room hears; empty for answers and ends. */
  static Optional<ServerMessage> broadcast(RoomEvent event) {
    if (event instanceof RoomEvent.ParticipantJoined joined) {
      return Optional.of(new ServerMessage.ParticipantJoined(participant(joined.participant())));
    }
    if (event instanceof RoomEvent.ParticipantLeft left) {
      return Optional.of(
          new ServerMessage.ParticipantLeft(left.participant().value(), reason(left.reason())));
    }
    if (event instanceof RoomEvent.ParticipantUpdated updated) {
      return Optional.of(new ServerMessage.ParticipantUpdated(participant(updated.participant())));
    }
    if (event instanceof RoomEvent.TrackPublished published) {
      return Optional.of(new ServerMessage.TrackPublished(track(published.track())));
    }
    if (event instanceof RoomEvent.TrackUnpublished unpublished) {
      return Optional.of(
          new ServerMessage.TrackUnpublished(
              unpublished.track().value(), unpublished.participant().value()));
    }
    if (event instanceof RoomEvent.TrackUpdated updated) {
      return Optional.of(new ServerMessage.TrackUpdated(track(updated.track())));
    }
    if (event instanceof RoomEvent.SlotsChanged changed) {
      return Optional.of(new ServerMessage.Slots(slots(changed.slots())));
    }
    if (event instanceof RoomEvent.ActiveSpeakers active) {
      return Optional.of(
          new ServerMessage.ActiveSpeakers(
              active.speakers().stream().map(RoomMessages::speaker).toList()));
    }
    if (event instanceof RoomEvent.QualityChanged changed) {
      return Optional.of(
          new ServerMessage.QualityChanged(
              changed.qualities().stream().map(RoomMessages::quality).toList()));
    }
    if (event instanceof RoomEvent.Message message) {
      return Optional.of(
          new ServerMessage.Message(message.from().value(), message.topic(), message.payload()));
    }
    if (event instanceof RoomEvent.RoomUpdated updated) {
      return Optional.of(new ServerMessage.RoomUpdated(updated.metadata()));
    }
    if (event instanceof RoomEvent.RecordingChanged changed) {
      return Optional.of(new ServerMessage.RecordingChanged(recording(changed.recording())));
    }
    if (event instanceof RoomEvent.TransportChanged changed) {
      return Optional.of(
          new ServerMessage.Transport(
              TransportState.valueOf(changed.state().name()), changed.detail()));
    }
    return Optional.empty();
  }

  private static LeaveReason reason(dev.sluice.server.room.LeaveReason reason) {
    return switch (reason) {
      case LEFT -> LeaveReason.LEFT;
      case SIGNALING_LOST -> LeaveReason.SIGNALING_LOST;
      case MEDIA_LOST, NEVER_CONNECTED, NO_PUBLISHER -> LeaveReason.MEDIA_LOST;
      case REPLACED -> LeaveReason.REPLACED;
      case KICKED -> LeaveReason.KICKED;
      case TOKEN_REVOKED -> LeaveReason.TOKEN_REVOKED;
      case TOKEN_EXPIRED -> LeaveReason.TOKEN_EXPIRED;
      case ROOM_CLOSED -> LeaveReason.ROOM_CLOSED;
      case SERVER_SHUTDOWN -> LeaveReason.SERVER_SHUTDOWN;
    };
  }

  static ParticipantInfo participant(dev.sluice.server.room.ParticipantInfo info) {
    return new ParticipantInfo(
        info.id().value(),
        info.name(),
        info.metadata(),
        info.connected(),
        info.tracks().stream().map(RoomMessages::track).toList());
  }

  static RoomInfo room(
      RoomId id, Map<String, String> metadata, dev.sluice.server.room.RecordingInfo recording) {
    return new RoomInfo(id.value(), metadata, recording(recording));
  }

  private static RecordingInfo recording(dev.sluice.server.room.RecordingInfo info) {
    return new RecordingInfo(
        RecordingState.valueOf(info.state().name()),
        info.sinceMillis(),
        Optional.of(info.by()).filter(by -> !by.isEmpty()),
        info.reason().map(RoomMessages::end));
  }

  private static RecordingEnd end(StopReason reason) {
    return switch (reason) {
      case REQUESTED -> RecordingEnd.REQUESTED;
      case ROOM_ENDED -> RecordingEnd.ROOM_ENDED;
      case SHUTDOWN -> RecordingEnd.SHUTDOWN;
      case DISK_FULL -> RecordingEnd.DISK_FULL;
      case DISK_ERROR -> RecordingEnd.DISK_ERROR;
      // the second is found out after the server has died
      case FAULT, CRASH -> RecordingEnd.FAULT;
    };
  }

  static RecordingMode mode(dev.sluice.protocol.RecordingMode mode) {
    return switch (mode) {
      case PARTICIPANT -> RecordingMode.PER_PARTICIPANT;
      case TRACK -> RecordingMode.PER_TRACK;
    };
  }

  static List<SlotInfo> slots(List<SlotBinding> slots) {
    return slots.stream()
        .map(
            slot ->
                new SlotInfo(
                    slot.mid(),
                    MediaKind.valueOf(slot.kind().name()),
                    slot.track().map(track -> track.value()),
                    slot.pinned()))
        .toList();
  }

  private static TrackInfo track(dev.sluice.server.room.TrackInfo track) {
    return new TrackInfo(
        track.id().value(),
        track.participant().value(),
        track.mid(),
        MediaKind.valueOf(track.kind().name()),
        dev.sluice.protocol.TrackSource.valueOf(track.source().name()),
        track.codec().encodingName().toLowerCase(Locale.ROOT),
        track.label(),
        track.muted(),
        track.mutedByOperator(),
        track.simulcast());
  }

  private static Speaker speaker(SpeakerLevel speaker) {
    return new Speaker(speaker.participant().value(), speaker.level());
  }

  private static Quality quality(ConnectionQuality quality) {
    return new Quality(
        quality.participant().value(),
        quality.grade(),
        quality.receiveLoss(),
        quality.sendLoss(),
        quality.roundTripMillis());
  }

  static List<TrackIntent> intents(List<dev.sluice.protocol.TrackIntent> tracks) {
    return tracks.stream().map(RoomMessages::intent).toList();
  }

  static TrackIntent intent(dev.sluice.protocol.TrackIntent track) {
    return new TrackIntent(
        track.mid(), TrackSource.valueOf(track.source().name()), track.label(), track.muted());
  }
}

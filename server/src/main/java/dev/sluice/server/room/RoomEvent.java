package dev.sluice.server.room;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a room tells one participant's signaling. Immutable; may be handed to another thread.
 */
public sealed interface RoomEvent {

  /**
   * The answer to a successful join: the whole state as the newcomer sees it, without itself in
   * {@code others}.
   */
  record Joined(
      long requestId,
      ParticipantInfo self,
      List<ParticipantInfo> others,
      List<SlotBinding> slots,
      Map<String, String> roomMetadata)
      implements RoomEvent {}

  /** The same after a resume. */
  record Resumed(
      long requestId,
      ParticipantInfo self,
      List<ParticipantInfo> others,
      List<SlotBinding> slots,
      Map<String, String> roomMetadata)
      implements RoomEvent {}

  record Accepted(long requestId) implements RoomEvent {}

  record Rejected(long requestId, RoomErrorCode code, String message) implements RoomEvent {}

  record ParticipantJoined(ParticipantInfo participant) implements RoomEvent {}

  record ParticipantLeft(ParticipantId participant, LeaveReason reason) implements RoomEvent {}

  /** Name, metadata or connectedness changed. */
  record ParticipantUpdated(ParticipantInfo participant) implements RoomEvent {}

  /** Sent to the publisher as well, so that it learns its track's id. */
  record TrackPublished(TrackInfo track) implements RoomEvent {}

  record TrackUnpublished(TrackId track, ParticipantId participant) implements RoomEvent {}

  /** Mute, source or label changed. */
  record TrackUpdated(TrackInfo track) implements RoomEvent {}

  /** Slots whose content changed. */
  record SlotsChanged(List<SlotBinding> slots) implements RoomEvent {}

  /** Who speaks now, the dominant speaker first; empty in silence. */
  record ActiveSpeakers(List<SpeakerLevel> speakers) implements RoomEvent {}

  record QualityChanged(List<ConnectionQuality> qualities) implements RoomEvent {}

  record Message(ParticipantId from, String topic, String payload) implements RoomEvent {}

  record RoomUpdated(Map<String, String> metadata) implements RoomEvent {}

  /** ICE and DTLS are up, or fell. */
  record TransportChanged(TransportState state, Optional<String> detail) implements RoomEvent {}

  /** The last event this sink hears. */
  record Disconnected(LeaveReason reason) implements RoomEvent {}

  /** The participant's own media path. */
  enum TransportState {
    CONNECTED,
    INTERRUPTED,
    FAILED
  }
}

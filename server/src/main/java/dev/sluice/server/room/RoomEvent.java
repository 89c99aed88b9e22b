package dev.sluice.server.room;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a room tells one participant's signaling. Immutable; may be handed to another thread.
 * Publishers and viewers without a signaling connection hear only what concerns themselves.
 */
public sealed interface RoomEvent {

  /**
   * The answer to a successful join: the whole state as the newcomer sees it, without itself in
   * {@code others}. A viewer sees those whose tracks its view shows, a publisher nobody.
   */
  record Joined(
      long requestId,
      ParticipantInfo self,
      List<ParticipantInfo> others,
      List<SlotBinding> slots,
      Map<String, String> roomMetadata,
      RecordingInfo recording)
      implements RoomEvent {}

  /** The same after a resume. */
  record Resumed(
      long requestId,
      ParticipantInfo self,
      List<ParticipantInfo> others,
      List<SlotBinding> slots,
      Map<String, String> roomMetadata,
      RecordingInfo recording)
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

  /**
   * The room's recording began, ended, or was paused or resumed. Viewers are told at most once a
   * second.
   */
  record RecordingChanged(RecordingInfo recording) implements RoomEvent {}

  /** ICE and DTLS are up, or fell. */
  record TransportChanged(TransportState state, Optional<String> detail) implements RoomEvent {}

  /**
   * For viewers: the encodings of what is in their video slots. Told at most once a second, and
   * only when something else than small changes of bitrate changed.
   */
  record LayersChanged(List<SlotLayers> slots) implements RoomEvent {}

  /** For viewers: how many the room has, at most once a second. */
  record ViewerCountChanged(int viewers) implements RoomEvent {}

  /** For viewers: whether anybody whom their view shows is publishing and connected. */
  record PublishersChanged(boolean active) implements RoomEvent {}

  /** The last event this sink hears. */
  record Disconnected(LeaveReason reason) implements RoomEvent {}

  /** The participant's own media path. */
  enum TransportState {
    CONNECTED,
    INTERRUPTED,
    FAILED
  }
}

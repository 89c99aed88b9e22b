package dev.sluice.server.room;

import dev.sluice.recorder.RecordingMode;
import dev.sluice.server.transport.SessionParameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Everything that can be asked of a room, by whichever signaling. Commands with a {@code requestId}
 * are answered to the participant's sink with {@link RoomEvent.Accepted} or {@link
 * RoomEvent.Rejected}, except {@link Join}, whose success is {@link RoomEvent.Joined}. Request ids
 * of 0 want no answer.
 */
public sealed interface RoomCommand {

  /**
   * Somebody enters with a negotiated session. What happens to one of the same id who is there, the
   * membership or else {@link RoomOptions} says; {@link RoomEvent.Joined#self} tells the id the
   * newcomer has got.
   *
   * @param tracks what it publishes; none if it is a viewer
   * @param sink hears every event of the room from then on, {@link RoomEvent.Joined} first; a
   *     refusal goes there too
   * @param listener hears how the join goes on, once the room has admitted the newcomer
   */
  record Join(
      long requestId,
      ParticipantId participant,
      String name,
      Map<String, String> metadata,
      Membership membership,
      SessionParameters session,
      List<TrackIntent> tracks,
      RoomEventSink sink,
      JoinListener listener)
      implements RoomCommand {

    /** A join that nobody watches. */
    public Join(
        long requestId,
        ParticipantId participant,
        String name,
        Map<String, String> metadata,
        Membership membership,
        SessionParameters session,
        List<TrackIntent> tracks,
        RoomEventSink sink) {
      this(
          requestId,
          participant,
          name,
          metadata,
          membership,
          session,
          tracks,
          sink,
          JoinListener.NONE);
    }
  }

  /**
   * The signaling connection is back within the grace time; the sink hears {@link
   * RoomEvent.Resumed}.
   *
   * @param former the sink it was joined or resumed with last; when the participant has another by
   *     now, somebody else has taken the identity over and there is nothing to resume
   */
  record Resume(long requestId, ParticipantId participant, RoomEventSink former, RoomEventSink sink)
      implements RoomCommand {}

  /**
   * The signaling connection fell: the grace time begins.
   *
   * @param sink the one it was joined or resumed with; when the participant has another by now,
   *     nothing happens
   */
  record SignalingLost(ParticipantId participant, RoomEventSink sink) implements RoomCommand {}

  /**
   * A further offer was answered. New local ICE credentials mean an ICE restart; m-sections may
   * have been added or changed direction. With {@code newTransport} the peer has a new
   * PeerConnection: the old transport is dropped.
   *
   * @param sink as in {@link SignalingLost}: the answer belongs to that session's transport
   */
  record Renegotiate(
      long requestId,
      ParticipantId participant,
      SessionParameters session,
      List<TrackIntent> tracks,
      boolean newTransport,
      RoomEventSink sink)
      implements RoomCommand {}

  record Publish(long requestId, ParticipantId participant, TrackIntent track)
      implements RoomCommand {}

  record Unpublish(long requestId, ParticipantId participant, TrackId track)
      implements RoomCommand {}

  record SetMuted(long requestId, ParticipantId participant, TrackId track, boolean muted)
      implements RoomCommand {}

  /** Pins a track to a slot; an empty track gives the slot back to the server's choice. */
  record Bind(long requestId, ParticipantId participant, String slotMid, Optional<TrackId> track)
      implements RoomCommand {}

  /**
   * How large a slot is shown, in pixels; 0 by 0 means it is not shown and nothing need be sent.
   */
  record LayerHint(
      long requestId, ParticipantId participant, String slotMid, int maxWidth, int maxHeight)
      implements RoomCommand {}

  /**
   * Which encoding a viewer or participant wants in a video slot, until it chooses anew, whatever
   * track is in the slot. Refused with {@link RoomErrorCode#NO_SUCH_LAYER} when the track that is
   * there now has no such encoding.
   */
  record ChooseLayer(long requestId, ParticipantId participant, String slotMid, LayerChoice choice)
      implements RoomCommand {}

  /**
   * Asks what a view shows, without joining.
   *
   * @param answer called once, on the room's loop
   */
  record Inspect(View view, Consumer<RoomView> answer) implements RoomCommand {}

  /**
   * Asks for all there is to say about somebody, or everybody, without joining.
   *
   * @param only whom; empty for everybody
   * @param answer called once, on the room's loop; empty when the room has vanished
   */
  record Examine(Optional<ParticipantId> only, Consumer<Optional<RoomReport>> answer)
      implements RoomCommand {}

  /** A message to everybody else in the room, or to some. */
  record Broadcast(
      long requestId,
      ParticipantId participant,
      String topic,
      String payload,
      List<ParticipantId> to)
      implements RoomCommand {}

  /** The name, when there is one, and all metadata take the place of what was. */
  record UpdateProfile(
      long requestId,
      ParticipantId participant,
      Optional<String> name,
      Map<String, String> metadata)
      implements RoomCommand {}

  record UpdateRoomMetadata(long requestId, ParticipantId participant, Map<String, String> metadata)
      implements RoomCommand {}

  /**
   * A participant starts, stops, pauses or resumes the recording of the room. Whether it may is for
   * its signaling to know.
   *
   * @param mode of a recording that begins; empty for {@link RecordingPolicy#mode}
   */
  record ControlRecording(
      long requestId,
      ParticipantId participant,
      RecordingAction action,
      Optional<RecordingMode> mode)
      implements RoomCommand {}

  /**
   * An operator does the same.
   *
   * @param answer called once, on the room's loop
   */
  record OrderRecording(
      RecordingAction action, Optional<RecordingMode> mode, Consumer<RecordingAnswer> answer)
      implements RoomCommand {}

  /**
   * What a member may do changes at once: tracks that it may not publish any more end, and its
   * slots are emptied if it may not receive. Refused with {@link RoomErrorCode#NOT_ADMITTED} when
   * nothing would be left that a member of its role does.
   *
   * @param sink as in {@link SignalingLost}
   */
  record Entitle(
      long requestId, ParticipantId participant, Entitlement entitlement, RoomEventSink sink)
      implements RoomCommand {}

  /**
   * An operator removes somebody. Who should not come back has to be refused by what admits it.
   *
   * @param answer called once, on the room's loop
   */
  record Remove(ParticipantId participant, LeaveReason reason, Consumer<OperatorAnswer> answer)
      implements RoomCommand {}

  /** Somebody was barred from the room: it goes, if the room's guard bars it. */
  record EndBarred(ParticipantId participant) implements RoomCommand {}

  /**
   * An operator mutes what somebody publishes, or allows it to be heard and seen again. While
   * muted, nothing of it is forwarded, and its publisher cannot unmute it. That holds for the
   * participant's other tracks of the same kind as well as soon as they are published, and when it
   * leaves and comes back.
   *
   * @param track one of the participant's; empty for all there are and will be
   * @param answer called once, on the room's loop
   */
  record OrderMute(
      ParticipantId participant,
      Optional<TrackId> track,
      boolean muted,
      Consumer<OperatorAnswer> answer)
      implements RoomCommand {}

  /** All who came with this token go: {@link LeaveReason#TOKEN_REVOKED}. */
  record EndToken(String tokenId) implements RoomCommand {}

  /**
   * The participant leaves.
   *
   * @param sink as in {@link SignalingLost}
   */
  record Leave(ParticipantId participant, LeaveReason reason, RoomEventSink sink)
      implements RoomCommand {}

  /** Everybody leaves and the room vanishes at once. */
  record Close(LeaveReason reason) implements RoomCommand {}
}

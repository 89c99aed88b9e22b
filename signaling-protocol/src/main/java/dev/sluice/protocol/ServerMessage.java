package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the server says: answers, which carry {@code inReplyTo}, and events. An {@code inReplyTo} of
 * 0 is absent on the wire.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ServerMessage.Joined.class, name = "joined"),
  @JsonSubTypes.Type(value = ServerMessage.Answer.class, name = "answer"),
  @JsonSubTypes.Type(value = ServerMessage.Ok.class, name = "ok"),
  @JsonSubTypes.Type(value = ServerMessage.ParticipantJoined.class, name = "participant_joined"),
  @JsonSubTypes.Type(value = ServerMessage.ParticipantLeft.class, name = "participant_left"),
  @JsonSubTypes.Type(value = ServerMessage.ParticipantUpdated.class, name = "participant_updated"),
  @JsonSubTypes.Type(value = ServerMessage.TrackPublished.class, name = "track_published"),
  @JsonSubTypes.Type(value = ServerMessage.TrackUnpublished.class, name = "track_unpublished"),
  @JsonSubTypes.Type(value = ServerMessage.TrackUpdated.class, name = "track_updated"),
  @JsonSubTypes.Type(value = ServerMessage.Slots.class, name = "slots"),
  @JsonSubTypes.Type(value = ServerMessage.ActiveSpeakers.class, name = "active_speakers"),
  @JsonSubTypes.Type(value = ServerMessage.QualityChanged.class, name = "quality"),
  @JsonSubTypes.Type(value = ServerMessage.Message.class, name = "message"),
  @JsonSubTypes.Type(value = ServerMessage.RoomUpdated.class, name = "room_updated"),
  @JsonSubTypes.Type(value = ServerMessage.RecordingChanged.class, name = "recording"),
  @JsonSubTypes.Type(value = ServerMessage.Transport.class, name = "transport"),
  @JsonSubTypes.Type(value = ServerMessage.PermissionsChanged.class, name = "permissions"),
  @JsonSubTypes.Type(value = ServerMessage.TokenExpiring.class, name = "token_expiring"),
  @JsonSubTypes.Type(value = ServerMessage.Draining.class, name = "draining"),
  @JsonSubTypes.Type(value = ServerMessage.DrainingEnded.class, name = "draining_ended"),
  @JsonSubTypes.Type(value = ServerMessage.Closed.class, name = "closed"),
  @JsonSubTypes.Type(value = ServerMessage.Pong.class, name = "pong"),
  @JsonSubTypes.Type(value = ServerMessage.Failure.class, name = "error"),
})
public sealed interface ServerMessage {

  /** The WebSocket subprotocol these messages belong to. */
  String PROTOCOL = "sluice.v1";

  /**
   * The client is in the room, or in it again.
   *
   * @param protocol {@link #PROTOCOL}
   * @param participant the client itself
   * @param participants all others
   * @param slots the receive slots of its session
   * @param answer SDP, when the join carried an offer
   * @param resumeToken secret; lets a later connection take this participant up again
   * @param resumeGraceSeconds how long it may
   * @param resumed true when the join took up a participant again
   * @param mayRecord true when the client's {@link ClientMessage.ControlRecording} would be heard;
   *     also in {@code permissions}
   * @param permissions what the client may do
   */
  record Joined(
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long inReplyTo,
      String protocol,
      ParticipantInfo participant,
      List<ParticipantInfo> participants,
      List<SlotInfo> slots,
      Optional<String> answer,
      String resumeToken,
      int resumeGraceSeconds,
      List<IceServer> iceServers,
      RoomInfo room,
      boolean resumed,
      boolean mayRecord,
      Permissions permissions)
      implements ServerMessage {

    public Joined {
      participants = participants == null ? List.of() : List.copyOf(participants);
      slots = slots == null ? List.of() : List.copyOf(slots);
      answer = Bounds.present(answer);
      iceServers = iceServers == null ? List.of() : List.copyOf(iceServers);
    }
  }

  /**
   * The answer to {@link ClientMessage.Offer}.
   *
   * @param iceRestart true when it carries new ICE credentials
   * @param iceServers with fresh credentials, to gather candidates anew; empty without a restart
   */
  record Answer(
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long inReplyTo,
      String sdp,
      boolean iceRestart,
      List<IceServer> iceServers)
      implements ServerMessage {

    public Answer {
      iceServers = iceServers == null ? List.of() : List.copyOf(iceServers);
    }
  }

  /** A request without a message of its own as its answer succeeded. */
  record Ok(@JsonInclude(JsonInclude.Include.NON_DEFAULT) long inReplyTo)
      implements ServerMessage {}

  record ParticipantJoined(ParticipantInfo participant) implements ServerMessage {}

  /**
   * @param participant the id
   */
  record ParticipantLeft(String participant, LeaveReason reason) implements ServerMessage {}

  /** Name, metadata or connectedness changed. */
  record ParticipantUpdated(ParticipantInfo participant) implements ServerMessage {}

  /** Sent to the publisher as well, before its {@link Ok}, so that it learns its track's id. */
  record TrackPublished(TrackInfo track) implements ServerMessage {}

  /**
   * @param track the id
   * @param participant the publisher's id
   */
  record TrackUnpublished(String track, String participant) implements ServerMessage {}

  /** Mute or codec changed. */
  record TrackUpdated(TrackInfo track) implements ServerMessage {}

  /** Slots whose content changed; those not named stay as they are. */
  record Slots(List<SlotInfo> slots) implements ServerMessage {

    public Slots {
      slots = slots == null ? List.of() : List.copyOf(slots);
    }
  }

  /** Who speaks now, the dominant speaker first; empty in silence. */
  record ActiveSpeakers(List<Speaker> speakers) implements ServerMessage {

    public ActiveSpeakers {
      speakers = speakers == null ? List.of() : List.copyOf(speakers);
    }
  }

  /** Connection quality of the participants whose quality changed. */
  record QualityChanged(List<Quality> qualities) implements ServerMessage {

    public QualityChanged {
      qualities = qualities == null ? List.of() : List.copyOf(qualities);
    }
  }

  /** What another participant sent. */
  record Message(String from, String topic, String payload) implements ServerMessage {}

  record RoomUpdated(Map<String, String> metadata) implements ServerMessage {

    public RoomUpdated {
      metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
    }
  }

  /** The room's recording began, ended, was paused or resumed: everybody in it is told. */
  record RecordingChanged(RecordingInfo recording) implements ServerMessage {}

  /** The client's own media path changed, as the server sees it. */
  record Transport(TransportState state, Optional<String> detail) implements ServerMessage {

    public Transport {
      detail = Bounds.present(detail);
    }
  }

  /** Another token allows the client something else from now on. */
  record PermissionsChanged(Permissions permissions) implements ServerMessage {}

  /**
   * The session ends soon with its token, unless {@link ClientMessage.RefreshToken} brings another.
   *
   * @param seconds until then
   */
  record TokenExpiring(int seconds) implements ServerMessage {}

  /**
   * The server is going away, or takes rooms from itself: the call goes on until {@link Closed}
   * says otherwise.
   *
   * @param deadlineSeconds when that comes at the latest; 0 for at once
   * @param moveTo another server, {@code https://host[:port]}, that takes the room then
   */
  record Draining(int deadlineSeconds, Optional<String> moveTo) implements ServerMessage {

    public Draining {
      moveTo = Bounds.present(moveTo);
    }
  }

  /** The server stays after all; a {@link Draining} before holds no longer. */
  record DrainingEnded() implements ServerMessage {}

  /**
   * The last message on a connection.
   *
   * @param message for people
   * @param reconnect true when the client may join again by itself
   * @param retryAfterMs how long it should wait before it does; absent when 0
   * @param moveTo another server, {@code https://host[:port]}, on which it should do so
   */
  record Closed(
      CloseCode code,
      String message,
      boolean reconnect,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) int retryAfterMs,
      Optional<String> moveTo)
      implements ServerMessage {

    public Closed {
      moveTo = Bounds.present(moveTo);
    }

    /** With no more to say. */
    public Closed(CloseCode code, String message, boolean reconnect) {
      this(code, message, reconnect, 0, Optional.empty());
    }
  }

  /**
   * @param time that of the {@link ClientMessage.Ping}; absent when 0
   */
  record Pong(
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long inReplyTo,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long time)
      implements ServerMessage {}

  /**
   * A request failed, or a message could not be taken.
   *
   * @param message for people
   * @param retryAfterMs when the same may be asked again; absent when 0
   * @param moveTo another server, {@code https://host[:port]}, that may say yes at once
   */
  record Failure(
      ErrorCode code,
      String message,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long inReplyTo,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) int retryAfterMs,
      Optional<String> moveTo)
      implements ServerMessage {

    public Failure {
      moveTo = Bounds.present(moveTo);
    }

    /** With no more to say. */
    public Failure(ErrorCode code, String message, long inReplyTo) {
      this(code, message, inReplyTo, 0, Optional.empty());
    }
  }
}

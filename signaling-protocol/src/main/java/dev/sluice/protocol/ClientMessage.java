package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client says. Every message may carry an {@code id} that its success or error repeats as
 * {@code inReplyTo}; an id of 0 (absent on the wire) wants no answer. The constructors enforce the
 * protocol's bounds with {@link IllegalArgumentException}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ClientMessage.Join.class, name = "join"),
  @JsonSubTypes.Type(value = ClientMessage.Offer.class, name = "offer"),
  @JsonSubTypes.Type(value = ClientMessage.Publish.class, name = "publish"),
  @JsonSubTypes.Type(value = ClientMessage.Unpublish.class, name = "unpublish"),
  @JsonSubTypes.Type(value = ClientMessage.Mute.class, name = "mute"),
  @JsonSubTypes.Type(value = ClientMessage.Bind.class, name = "bind"),
  @JsonSubTypes.Type(value = ClientMessage.LayerHint.class, name = "layer_hint"),
  @JsonSubTypes.Type(value = ClientMessage.Send.class, name = "send"),
  @JsonSubTypes.Type(value = ClientMessage.Update.class, name = "update"),
  @JsonSubTypes.Type(value = ClientMessage.UpdateRoom.class, name = "update_room"),
  @JsonSubTypes.Type(value = ClientMessage.ControlRecording.class, name = "record"),
  @JsonSubTypes.Type(value = ClientMessage.RefreshToken.class, name = "refresh_token"),
  @JsonSubTypes.Type(value = ClientMessage.Leave.class, name = "leave"),
  @JsonSubTypes.Type(value = ClientMessage.Ping.class, name = "ping"),
})
public sealed interface ClientMessage {

  /** The request id, from 1 to 2^53 - 1; 0 when no answer is wanted. */
  long id();

  /**
   * Enters a room: the first message on a connection.
   *
   * @param token what authorises the client, unless the HTTP request did
   * @param identity the participant's id, made as room names are; the server gives one out when
   *     absent
   * @param name for people
   * @param offer SDP with the sections to publish in and the receive slots; needed unless {@code
   *     resume} is there
   * @param tracks what to publish from the start
   * @param resume the {@code resumeToken} of a connection that fell: the participant, its session
   *     and its tracks are taken up again, and {@code offer} and {@code tracks} must be absent
   * @param traceparent the client's trace, which the server's trace of this join continues; W3C
   *     Trace Context, a value that is none is ignored
   */
  record Join(
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long id,
      String room,
      Optional<String> token,
      Optional<String> identity,
      Optional<String> name,
      Map<String, String> metadata,
      Optional<String> offer,
      List<TrackIntent> tracks,
      Optional<String> resume,
      Optional<String> traceparent)
      implements ClientMessage {

    public Join {
      Bounds.id(id);
      Bounds.room(room);
      token = Bounds.text("token", token, 0, Bounds.TOKEN_CHARS);
      identity = Bounds.text("identity", identity, 1, Bounds.IDENTITY_CHARS);
      name = Bounds.text("name", name, 0, Bounds.NAME_CHARS);
      metadata = Bounds.metadata(metadata);
      offer = Bounds.text("offer", offer, 1, Bounds.SDP_CHARS);
      tracks = Bounds.list("tracks", tracks, Bounds.TRACKS);
      resume = Bounds.text("resume", resume, 1, Bounds.TOKEN_CHARS);
      traceparent = Bounds.text("traceparent", traceparent, 1, Bounds.TRACEPARENT_CHARS);
      if (resume.isPresent() && (offer.isPresent() || !tracks.isEmpty())) {
        throw new IllegalArgumentException("resume goes without offer and tracks");
      }
      if (offer.isEmpty() && !tracks.isEmpty()) {
        throw new IllegalArgumentException("tracks need an offer");
      }
    }

    /** Of a client that has no trace. */
    public Join(
        long id,
        String room,
        Optional<String> token,
        Optional<String> identity,
        Optional<String> name,
        Map<String, String> metadata,
        Optional<String> offer,
        List<TrackIntent> tracks,
        Optional<String> resume) {
      this(id, room, token, identity, name, metadata, offer, tracks, resume, Optional.empty());
    }
  }

  /**
   * A further offer of the same PeerConnection: more sections, another direction, or an ICE
   * restart. Only one may be outstanding.
   *
   * @param tracks what to publish in the sections the offer adds
   */
  record Offer(
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long id, String sdp, List<TrackIntent> tracks)
      implements ClientMessage {

    public Offer {
      Bounds.id(id);
      Bounds.text("sdp", sdp, 1, Bounds.SDP_CHARS);
      tracks = Bounds.list("tracks", tracks, Bounds.TRACKS);
    }
  }

  /** Publishes what the client sends in an m-section that is already negotiated. */
  record Publish(@JsonInclude(JsonInclude.Include.NON_DEFAULT) long id, TrackIntent track)
      implements ClientMessage {

    public Publish {
      Bounds.id(id);
      if (track == null) {
        throw new IllegalArgumentException("track is missing");
      }
    }
  }

  /**
   * Ends a publication; the m-section stays for the next one.
   *
   * @param track the id of a track of one's own
   */
  record Unpublish(@JsonInclude(JsonInclude.Include.NON_DEFAULT) long id, String track)
      implements ClientMessage {

    public Unpublish {
      Bounds.id(id);
      Bounds.text("track", track, 1, Bounds.TRACK_ID_CHARS);
    }
  }

  /** Says that a track of one's own is muted or no longer. */
  record Mute(@JsonInclude(JsonInclude.Include.NON_DEFAULT) long id, String track, boolean muted)
      implements ClientMessage {

    public Mute {
      Bounds.id(id);
      Bounds.text("track", track, 1, Bounds.TRACK_ID_CHARS);
    }
  }

  /**
   * Pins a track to a receive slot.
   *
   * @param mid the slot
   * @param track the id of the track; null gives the slot back to the server's choice
   */
  record Bind(
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long id,
      String mid,
      @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> track)
      implements ClientMessage {

    public Bind {
      Bounds.id(id);
      Bounds.text("mid", mid, 1, Bounds.MID_CHARS);
      track = Bounds.text("track", track, 1, Bounds.TRACK_ID_CHARS);
    }
  }

  /**
   * How large a video slot is shown, in pixels from 0 to 16384. 0 by 0 means it is not shown and
   * nothing need be sent; 16384 by 16384, the state of a new slot, means no limit.
   */
  record LayerHint(
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long id,
      String mid,
      int maxWidth,
      int maxHeight)
      implements ClientMessage {

    public LayerHint {
      Bounds.id(id);
      Bounds.text("mid", mid, 1, Bounds.MID_CHARS);
      Bounds.pixels("maxWidth", maxWidth);
      Bounds.pixels("maxHeight", maxHeight);
    }
  }

  /**
   * A message to others in the room.
   *
   * @param to participant ids; everybody else when empty
   */
  record Send(
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long id,
      String topic,
      String payload,
      List<String> to)
      implements ClientMessage {

    public Send {
      Bounds.id(id);
      Bounds.text("topic", topic, 0, Bounds.TOPIC_CHARS);
      Bounds.text("payload", payload, 0, Bounds.PAYLOAD_CHARS);
      to = Bounds.list("to", to, Bounds.RECIPIENTS);
      to.forEach(participant -> Bounds.text("to", participant, 1, Bounds.IDENTITY_CHARS));
    }
  }

  /** Changes one's own name or metadata; what is absent stays, metadata is replaced as a whole. */
  record Update(
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long id,
      Optional<String> name,
      Optional<Map<String, String>> metadata)
      implements ClientMessage {

    public Update {
      Bounds.id(id);
      name = Bounds.text("name", name, 0, Bounds.NAME_CHARS);
      metadata = Bounds.present(metadata).map(Bounds::metadata);
    }
  }

  /** Replaces the room's metadata. */
  record UpdateRoom(
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long id, Map<String, String> metadata)
      implements ClientMessage {

    public UpdateRoom {
      Bounds.id(id);
      if (metadata == null) {
        throw new IllegalArgumentException("metadata is missing");
      }
      metadata = Bounds.metadata(metadata);
    }
  }

  /**
   * Starts, stops, pauses or resumes the recording of the room, if the client may. What is so
   * already is no error.
   *
   * @param mode of a recording that begins; the server's choice when absent
   */
  record ControlRecording(
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long id,
      RecordingAction action,
      Optional<RecordingMode> mode)
      implements ClientMessage {

    public ControlRecording {
      Bounds.id(id);
      if (action == null) {
        throw new IllegalArgumentException("action is missing");
      }
      mode = Bounds.present(mode);
    }
  }

  /**
   * Brings another token for the same room and participant. What it allows holds at once: the
   * server says {@link ServerMessage.PermissionsChanged} before its {@link ServerMessage.Ok}, and
   * ends what is not allowed any more.
   */
  record RefreshToken(@JsonInclude(JsonInclude.Include.NON_DEFAULT) long id, String token)
      implements ClientMessage {

    public RefreshToken {
      Bounds.id(id);
      Bounds.text("token", token, 1, Bounds.TOKEN_CHARS);
    }

    /** Tells nothing of the token. */
    @Override
    public String toString() {
      return "RefreshToken[id=" + id + "]";
    }
  }

  /** Leaves the room for good; the server answers {@link ServerMessage.Closed}. */
  record Leave(@JsonInclude(JsonInclude.Include.NON_DEFAULT) long id) implements ClientMessage {

    public Leave {
      Bounds.id(id);
    }
  }

  /**
   * Asks for a {@link ServerMessage.Pong}.
   *
   * @param time repeated in the pong; any integer from 0 to 2^53 - 1
   */
  record Ping(
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long id,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long time)
      implements ClientMessage {

    public Ping {
      Bounds.id(id);
      if (time < 0 || time > Bounds.MAX_ID) {
        throw new IllegalArgumentException("time must be an integer from 0 to 2^53 - 1");
      }
    }
  }
}

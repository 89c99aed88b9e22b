package dev.sluice.server.e2e.libwebrtc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsType;
import dev.onvoid.webrtc.media.audio.AudioDeviceModuleBase;
import dev.sluice.protocol.ClientMessage;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.protocol.SlotInfo;
import dev.sluice.protocol.TrackInfo;
import dev.sluice.protocol.TrackIntent;
import dev.sluice.protocol.TrackSource;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;

/** Somebody who joins a room, time and again. Used by one thread. */
final class Participant {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int AUDIO_SLOTS = 2;
  private static final int VIDEO_SLOTS = 3;
  private static final Set<RTCStatsType> INTERESTING =
      EnumSet.of(
          RTCStatsType.INBOUND_RTP,
          RTCStatsType.OUTBOUND_RTP,
          RTCStatsType.REMOTE_INBOUND_RTP,
          RTCStatsType.CODEC,
          RTCStatsType.TRANSPORT,
          RTCStatsType.CANDIDATE_PAIR);

  private final PeerConnectionFactory factory;
  private final AudioDeviceModuleBase device;
  private final ScheduledExecutorService timer;

  private final Map<String, RTCRtpTransceiver> published = new LinkedHashMap<>();
  private RoomView room = new RoomView();
  private SignalingClient signaling;
  private MediaSession media;

  Participant(
      PeerConnectionFactory factory, AudioDeviceModuleBase device, ScheduledExecutorService timer) {
    this.factory = factory;
    this.device = device;
    this.timer = timer;
  }

  /**
   * Joins a room with fresh connections.
   *
   * @param wishes {@code server}, {@code room}, {@code name}, {@code yuv}, {@code hz}, {@code
   *     codec} (empty for any), {@code passive} (whether to be the DTLS server)
   */
  JsonNode join(JsonNode wishes) {
    room = new RoomView();
    published.clear();
    media = new MediaSession(factory, device, timer);
    published.put("audio", media.addMicrophone(wishes.get("hz").asInt()));
    published.put(
        "video", media.addCamera(Camera.colour(wishes.get("yuv")), wishes.get("codec").asText()));
    for (int i = 0; i < AUDIO_SLOTS; i++) {
      media.addAudioSlot();
    }
    for (int i = 0; i < VIDEO_SLOTS; i++) {
      media.addVideoSlot();
    }
    String own = media.offer();
    // libwebrtc only makes offers that leave the role open, and takes any role in the answer
    String offer =
        wishes.get("passive").asBoolean() ? own.replace("a=setup:actpass", "a=setup:passive") : own;
    List<TrackIntent> tracks =
        List.of(intent("audio", TrackSource.MICROPHONE), intent("video", TrackSource.CAMERA));
    signaling = new SignalingClient(URI.create(wishes.get("server").asText()), room);
    ServerMessage.Joined joined =
        signaling.request(
            ServerMessage.Joined.class,
            id ->
                new ClientMessage.Join(
                    id,
                    wishes.get("room").asText(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(wishes.get("name").asText()),
                    Map.of(),
                    Optional.of(offer),
                    tracks,
                    Optional.empty()));
    media.accept(joined.answer().orElseThrow());
    return nothing();
  }

  private TrackIntent intent(String section, TrackSource source) {
    return new TrackIntent(published.get(section).getMid(), source, "", false);
  }

  /** A second offer, with one more section to publish in and one more slot. */
  JsonNode shareScreen(JsonNode wishes) {
    published.put("screen", media.addCamera(Camera.colour(wishes.get("yuv")), ""));
    media.addVideoSlot();
    String offer = media.offer();
    return negotiate(offer, List.of(intent("screen", TrackSource.SCREEN)));
  }

  JsonNode restartIce() {
    media.restartIce();
    return negotiate(media.offer(), List.of());
  }

  private JsonNode negotiate(String offer, List<TrackIntent> tracks) {
    ServerMessage.Answer answer =
        signaling.request(
            ServerMessage.Answer.class, id -> new ClientMessage.Offer(id, offer, tracks));
    media.accept(answer.sdp());
    return JSON.createObjectNode().put("iceRestart", answer.iceRestart());
  }

  JsonNode mute(String section, boolean muted) {
    String track = room.ownTrack(published.get(section).getMid()).orElseThrow();
    signaling.request(ServerMessage.Ok.class, id -> new ClientMessage.Mute(id, track, muted));
    return nothing();
  }

  JsonNode leave() {
    signaling.leave();
    signaling.close();
    media.close();
    return nothing();
  }

  /** What the room looks and sounds like now. */
  JsonNode look() {
    ObjectNode view = JSON.createObjectNode();
    view.put("connection", media.state());
    view.put("closed", room.closed());
    view.set("transport", JSON.valueToTree(room.transportStates()));
    view.set("others", JSON.valueToTree(room.others()));
    Map<String, ColourMeter.Picture> pictures = media.pictures();
    Map<String, ToneMeter.Tone> tones = media.tones();
    ArrayNode slots = view.putArray("slots");
    for (SlotInfo slot : room.slots()) {
      Optional<TrackInfo> track = room.trackIn(slot);
      ObjectNode one = slots.addObject().put("mid", slot.mid());
      one.put("kind", slot.kind().wireName());
      one.put("of", track.map(TrackInfo::participant).map(room::nameOf).orElse(""));
      one.put("source", track.map(TrackInfo::source).map(TrackSource::wireName).orElse(""));
      one.put("codec", track.map(TrackInfo::codec).orElse(""));
      one.put("muted", track.map(TrackInfo::muted).orElse(false));
      one.set("picture", JSON.valueToTree(pictures.get(slot.mid())));
      one.set("tone", JSON.valueToTree(tones.get(slot.mid())));
    }
    return view;
  }

  /** The standard statistics, those that tests want to see. */
  JsonNode stats() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (RTCStats stats : media.stats()) {
      if (INTERESTING.contains(stats.getType())) {
        Map<String, Object> one = new LinkedHashMap<>(stats.getAttributes());
        one.put("type", stats.getType().name());
        one.put("id", stats.getId());
        all.add(one);
      }
    }
    return JSON.valueToTree(all);
  }

  private static JsonNode nothing() {
    return JsonNodeFactory.instance.nullNode();
  }
}

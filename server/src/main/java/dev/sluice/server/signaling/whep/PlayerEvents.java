package dev.sluice.server.signaling.whep;

import dev.sluice.server.room.RecordingInfo;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.signaling.SessionLoop;
import dev.sluice.server.signaling.wish.WishRefusal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The event streams of one session, and the state they begin with. draft-ietf-wish-whep-02 core
 * extensions, "Server Sent Events extension". Owned by the session loop.
 */
final class PlayerEvents {

  /** A player reads one; a page that is opened again may leave some behind. */
  private static final int MOST_CHANNELS = 4;

  private static final String NOTHING = "{}";

  private final SessionLoop loop;
  private final LayerDescriptions layers;
  private final Map<String, EventChannel> channels = new LinkedHashMap<>();

  /** The latest of each topic, in the order in which they happened. */
  private final Map<PlayerEvent.Topic, Told> told = new LinkedHashMap<>();

  private record Told(PlayerEvent event, String data) {}

  PlayerEvents(SessionLoop loop, LayerDescriptions layers) {
    this.loop = loop;
    this.layers = layers;
  }

  /**
   * Another stream.
   *
   * @param id a secret
   * @throws WishRefusal when there are too many
   */
  EventChannel open(String id, Set<PlayerEvent> wanted) throws WishRefusal {
    if (channels.size() >= MOST_CHANNELS) {
      throw WishRefusal.of(429, "a session has at most " + MOST_CHANNELS + " event streams");
    }
    EventChannel channel = new EventChannel(id, wanted, loop);
    channels.put(id, channel);
    // what has ended already is no news to a player that begins to listen
    told.values().stream()
        .filter(state -> state.event() != PlayerEvent.INACTIVE)
        .forEach(state -> channel.tell(state.event(), state.data()));
    return channel;
  }

  /**
   * @throws WishRefusal 404 when there is none of this id, or none any more
   */
  EventChannel channel(String id) throws WishRefusal {
    EventChannel channel = channels.get(id);
    if (channel == null) {
      throw WishRefusal.of(404, "no such event stream");
    }
    return channel;
  }

  /**
   * @throws WishRefusal as {@link #channel}
   */
  void close(String id) throws WishRefusal {
    channel(id).end();
    channels.remove(id);
  }

  void onEvent(RoomEvent event) {
    if (event instanceof RoomEvent.PublishersChanged publishers) {
      onPublishers(publishers.active());
    } else if (event instanceof RoomEvent.ViewerCountChanged count) {
      tell(PlayerEvent.VIEWERCOUNT, "{\"viewercount\":" + count.viewers() + "}");
    } else if (event instanceof RoomEvent.RecordingChanged changed) {
      tell(PlayerEvent.RECORDING, recording(changed.recording()));
    } else if (event instanceof RoomEvent.LayersChanged changed) {
      tell(PlayerEvent.LAYERS, layers.describe(changed.slots()));
    }
  }

  private static String recording(RecordingInfo recording) {
    return "{\"state\":\"%s\",\"since\":%d}"
        .formatted(recording.state().wireName(), recording.sinceMillis());
  }

  /** Before anybody has been active there is no inactivity to tell. */
  private void onPublishers(boolean active) {
    if (active) {
      tell(PlayerEvent.ACTIVE, NOTHING);
    } else if (told.containsKey(PlayerEvent.Topic.PUBLICATION)) {
      tell(PlayerEvent.INACTIVE, NOTHING);
    }
  }

  /** Whether anybody listens. */
  boolean heard() {
    return !channels.isEmpty();
  }

  /** Once only. */
  void reconnect(Optional<String> url) {
    if (!told.containsKey(PlayerEvent.Topic.RECONNECT)) {
      tell(PlayerEvent.RECONNECT, url.map(Json::url).orElse(NOTHING));
    }
  }

  private void tell(PlayerEvent event, String data) {
    told.remove(event.topic());
    told.put(event.topic(), new Told(event, data));
    channels.values().forEach(channel -> channel.tell(event, data));
  }

  void end() {
    channels.values().forEach(EventChannel::end);
    channels.clear();
  }
}

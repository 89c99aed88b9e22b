package dev.sluice.server.signaling.whep;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The events a player can ask for. {@code scte35} is none of ours: we read no ad markers. */
enum PlayerEvent {
  ACTIVE(Topic.PUBLICATION),
  INACTIVE(Topic.PUBLICATION),
  LAYERS(Topic.LAYERS),
  RECONNECT(Topic.RECONNECT),
  VIEWERCOUNT(Topic.VIEWERS);

  /** What an event is about: of each only the latest counts. */
  enum Topic {
    PUBLICATION,
    LAYERS,
    RECONNECT,
    VIEWERS
  }

  private final Topic topic;

  PlayerEvent(Topic topic) {
    this.topic = topic;
  }

  Topic topic() {
    return topic;
  }

  /** As the draft writes it. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<PlayerEvent> named(String name) {
    return Arrays.stream(values()).filter(event -> event.wireName().equals(name)).findFirst();
  }

  /** All names, with commas between them. */
  static String names() {
    return Arrays.stream(values()).map(PlayerEvent::wireName).collect(Collectors.joining(","));
  }
}

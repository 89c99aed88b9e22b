package dev.sluice.server.signaling.whep;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The events a player can ask for: those of the draft, of which {@code scte35} is none of ours,
 * since we read no ad markers; and {@code recording}, which is ours alone.
 */
enum PlayerEvent {
  ACTIVE(Topic.PUBLICATION),
  INACTIVE(Topic.PUBLICATION),
  LAYERS(Topic.LAYERS),
  RECONNECT(Topic.RECONNECT),
  RECORDING(Topic.RECORDING),
  VIEWERCOUNT(Topic.VIEWERS);

  /** What an event is about: of each only the latest counts. */
  enum Topic {
    PUBLICATION,
    LAYERS,
    RECONNECT,
    RECORDING,
    VIEWERS
  }

  private final Topic topic;

  PlayerEvent(Topic topic) {
    this.topic = topic;
  }

  Topic topic() {
    return topic;
  }

  /** As the draft would write it. */
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

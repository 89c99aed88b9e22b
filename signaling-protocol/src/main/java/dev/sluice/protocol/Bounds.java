package dev.sluice.protocol;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The limits of everything a client says. The records check them when they are made; a breach is an
 * {@link IllegalArgumentException} whose message names the field and may be shown to the client.
 */
final class Bounds {
  /** The largest integer that JavaScript holds exactly. */
  static final long MAX_ID = (1L << 53) - 1;

  static final String ROOM_PATTERN = "^[A-Za-z0-9_-]{1,64}$";

  static final int SDP_CHARS = 1 << 20;
  static final int TOKEN_CHARS = 8192;
  static final int IDENTITY_CHARS = 128;
  static final int NAME_CHARS = 128;
  static final int LABEL_CHARS = 128;
  static final int MID_CHARS = 32;
  static final int TRACK_ID_CHARS = 64;
  static final int TOPIC_CHARS = 128;
  static final int PAYLOAD_CHARS = 64 * 1024;
  static final int METADATA_ENTRIES = 64;
  static final int METADATA_KEY_CHARS = 64;
  static final int METADATA_VALUE_CHARS = 4096;
  static final int TRACKS = 64;
  static final int RECIPIENTS = 1024;

  /** Version 00 has 55; later versions may be longer. */
  static final int TRACEPARENT_CHARS = 256;

  /** A width or height that asks for no limit at all. */
  static final int MAX_PIXELS = 16384;

  private static final Pattern ROOM = Pattern.compile(ROOM_PATTERN);

  private Bounds() {}

  static void id(long id) {
    if (id < 0 || id > MAX_ID) {
      throw new IllegalArgumentException("id must be an integer from 1 to 2^53 - 1");
    }
  }

  static void room(String room) {
    if (room == null || !ROOM.matcher(room).matches()) {
      throw new InvalidRoomName();
    }
  }

  static void text(String field, String value, int minChars, int maxChars) {
    if (value == null) {
      throw new IllegalArgumentException(field + " is missing");
    }
    if (value.length() < minChars) {
      throw new IllegalArgumentException(field + " is empty");
    }
    if (value.length() > maxChars) {
      throw new TooLarge(field + " is longer than " + maxChars + " characters");
    }
  }

  static <T> Optional<T> present(Optional<T> value) {
    return value == null ? Optional.empty() : value;
  }

  static Optional<String> text(String field, Optional<String> value, int minChars, int maxChars) {
    Optional<String> present = present(value);
    present.ifPresent(text -> text(field, text, minChars, maxChars));
    return present;
  }

  static <T> List<T> list(String field, List<T> value, int maxItems) {
    if (value == null) {
      return List.of();
    }
    if (value.size() > maxItems) {
      throw new TooLarge(field + " has more than " + maxItems + " items");
    }
    if (value.stream().anyMatch(item -> item == null)) {
      throw new IllegalArgumentException(field + " holds a null");
    }
    return List.copyOf(value);
  }

  static Map<String, String> metadata(Map<String, String> value) {
    if (value == null) {
      return Map.of();
    }
    if (value.size() > METADATA_ENTRIES) {
      throw new TooLarge("metadata has more than " + METADATA_ENTRIES + " entries");
    }
    value.forEach(
        (key, text) -> {
          text("a key of metadata", key, 1, METADATA_KEY_CHARS);
          text("a value of metadata", text, 0, METADATA_VALUE_CHARS);
        });
    return Map.copyOf(value);
  }

  static void pixels(String field, int value) {
    if (value < 0 || value > MAX_PIXELS) {
      throw new IllegalArgumentException(field + " must be from 0 to " + MAX_PIXELS);
    }
  }

  /** A text or a list beyond its limit. */
  static final class TooLarge extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    TooLarge(String message) {
      super(message);
    }
  }

  /** A room name outside {@link #ROOM_PATTERN}. */
  static final class InvalidRoomName extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidRoomName() {
      super("invalid room name");
    }
  }
}

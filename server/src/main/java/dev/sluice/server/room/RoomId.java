package dev.sluice.server.room;

import java.util.regex.Pattern;

/** A room's name: 1 to 64 letters, digits, {@code _} or {@code -}. */
public record RoomId(String value) {

  private static final Pattern VALID = Pattern.compile("^[A-Za-z0-9_-]{1,64}$");

  /**
   * @throws IllegalArgumentException if {@link #isValid} says no
   */
  public RoomId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("invalid room name");
    }
  }

  /** True when {@code name} can be a room's name. */
  public static boolean isValid(String name) {
    return name != null && VALID.matcher(name).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}

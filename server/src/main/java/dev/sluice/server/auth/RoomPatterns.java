package dev.sluice.server.auth;

import dev.sluice.server.room.RoomId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Rooms by name, or by patterns in which {@code *} stands for any characters or none: {@code
 * standup}, {@code team-*}, {@code *}. Immutable; matching takes time linear in the name's length,
 * times the stars.
 */
public record RoomPatterns(List<String> patterns) implements RoomScope {

  /** How many patterns one token may hold. */
  public static final int MAX_PATTERNS = 64;

  private static final int MAX_STARS = 4;
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_*-]{1,64}");

  /**
   * @throws IllegalArgumentException when one is none, or there are too many
   */
  public RoomPatterns {
    patterns = List.copyOf(patterns);
    if (patterns.size() > MAX_PATTERNS || !patterns.stream().allMatch(RoomPatterns::isValid)) {
      throw new IllegalArgumentException("not a list of room names or patterns");
    }
  }

  private static boolean isValid(String pattern) {
    return VALID.matcher(pattern).matches()
        && pattern.chars().filter(c -> c == '*').count() <= MAX_STARS;
  }

  /** The scope of these patterns; {@link RoomScope#ALL} when one of them is {@code *}. */
  public RoomScope scope() {
    return patterns.contains("*") ? RoomScope.ALL : this;
  }

  @Override
  public boolean includes(RoomId room) {
    return patterns.stream().anyMatch(pattern -> matches(pattern, room.value()));
  }

  /** Goes back to the last star when what follows it does not fit. */
  private static boolean matches(String pattern, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int resume = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = n;
      } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** The room, when there is just one. */
  public Optional<RoomId> only() {
    return patterns.size() == 1 && patterns.get(0).indexOf('*') < 0
        ? Optional.of(new RoomId(patterns.get(0)))
        : Optional.empty();
  }
}

package dev.sluice.server.events;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which types of events somebody wants. Immutable.
 *
 * @param types at least one
 */
public record EventFilter(Set<EventType> types) {

  /** Every type. */
  public static final EventFilter ALL = new EventFilter(EnumSet.allOf(EventType.class));

  public EventFilter {
    types = Set.copyOf(types);
  }

  /**
   * Reads names with commas between them; {@code track.*} stands for all that begin so, {@code *}
   * for all.
   *
   * @throws IllegalArgumentException when a name is no event's
   */
  public static EventFilter parse(String text) {
    Set<EventType> types = EnumSet.noneOf(EventType.class);
    for (String item : text.split(",", -1)) {
      Set<EventType> named = named(item.strip());
      if (named.isEmpty()) {
        throw new IllegalArgumentException("no event is called " + item.strip());
      }
      types.addAll(named);
    }
    return new EventFilter(types);
  }

  private static Set<EventType> named(String item) {
    boolean family = item.endsWith(".*");
    String start = family ? item.substring(0, item.length() - 1) : item;
    return Arrays.stream(EventType.values())
        .filter(
            type ->
                item.equals("*")
                    || (family ? type.word().startsWith(start) : type.word().equals(item)))
        .collect(Collectors.toSet());
  }

  public boolean includes(EventType type) {
    return types.contains(type);
  }
}

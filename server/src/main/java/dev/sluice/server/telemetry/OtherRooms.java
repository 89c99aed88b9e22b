package dev.sluice.server.telemetry;

import dev.sluice.server.room.RoomId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps the page small when there are many rooms: the first so many have series of their own, the
 * rest are summed. Who is shown stays shown until the room ends, and who is summed stays summed:
 * counters of one series must not fall. Those of rooms that have ended stay in the sum.
 *
 * <p>Thread-safe.
 */
final class OtherRooms {

  /** What the sum has for a room; no room can be called so. */
  static final String LABEL = "(other)";

  private record Series(String name, List<String> labels) {}

  /** What a room says of itself, without its own label. */
  @FunctionalInterface
  interface Samples {
    void add(String name, double value, String... labels);

    /** A count; from 2^53 on it loses precision. */
    default void add(String name, long value, String... labels) {
      add(name, (double) value, labels);
    }
  }

  private final int most;
  private final Set<RoomId> shown = new LinkedHashSet<>();
  private final Map<RoomId, Map<Series, Double>> counted = new HashMap<>();
  private final Map<Series, Double> totals = new LinkedHashMap<>();
  private boolean begun;

  /**
   * @param most how many rooms have series of their own
   */
  OtherRooms(int most) {
    this.most = most;
  }

  /** Forgets who is not among {@code present} and decides who is shown. */
  synchronized Set<RoomId> choose(List<RoomId> present) {
    Set<RoomId> all = new LinkedHashSet<>(present);
    shown.retainAll(all);
    counted.keySet().retainAll(all);
    for (RoomId room : all) {
      if (shown.size() < most && !counted.containsKey(room)) {
        shown.add(room);
      } else if (!shown.contains(room)) {
        counted.putIfAbsent(room, new HashMap<>());
        begun = true;
      }
    }
    return Set.copyOf(shown);
  }

  /** Whether anything is or was summed: its series stay from then on. */
  synchronized boolean begun() {
    return begun;
  }

  /** Adds what a counter of {@code room} grew since it was asked last. */
  synchronized void count(RoomId room, String name, double value, List<String> labels) {
    Map<Series, Double> before = counted.get(room);
    if (before == null) {
      return; // another scrape saw it end
    }
    Series series = new Series(name, labels);
    double last = before.getOrDefault(series, 0.0);
    // a smaller count is that of a new room with the old name
    double grown = value >= last ? value - last : value;
    before.put(series, value);
    totals.merge(series, grown, Double::sum);
  }

  /** Tells all sums of counters. */
  synchronized void tell(Samples to) {
    totals.forEach(
        (series, sum) -> to.add(series.name(), sum, series.labels().toArray(String[]::new)));
  }
}

package dev.sluice.server.transport;

import dev.sluice.server.ice.NetworkPath;
import dev.sluice.server.transport.TransportEvent.Kind;
import java.net.Inet4Address;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The last events of one transport. Paths are told by the order in which they appeared. Nothing is
 * noted per packet. Owned by the transport's media loop.
 */
final class TransportHistory {

  /** A call of hours has a dozen; a peer that moves about all the time pushes out the oldest. */
  static final int CAPACITY = 64;

  private final Deque<TransportEvent> events = new ArrayDeque<>();
  private final IdentityHashMap<NetworkPath, Integer> numbers = new IdentityHashMap<>();
  private int paths;
  private long forgotten;

  void note(Kind kind, long nowNanos) {
    note(kind, "", nowNanos);
  }

  void note(Kind kind, String detail, long nowNanos) {
    if (events.size() == CAPACITY) {
      events.removeFirst();
      forgotten++;
    }
    events.addLast(new TransportEvent(nowNanos, kind, detail));
  }

  void pathValidated(NetworkPath path, long nowNanos) {
    paths++;
    numbers.put(path, paths);
    note(Kind.PATH_VALIDATED, describe(path), nowNanos);
  }

  void pathSelected(NetworkPath path, long nowNanos) {
    note(Kind.PATH_SELECTED, describe(path), nowNanos);
  }

  void pathRemoved(NetworkPath path, long nowNanos) {
    note(Kind.PATH_REMOVED, describe(path), nowNanos);
    numbers.remove(path);
  }

  private String describe(NetworkPath path) {
    return "path %d, %s over %s"
        .formatted(
            numbers.getOrDefault(path, 0),
            path.reliable() ? "TCP" : "UDP",
            path.remote().getAddress() instanceof Inet4Address ? "IPv4" : "IPv6");
  }

  /** The oldest first. */
  List<TransportEvent> events() {
    return List.copyOf(events);
  }

  /** How many older ones there were. */
  long forgotten() {
    return forgotten;
  }
}

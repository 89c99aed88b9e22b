package dev.sluice.server.signaling.wish;

import dev.sluice.server.http.Request;
import dev.sluice.server.room.RoomId;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The sessions by their secret ids: the living ones, and the last that ended otherwise than by a
 * DELETE. Encoders close their media before they send that, and take anything but success for a
 * failure. Sizes may be asked by any thread, the rest is the session loop's.
 */
final class ResourceRegistry {

  private static final int MOST_ENDED = 1_000;

  private final Map<String, MediaResource> resources = new ConcurrentHashMap<>();

  private final Map<String, Ended> ended =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Ended> eldest) {
          return size() > MOST_ENDED;
        }
      };

  /** A session that is over and that its client has not deleted yet. */
  record Ended(WishProtocol protocol, RoomId room) {}

  void add(MediaResource resource) {
    resources.put(resource.id(), resource);
  }

  void remove(MediaResource resource) {
    resources.remove(resource.id(), resource);
  }

  /** Keeps in mind that a session was there. */
  void remember(MediaResource resource) {
    ended.put(resource.id(), new Ended(resource.protocol(), resource.roomId()));
  }

  /** The session at this URL, which {@link WishRoutes#sessionPattern} describes. */
  Optional<MediaResource> find(WishProtocol protocol, Request request) {
    return Optional.ofNullable(resources.get(request.variable("id")))
        .filter(resource -> resource.protocol() == protocol && isIn(resource.roomId(), request));
  }

  private static boolean isIn(RoomId room, Request request) {
    return room.value().equals(request.variable("room"));
  }

  /** The same among those that ended. */
  Optional<Ended> findEnded(WishProtocol protocol, Request request) {
    return Optional.ofNullable(ended.get(request.variable("id")))
        .filter(session -> session.protocol() == protocol && isIn(session.room(), request));
  }

  /** Forgets one that ended. */
  void forget(String id) {
    ended.remove(id);
  }

  List<MediaResource> all() {
    return List.copyOf(resources.values());
  }

  int size() {
    return resources.size();
  }

  /** Those of one client, by its {@link dev.sluice.server.http.ClientKey}. */
  int size(InetAddress client) {
    return (int)
        resources.values().stream().filter(resource -> resource.client().equals(client)).count();
  }

  /** By the names of their protocols. */
  Map<String, Long> sizes() {
    return resources.values().stream()
        .collect(
            Collectors.groupingBy(resource -> resource.protocol().name(), Collectors.counting()));
  }
}

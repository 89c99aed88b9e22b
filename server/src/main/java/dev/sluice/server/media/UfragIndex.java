package dev.sluice.server.media;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Which loop knows a ufrag. A TCP connection says by its first frame where it belongs, and that is
 * read before the connection is on any loop. Thread-safe.
 */
final class UfragIndex {

  private final ConcurrentMap<String, MediaLoop> loops = new ConcurrentHashMap<>();

  void add(String ufrag, MediaLoop loop) {
    loops.put(ufrag, loop);
  }

  void remove(String ufrag, MediaLoop loop) {
    loops.remove(ufrag, loop);
  }

  MediaLoop loopOrNull(String ufrag) {
    return loops.get(ufrag);
  }
}

package dev.sluice.server.ice;

import java.util.ArrayList;
import java.util.List;

/**
 * The validated paths, a handful at most. Paths are compared by identity, as {@link NetworkPath}
 * asks.
 */
final class PathTable {

  private final int capacity;
  private final List<PathState> states;

  PathTable(int capacity) {
    this.capacity = capacity;
    states = new ArrayList<>(capacity);
  }

  int size() {
    return states.size();
  }

  PathState get(int index) {
    return states.get(index);
  }

  PathState findOrNull(NetworkPath path) {
    for (int i = 0; i < states.size(); i++) {
      PathState state = states.get(i);
      if (state.path() == path) {
        return state;
      }
    }
    return null;
  }

  /**
   * Adds a path.
   *
   * @param spared never given up
   * @return the path that had to go to make room, silent for the longest time; or null
   */
  PathState add(PathState added, PathState spared) {
    PathState evicted = null;
    if (states.size() == capacity) {
      for (PathState state : states) {
        boolean quieter = evicted == null || heardBefore(state, evicted);
        if (state != spared && quieter) {
          evicted = state;
        }
      }
      states.remove(evicted);
    }
    states.add(added);
    return evicted;
  }

  void remove(PathState state) {
    states.remove(state);
  }

  /** The path heard last, or null when there is none. */
  PathState lastHeardOrNull() {
    PathState last = null;
    for (PathState state : states) {
      if (last == null || !heardBefore(state, last)) {
        last = state;
      }
    }
    return last;
  }

  private static boolean heardBefore(PathState a, PathState b) {
    return a.lastAuthenticatedNanos() - b.lastAuthenticatedNanos() < 0;
  }
}

package dev.sluice.server.room;

import dev.sluice.server.rtp.MediaKind;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Whom an operator has muted, by kind of media: it outlives tracks and sessions, so that nobody
 * unmutes itself by publishing or joining anew. The oldest are forgotten when there are too many.
 * Owned by the room's loop.
 */
final class OperatorMutes {

  private static final int MAX_PARTICIPANTS = 1024;

  private final Map<ParticipantId, Set<MediaKind>> muted = new LinkedHashMap<>();

  void set(ParticipantId who, Set<MediaKind> kinds, boolean mute) {
    Set<MediaKind> now = muted.getOrDefault(who, EnumSet.noneOf(MediaKind.class));
    if (mute) {
      now.addAll(kinds);
    } else {
      now.removeAll(kinds);
    }
    muted.remove(who);
    if (!now.isEmpty()) {
      muted.put(who, now);
    }
    if (muted.size() > MAX_PARTICIPANTS) {
      muted.remove(muted.keySet().iterator().next());
    }
  }

  boolean holds(ParticipantId who, MediaKind kind) {
    Set<MediaKind> kinds = muted.get(who);
    return kinds != null && kinds.contains(kind);
  }
}

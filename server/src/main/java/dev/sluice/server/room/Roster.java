package dev.sluice.server.room;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The participants of a room in the order they came, and the way to speak to them. Owned by the
 * room's loop.
 */
final class Roster {

  private final Map<ParticipantId, Participant> members = new LinkedHashMap<>();

  void add(Participant who) {
    members.put(who.id(), who);
  }

  /** False if {@code who} was not, or is no longer, here. */
  boolean remove(Participant who) {
    return members.remove(who.id(), who);
  }

  Optional<Participant> find(ParticipantId participant) {
    return Optional.ofNullable(members.get(participant));
  }

  /** Everybody; not to be changed while iterating. */
  Collection<Participant> all() {
    return Collections.unmodifiableCollection(members.values());
  }

  /** Everybody as of now. */
  List<Participant> copy() {
    return new ArrayList<>(members.values());
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  int size() {
    return members.size();
  }

  List<ParticipantInfo> othersThan(Participant who) {
    return members.values().stream().filter(other -> other != who).map(Participant::info).toList();
  }

  void tellOthers(Participant who, RoomEvent event) {
    for (Participant other : members.values()) {
      if (other != who) {
        other.tell(event);
      }
    }
  }

  void tellEverybody(RoomEvent event) {
    for (Participant member : members.values()) {
      member.tell(event);
    }
  }
}

package dev.sluice.server.room;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The participants of a room in the order they came, and the way to speak to them. Owned by the
 * room's loop.
 */
final class Roster {

  private final Map<ParticipantId, Participant> members = new HashMap<>();

  /** The same in order of arrival. */
  private final List<Participant> ordered = new ArrayList<>();

  private final List<Participant> all = Collections.unmodifiableList(ordered);

  void add(Participant who) {
    members.put(who.id(), who);
    ordered.add(who);
  }

  /** False if {@code who} was not, or is no longer, here. */
  boolean remove(Participant who) {
    return members.remove(who.id(), who) && ordered.remove(who);
  }

  Optional<Participant> find(ParticipantId participant) {
    return Optional.ofNullable(members.get(participant));
  }

  /** Everybody in order of arrival; not to be changed while iterating. */
  List<Participant> all() {
    return all;
  }

  /** Everybody as of now. */
  List<Participant> copy() {
    return List.copyOf(ordered);
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  int size() {
    return members.size();
  }

  List<ParticipantInfo> othersThan(Participant who) {
    return ordered.stream().filter(other -> other != who).map(Participant::info).toList();
  }

  void tellOthers(Participant who, RoomEvent event) {
    for (Participant other : ordered) {
      if (other != who) {
        other.tell(event);
      }
    }
  }

  void tellEverybody(RoomEvent event) {
    for (Participant member : ordered) {
      member.tell(event);
    }
  }
}

package dev.sluice.server.room;

import dev.sluice.server.room.Membership.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everybody in a room in the order they came, and the way to speak to them. Viewers are here, but
 * neither seen nor spoken to. Owned by the room's loop.
 */
final class Roster {

  private final Map<ParticipantId, Participant> members = new HashMap<>();
  private final List<Participant> all = new ArrayList<>();
  private final List<Participant> visible = new ArrayList<>();
  private final List<Participant> viewers = new ArrayList<>();

  /** The same for those who only look; made once, since every tick looks. */
  private final List<Participant> allView = Collections.unmodifiableList(all);

  private final List<Participant> visibleView = Collections.unmodifiableList(visible);
  private final List<Participant> viewersView = Collections.unmodifiableList(viewers);
  private long arrivals;

  /** A number for somebody who has just come; higher than all before. */
  long nextArrival() {
    return arrivals++;
  }

  void add(Participant who) {
    members.put(who.id(), who);
    insert(all, who);
    insert(who.role() == Role.VIEWER ? viewers : visible, who);
  }

  /** Who takes over has the arrival number of somebody before and comes into the same place. */
  private static void insert(List<Participant> ordered, Participant who) {
    int place = ordered.size();
    while (place > 0 && ordered.get(place - 1).arrival() > who.arrival()) {
      place--;
    }
    ordered.add(place, who);
  }

  /** False if {@code who} was not, or is no longer, here. */
  boolean remove(Participant who) {
    if (!members.remove(who.id(), who)) {
      return false;
    }
    all.remove(who);
    visible.remove(who);
    viewers.remove(who);
    return true;
  }

  /** Whoever has this id, viewers included. */
  Optional<Participant> find(ParticipantId participant) {
    return Optional.ofNullable(members.get(participant));
  }

  /** Whoever has this id and is to be seen. */
  Optional<Participant> findVisible(ParticipantId participant) {
    return find(participant).filter(who -> who.role() != Role.VIEWER);
  }

  /** Everybody in order of arrival; not to be changed while iterating. */
  List<Participant> all() {
    return allView;
  }

  /** Everybody but the viewers, likewise. */
  List<Participant> visible() {
    return visibleView;
  }

  /** The viewers, likewise. */
  List<Participant> viewers() {
    return viewersView;
  }

  /** Everybody as of now. */
  List<Participant> copy() {
    return List.copyOf(all);
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  List<ParticipantInfo> othersThan(Participant who) {
    return visible.stream().filter(other -> other != who).map(Participant::info).toList();
  }

  void tellOthers(Participant who, RoomEvent event) {
    for (int i = 0; i < visible.size(); i++) {
      Participant other = visible.get(i);
      if (other != who && other.role() == Role.PARTICIPANT) {
        other.tell(event);
      }
    }
  }

  void tellEverybody(RoomEvent event) {
    tellOthers(null, event);
  }
}

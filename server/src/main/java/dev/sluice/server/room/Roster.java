package dev.sluice.server.room;

import dev.sluice.server.room.Membership.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everybody in a room in the order they came, and the way to speak to them. Viewers and those who
 * are hidden are here, but not seen; viewers are not spoken to. Owned by the room's loop.
 */
final class Roster {

  private final ServerCapacity capacity;
  private final Map<ParticipantId, Participant> members = new HashMap<>();
  private final List<Participant> all = new ArrayList<>();
  private final List<Participant> visible = new ArrayList<>();
  private final List<Participant> viewers = new ArrayList<>();
  private final List<Participant> listeners = new ArrayList<>();

  /** The same for those who only look; made once, since every tick looks. */
  private final List<Participant> allView = Collections.unmodifiableList(all);

  private final List<Participant> visibleView = Collections.unmodifiableList(visible);
  private final List<Participant> viewersView = Collections.unmodifiableList(viewers);
  private long arrivals;

  /**
   * @param capacity counts who is here
   */
  Roster(ServerCapacity capacity) {
    this.capacity = capacity;
  }

  /** A number for somebody who has just come; higher than all before. */
  long nextArrival() {
    return arrivals++;
  }

  void add(Participant who) {
    capacity.came();
    members.put(who.id(), who);
    insert(all, who);
    if (who.role() == Role.PARTICIPANT) {
      insert(listeners, who);
    }
    place(who);
  }

  /** {@code who}, who is here, is hidden now, or is no longer. */
  void rearrange(Participant who) {
    visible.remove(who);
    viewers.remove(who);
    place(who);
  }

  private void place(Participant who) {
    if (who.visible()) {
      insert(visible, who);
    } else if (!who.permissions().hidden()) {
      insert(viewers, who);
    }
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
    capacity.went();
    all.remove(who);
    visible.remove(who);
    viewers.remove(who);
    listeners.remove(who);
    return true;
  }

  /** Whether the server has a place for somebody more. */
  boolean serverTakesMore() {
    return capacity.takesMember();
  }

  /** Whoever has this id, whether seen or not. */
  Optional<Participant> find(ParticipantId participant) {
    return Optional.ofNullable(members.get(participant));
  }

  /** Whoever has this id and is to be seen. */
  Optional<Participant> findVisible(ParticipantId participant) {
    return find(participant).filter(Participant::visible);
  }

  /** The track with this id of somebody who is to be seen. */
  Optional<Publication> findTrack(TrackId track) {
    return visible.stream().flatMap(who -> who.publication(track).stream()).findFirst();
  }

  /** Everybody in order of arrival; not to be changed while iterating. */
  List<Participant> all() {
    return allView;
  }

  /** Those who are to be seen, likewise. */
  List<Participant> visible() {
    return visibleView;
  }

  /** The viewers who are not hidden, likewise. */
  List<Participant> viewers() {
    return viewersView;
  }

  /** How many are here without being seen. */
  int unseen() {
    return all.size() - visible.size();
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
    for (int i = 0; i < listeners.size(); i++) {
      Participant other = listeners.get(i);
      if (other != who) {
        other.tell(event);
      }
    }
  }

  /** Tells the others something about {@code who}, if they are to know of it. */
  void announce(Participant who, RoomEvent event) {
    if (who.visible()) {
      tellOthers(who, event);
    }
  }

  void tellEverybody(RoomEvent event) {
    tellOthers(null, event);
  }
}

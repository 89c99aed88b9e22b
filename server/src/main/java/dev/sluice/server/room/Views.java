package dev.sluice.server.room;

import java.util.ArrayList;
import java.util.List;

/** Whose tracks a view shows at the moment. Owned by the room's loop. */
final class Views {

  private final Roster roster;
  private final RoomSpeakers speakers;

  Views(Roster roster, RoomSpeakers speakers) {
    this.roster = roster;
    this.speakers = speakers;
  }

  /** Those who publish something that {@code who} is to see, in order of arrival. */
  List<Participant> shownTo(Participant who) {
    return shown(who.view(), who);
  }

  /** Those who publish something that the view shows to somebody who is not here. */
  List<Participant> shown(View view) {
    return shown(view, null);
  }

  private List<Participant> shown(View view, Participant except) {
    if (view instanceof View.Everybody) {
      return publishing(except, Integer.MAX_VALUE);
    }
    if (view instanceof View.Stage stage) {
      return publishing(except, stage.first());
    }
    if (view instanceof View.Publisher publisher) {
      return roster
          .findVisible(publisher.id())
          .filter(who -> publishes(who, except))
          .map(List::of)
          .orElse(List.of());
    }
    if (view instanceof View.ActiveSpeaker) {
      return speaker(except);
    }
    throw new IllegalStateException("a view nobody knows: " + view);
  }

  private List<Participant> publishing(Participant except, int limit) {
    List<Participant> found = new ArrayList<>();
    List<Participant> visible = roster.visible();
    for (int i = 0; i < visible.size() && found.size() < limit; i++) {
      if (publishes(visible.get(i), except)) {
        found.add(visible.get(i));
      }
    }
    return found;
  }

  private List<Participant> speaker(Participant except) {
    for (ParticipantId id : speakers.ranking()) {
      Participant who = roster.findVisible(id).orElse(null);
      if (who != null && publishes(who, except)) {
        return List.of(who);
      }
    }
    return publishing(except, 1);
  }

  private static boolean publishes(Participant who, Participant except) {
    return who != except && !who.publications().isEmpty();
  }
}

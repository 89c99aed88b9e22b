package dev.sluice.server.room;

import dev.sluice.server.room.Membership.DuplicatePolicy;
import dev.sluice.server.room.Membership.Role;
import java.util.Optional;

/** Decides who may come into a room, and under which id. Owned by the room's loop. */
final class Admission {

  /** As long as an identity may be. */
  private static final int MAX_ID_LENGTH = 64;

  /** The first number for somebody beside the one who was there first. */
  private static final int FIRST_BESIDE = 2;

  private final RoomOptions options;
  private final Roster roster;
  private final Views views;
  private final RoomTalk talk;

  /**
   * Somebody who may come in.
   *
   * @param former whom the newcomer replaces
   */
  record Admitted(ParticipantId id, Optional<Participant> former) {}

  Admission(RoomOptions options, Roster roster, Views views, RoomTalk talk) {
    this.options = options;
    this.roster = roster;
    this.views = views;
    this.talk = talk;
  }

  Admitted admit(RoomCommand.Join join) throws RoomRefusal {
    Admitted admitted = identify(join);
    Membership membership = join.membership();
    if (membership.role() == Role.VIEWER) {
      checkViewer(membership.view(), admitted.former());
    } else {
      checkRoomFor(admitted.former());
    }
    talk.checkMetadata(join.metadata());
    if (join.tracks().size() > options.maxTracksPerParticipant()) {
      throw new RoomRefusal(
          RoomErrorCode.TOO_MANY_TRACKS,
          "at most " + options.maxTracksPerParticipant() + " tracks can be published at once");
    }
    return admitted;
  }

  private Admitted identify(RoomCommand.Join join) throws RoomRefusal {
    Optional<Participant> former = roster.find(join.participant());
    if (former.isEmpty()) {
      return new Admitted(join.participant(), former);
    }
    DuplicatePolicy policy = join.membership().duplicate().orElse(options.duplicateIdentity());
    return switch (policy) {
      case REPLACE -> new Admitted(join.participant(), former);
      case BESIDE -> new Admitted(beside(join.participant()), Optional.empty());
      case REJECT ->
          throw new RoomRefusal(
              RoomErrorCode.IDENTITY_IN_USE, "this identity is in the room already");
    };
  }

  private ParticipantId beside(ParticipantId taken) {
    for (int number = FIRST_BESIDE; ; number++) {
      String suffix = "-" + number;
      String value = taken.value();
      int length = Math.min(value.length(), MAX_ID_LENGTH - suffix.length());
      ParticipantId id = new ParticipantId(value.substring(0, length) + suffix);
      if (roster.find(id).isEmpty()) {
        return id;
      }
    }
  }

  private void checkRoomFor(Optional<Participant> former) throws RoomRefusal {
    boolean replaces = former.filter(who -> who.role() != Role.VIEWER).isPresent();
    int present = roster.visible().size() - (replaces ? 1 : 0);
    if (options.maxParticipants() > 0 && present >= options.maxParticipants()) {
      throw new RoomRefusal(
          RoomErrorCode.ROOM_FULL,
          "the room is full: it holds " + options.maxParticipants() + " participants");
    }
  }

  private void checkViewer(View view, Optional<Participant> former) throws RoomRefusal {
    if (views.shown(view).isEmpty()) {
      throw new RoomRefusal(RoomErrorCode.NO_ACTIVE_PUBLISHER, "no active publisher in room");
    }
    boolean replaces = former.filter(who -> who.role() == Role.VIEWER).isPresent();
    int watching = roster.viewers().size() - (replaces ? 1 : 0);
    if (options.maxSubscribers() > 0 && watching >= options.maxSubscribers()) {
      throw new RoomRefusal(RoomErrorCode.SUBSCRIBER_LIMIT, "subscriber limit reached");
    }
  }
}

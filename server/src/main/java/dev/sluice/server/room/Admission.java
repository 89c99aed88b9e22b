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

  private final RoomId room;
  private final RoomGuard guard;
  private final RoomOptions options;
  private final Roster roster;
  private final Views views;
  private final RoomTalk talk;
  private final TokenSessions sessions;

  /**
   * Somebody who may come in.
   *
   * @param former whom the newcomer replaces
   */
  record Admitted(ParticipantId id, Optional<Participant> former) {}

  Admission(
      RoomId room,
      RoomServices services,
      Roster roster,
      Views views,
      RoomTalk talk,
      TokenSessions sessions) {
    this.room = room;
    this.guard = services.guard();
    this.options = services.options();
    this.roster = roster;
    this.views = views;
    this.talk = talk;
    this.sessions = sessions;
  }

  /** Whoever is let in counts for its token until {@link TokenSessions#leave}. */
  Admitted admit(RoomCommand.Join join) throws RoomRefusal {
    checkGuard(join);
    Admitted admitted = identify(join);
    if (admitted.former().isEmpty() && !roster.serverTakesMore()) {
      throw new RoomRefusal(RoomErrorCode.SERVER_FULL, "the server is full");
    }
    Membership membership = join.membership();
    Entitlement entitlement = membership.entitlement();
    checkRole(membership.role(), entitlement.permissions());
    if (membership.role() == Role.VIEWER) {
      checkView(membership.view());
    }
    if (membership.role() == Role.VIEWER || entitlement.permissions().hidden()) {
      checkRoomForUnseen(admitted.former());
    } else {
      checkRoomFor(entitlement.limits(), admitted.former());
    }
    talk.checkMetadata(join.metadata());
    if (join.tracks().size() > options.maxTracksPerParticipant()) {
      throw new RoomRefusal(
          RoomErrorCode.TOO_MANY_TRACKS,
          "at most " + options.maxTracksPerParticipant() + " tracks can be published at once");
    }
    checkToken(entitlement, admitted.former());
    return admitted;
  }

  /** Whether anything is left to do for somebody with these permissions. */
  static void checkRole(Role role, Permissions permissions) throws RoomRefusal {
    if (!permissions.permits(role)) {
      throw new RoomRefusal(
          RoomErrorCode.NOT_ADMITTED,
          role == Role.VIEWER ? "you may not receive others' tracks" : "you may not publish");
    }
  }

  private void checkGuard(RoomCommand.Join join) throws RoomRefusal {
    if (guard.bars(room, join.participant(), join.membership().entitlement())) {
      throw removed();
    }
  }

  static RoomRefusal removed() {
    return new RoomRefusal(RoomErrorCode.NOT_ADMITTED, "you were removed from this room");
  }

  private void checkToken(Entitlement entitlement, Optional<Participant> former)
      throws RoomRefusal {
    boolean same =
        former.filter(who -> who.entitlement().tokenId().equals(entitlement.tokenId())).isPresent();
    if (!sessions.enter(entitlement, same ? 1 : 0)) {
      throw tokenInUse(entitlement);
    }
  }

  static RoomRefusal tokenInUse(Entitlement entitlement) {
    return new RoomRefusal(
        RoomErrorCode.TOKEN_IN_USE,
        "this token is good for " + entitlement.limits().maxSessions() + " sessions at once");
  }

  private Admitted identify(RoomCommand.Join join) throws RoomRefusal {
    Optional<Participant> former = roster.find(join.participant());
    if (former.isEmpty()) {
      return new Admitted(join.participant(), former);
    }
    DuplicatePolicy policy = join.membership().duplicate().orElse(options.duplicateIdentity());
    if (policy == DuplicatePolicy.REPLACE
        && former.get().entitlement().identity().isPresent()
        && !isTheSame(join)) {
      throw new RoomRefusal(
          RoomErrorCode.IDENTITY_IN_USE, "this identity belongs to somebody with a token for it");
    }
    return switch (policy) {
      case REPLACE -> new Admitted(join.participant(), former);
      case BESIDE -> new Admitted(beside(join.participant()), Optional.empty());
      case REJECT ->
          throw new RoomRefusal(
              RoomErrorCode.IDENTITY_IN_USE, "this identity is in the room already");
    };
  }

  /** Whoever only chose the identity cannot take the place of whom a token names. */
  private static boolean isTheSame(RoomCommand.Join join) {
    Entitlement entitlement = join.membership().entitlement();
    return entitlement.operator() || entitlement.names(join.participant());
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

  private void checkRoomFor(Limits granted, Optional<Participant> former) throws RoomRefusal {
    boolean replaces = former.filter(Participant::visible).isPresent();
    int present = roster.visible().size() - (replaces ? 1 : 0);
    int limit = Limits.stricter(options.maxParticipants(), granted.maxParticipants());
    if (limit > 0 && present >= limit) {
      throw new RoomRefusal(
          RoomErrorCode.ROOM_FULL, "the room is full: it holds " + limit + " participants");
    }
  }

  private void checkView(View view) throws RoomRefusal {
    if (views.shown(view).isEmpty()) {
      throw new RoomRefusal(RoomErrorCode.NO_ACTIVE_PUBLISHER, "no active publisher in room");
    }
  }

  /** Who is hidden takes up what a viewer does. */
  private void checkRoomForUnseen(Optional<Participant> former) throws RoomRefusal {
    boolean replaces = former.filter(who -> !who.visible()).isPresent();
    int present = roster.unseen() - (replaces ? 1 : 0);
    if (options.maxSubscribers() > 0 && present >= options.maxSubscribers()) {
      throw new RoomRefusal(RoomErrorCode.SUBSCRIBER_LIMIT, "subscriber limit reached");
    }
  }
}

package dev.sluice.server.room;

import dev.sluice.server.ice.IceOptions;
import dev.sluice.server.room.Membership.Role;
import dev.sluice.server.time.NanoClock;
import dev.sluice.server.transport.SessionParameters;
import dev.sluice.server.transport.TransportContext;
import dev.sluice.server.transport.WebRtcTransport;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Who is in a room: joining, leaving, losing and regaining signaling or media.
 *
 * <p>Owned by the room's loop.
 */
final class RoomMembers {

  private static final Logger LOG = LoggerFactory.getLogger(RoomMembers.class);

  private final RoomId room;
  private final RoomOptions options;
  private final NanoClock clock;
  private final Roster roster;
  private final RoomTracks tracks;
  private final RoomSlots slots;
  private final Views views;
  private final RoomTalk talk;
  private final RoomReports reports;
  private final RoomChronicle chronicle;
  private final Admission admission;
  private final TokenSessions sessions;
  private final Audience audience;
  private final TransportContext transportContext;

  RoomMembers(
      RoomId room,
      RoomHome home,
      RoomServices services,
      NanoClock clock,
      Roster roster,
      RoomTracks tracks,
      RoomSlots slots,
      RoomTalk talk,
      RoomReports reports,
      RoomChronicle chronicle,
      TokenSessions sessions) {
    this.room = room;
    this.options = services.options();
    this.clock = clock;
    this.roster = roster;
    this.tracks = tracks;
    this.slots = slots;
    this.views = slots.views();
    this.talk = talk;
    this.reports = reports;
    this.chronicle = chronicle;
    this.sessions = sessions;
    this.admission = new Admission(room, services, roster, views, talk, sessions);
    this.audience = new Audience(options, roster, views, tracks.recording());
    this.transportContext =
        new TransportContext(
            home.sink(),
            home.directory(),
            services.dtls(),
            services.srtp(),
            home.mailbox(),
            services.wallClock(),
            IceOptions.defaults().withLivenessNanos(options.mediaTimeoutNanos()),
            services.random().get());
  }

  // ---- joining

  void join(RoomCommand.Join join, long nowNanos) {
    Admission.Admitted admitted;
    try {
      admitted = admission.admit(join);
    } catch (RoomRefusal refusal) {
      reports.onJoinRefused(refusal.code());
      LogFields.of(LOG.atInfo(), room, join.participant(), join.listener().ids())
          .log(
              "room {} refused {} {}: {}",
              room,
              join.membership().role().word(),
              join.participant(),
              refusal.getMessage());
      join.sink()
          .onEvent(new RoomEvent.Rejected(join.requestId(), refusal.code(), refusal.getMessage()));
      return;
    }
    Optional<Participant> former = admitted.former();
    long arrival = former.map(Participant::arrival).orElseGet(roster::nextArrival);
    Participant newcomer = new Participant(admitted.id(), join, arrival, nowNanos);
    try {
      takeIn(newcomer, join, former, nowNanos);
    } catch (RuntimeException e) {
      sessions.leave(newcomer.entitlement());
      throw e;
    }
    newcomer.joining(
        JoinProgress.admitted(
            join.listener(), newcomer, options.connectTimeoutNanos(), clock.nanoTime()));
    former.ifPresent(who -> remove(who, LeaveReason.REPLACED));
    roster.add(newcomer);
    chronicle.joined(newcomer, join.membership().entitlement().permissions().hidden());
    slots.assign(newcomer);
    newcomer.tell(
        new RoomEvent.Joined(
            join.requestId(),
            newcomer.info(),
            othersFor(newcomer),
            newcomer.tellableSlots(),
            talk.roomMetadata(),
            tracks.recording().info()));
    if (newcomer.role() == Role.VIEWER) {
      audience.add(newcomer, nowNanos);
    } else {
      roster.announce(newcomer, new RoomEvent.ParticipantJoined(newcomer.info()));
    }
    about(newcomer)
        .log("room {} {} {} joined ({})", room, newcomer.role().word(), newcomer.id(), present());
  }

  private void takeIn(
      Participant newcomer, RoomCommand.Join join, Optional<Participant> former, long nowNanos) {
    connect(newcomer, join.session(), nowNanos);
    try {
      publishAll(newcomer, join.tracks(), join.requestId());
      former.ifPresent(who -> slots.handOver(who, newcomer, nowNanos));
    } catch (RuntimeException e) {
      disconnect(newcomer);
      throw e;
    }
  }

  private List<ParticipantInfo> othersFor(Participant who) {
    return switch (who.role()) {
      case PARTICIPANT -> roster.othersThan(who);
      case PUBLISHER -> List.of();
      case VIEWER -> views.shownTo(who).stream().map(Participant::info).toList();
    };
  }

  private LoggingEventBuilder about(Participant who) {
    return LogFields.of(LOG.atInfo(), room, who.id(), who.joining().ids());
  }

  private String present() {
    return roster.visible().size() + " present, " + roster.viewers().size() + " watching";
  }

  private void connect(Participant who, SessionParameters session, long nowNanos) {
    ParticipantTransport events = new ParticipantTransport(room, who, roster, chronicle, clock);
    WebRtcTransport transport =
        new WebRtcTransport(session, transportContext, events, events, nowNanos);
    who.transport(transport);
    transport.limitReceive(who.entitlement().limits().maxBitrateBps(), nowNanos);
    try {
      slots.open(who);
    } catch (RuntimeException e) {
      transport.close();
      throw e;
    }
  }

  private void disconnect(Participant who) {
    reports.onTransportGone(who);
    tracks.dropAll(who);
    who.transport().close();
  }

  /** A track that can't be published does not undo the join: the sink hears why. */
  private void publishAll(Participant who, List<TrackIntent> intents, long requestId) {
    for (TrackIntent intent : intents) {
      try {
        tracks.add(who, intent);
      } catch (RoomRefusal refusal) {
        who.tell(new RoomEvent.Rejected(requestId, refusal.code(), refusal.getMessage()));
      }
    }
  }

  // ---- signaling lost and regained

  void signalingLost(RoomCommand.SignalingLost lost, long nowNanos) {
    roster
        .find(lost.participant())
        .filter(who -> who.hearsBy(lost.sink()) && who.presence().signalingLost(nowNanos))
        .ifPresent(
            who -> {
              roster.announce(who, new RoomEvent.ParticipantUpdated(who.info()));
              chronicle.signalingLost(who);
              about(who).log("room {} participant {} lost its signaling", room, who.id());
            });
  }

  void resume(RoomCommand.Resume resume, long nowNanos) {
    Optional<Participant> found =
        roster.find(resume.participant()).filter(who -> who.hearsBy(resume.former()));
    if (found.isEmpty()) {
      resume
          .sink()
          .onEvent(
              new RoomEvent.Rejected(
                  resume.requestId(), RoomErrorCode.NOT_JOINED, "the grace time is over"));
      return;
    }
    Participant who = found.get();
    who.hearBy(resume.sink());
    boolean wasLost = who.presence().signalingBack(nowNanos);
    who.tell(
        new RoomEvent.Resumed(
            resume.requestId(),
            who.info(),
            othersFor(who),
            who.tellableSlots(),
            talk.roomMetadata(),
            tracks.recording().info()));
    if (wasLost) {
      roster.announce(who, new RoomEvent.ParticipantUpdated(who.info()));
      chronicle.signalingResumed(who);
    }
    about(who).log("room {} participant {} resumed", room, who.id());
  }

  void renegotiate(RoomCommand.Renegotiate command, long nowNanos) {
    Optional<Participant> found =
        roster.find(command.participant()).filter(who -> who.hearsBy(command.sink()));
    if (found.isEmpty()) {
      return;
    }
    Participant who = found.get();
    if (command.newTransport()) {
      List<TrackId> former = who.publications().stream().map(Publication::id).toList();
      disconnect(who);
      former.forEach(
          track -> roster.tellEverybody(new RoomEvent.TrackUnpublished(track, who.id())));
      connect(who, command.session(), nowNanos);
      who.presence().mediaRenewed(nowNanos);
    } else {
      who.transport().update(command.session(), nowNanos);
      tracks.followSections(who);
    }
    for (TrackIntent intent : command.tracks()) {
      try {
        tracks.publish(who, intent);
      } catch (RoomRefusal refusal) {
        who.tell(new RoomEvent.Rejected(command.requestId(), refusal.code(), refusal.getMessage()));
      }
    }
    slots.assign(who);
    if (command.requestId() != 0) {
      who.tell(new RoomEvent.Accepted(command.requestId()));
    }
    who.tell(new RoomEvent.SlotsChanged(who.tellableSlots()));
  }

  // ---- leaving

  void remove(Participant who, LeaveReason reason) {
    if (!roster.remove(who)) {
      return;
    }
    reports.onLeft(who, reason);
    who.joining().left(reason, clock.nanoTime());
    sessions.leave(who.entitlement());
    disconnect(who);
    chronicle.left(who, reason);
    who.tell(new RoomEvent.Disconnected(reason));
    if (who.role() == Role.VIEWER) {
      audience.forget(who);
    } else {
      roster.announce(who, new RoomEvent.ParticipantLeft(who.id(), reason));
    }
    about(who)
        .log(
            "room {} {} {} left: {} ({})",
            room,
            who.role().word(),
            who.id(),
            reason.wireName(),
            present());
  }

  void removeAll(LeaveReason reason) {
    for (Participant who : roster.copy()) {
      remove(who, reason);
    }
  }

  // ---- time

  void onTick(long nowNanos) {
    boolean somebodyOverdue = false;
    List<Participant> everybody = roster.all();
    for (int i = 0; i < everybody.size(); i++) {
      Participant who = everybody.get(i);
      try {
        who.transport().onTick(nowNanos);
      } catch (RuntimeException e) {
        who.abandon(e);
      }
      somebodyOverdue |= who.presence().overdueOrNull(nowNanos, options) != null;
    }
    if (somebodyOverdue) {
      removeOverdue(nowNanos);
    }
  }

  private void removeOverdue(long nowNanos) {
    for (Participant who : roster.copy()) {
      LeaveReason reason = who.presence().overdueOrNull(nowNanos, options);
      if (reason != null) {
        remove(who, reason);
      }
    }
  }

  /** To be called once a second. */
  void onSecond(long nowNanos) {
    List<Participant> everybody = roster.all();
    for (int i = 0; i < everybody.size(); i++) {
      everybody.get(i).joining().onSecond(nowNanos);
    }
    for (Participant viewer : audience.onSecond(nowNanos)) {
      remove(viewer, LeaveReason.NO_PUBLISHER);
    }
  }

  /** What a view shows at the moment. */
  RoomView inspect(View view) {
    List<Participant> shown = views.shown(view);
    return new RoomView(
        shown.stream().map(Participant::info).toList(),
        shown.stream()
            .flatMap(who -> who.publications().stream())
            .map(Publication::format)
            .distinct()
            .toList(),
        roster.viewers().size());
  }
}

package dev.sluice.server.room;

import dev.sluice.server.ice.IceOptions;
import dev.sluice.server.time.NanoClock;
import dev.sluice.server.transport.SessionParameters;
import dev.sluice.server.transport.TransportContext;
import dev.sluice.server.transport.WebRtcTransport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is in a room: joining, leaving, losing and regaining signaling, and the messages they send
 * each other.
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
  private final RoomReports reports;
  private final TransportContext transportContext;
  private Map<String, String> roomMetadata = Map.of();

  RoomMembers(
      RoomId room,
      RoomHome home,
      RoomServices services,
      NanoClock clock,
      Roster roster,
      RoomTracks tracks,
      RoomReports reports) {
    this.room = room;
    this.options = services.options();
    this.clock = clock;
    this.roster = roster;
    this.tracks = tracks;
    this.reports = reports;
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
    Participant former = roster.find(join.participant()).orElse(null);
    try {
      checkRoomFor(join, former);
    } catch (RoomRefusal refusal) {
      join.sink()
          .onEvent(new RoomEvent.Rejected(join.requestId(), refusal.code(), refusal.getMessage()));
      return;
    }
    Participant newcomer =
        new Participant(join.participant(), join.name(), join.metadata(), join.sink());
    connect(newcomer, join.session(), nowNanos);
    if (former != null) {
      remove(former, LeaveReason.REPLACED);
    }
    roster.add(newcomer);
    publishAll(newcomer, join.tracks(), join.requestId());
    tracks.assignSlots(newcomer);
    newcomer.tell(
        new RoomEvent.Joined(
            join.requestId(),
            newcomer.info(),
            roster.othersThan(newcomer),
            newcomer.tellableSlots(),
            roomMetadata));
    roster.tellOthers(newcomer, new RoomEvent.ParticipantJoined(newcomer.info()));
    LOG.info("room {} participant {} joined ({} present)", room, newcomer.id(), roster.size());
  }

  private void checkRoomFor(RoomCommand.Join join, Participant former) throws RoomRefusal {
    if (former != null && options.duplicateIdentity() == RoomOptions.DuplicateIdentity.REJECT) {
      throw new RoomRefusal(RoomErrorCode.IDENTITY_IN_USE, "this identity is in the room already");
    }
    int present = roster.size() - (former == null ? 0 : 1);
    if (options.maxParticipants() > 0 && present >= options.maxParticipants()) {
      throw new RoomRefusal(
          RoomErrorCode.ROOM_FULL,
          "the room is full: it holds " + options.maxParticipants() + " participants");
    }
    checkMetadata(join.metadata());
    if (join.tracks().size() > options.maxTracksPerParticipant()) {
      throw tooManyTracks();
    }
  }

  private RoomRefusal tooManyTracks() {
    return new RoomRefusal(
        RoomErrorCode.TOO_MANY_TRACKS,
        "at most " + options.maxTracksPerParticipant() + " tracks can be published at once");
  }

  private void connect(Participant who, SessionParameters session, long nowNanos) {
    ParticipantTransport events = new ParticipantTransport(room, who, clock);
    WebRtcTransport transport =
        new WebRtcTransport(session, transportContext, events, events, nowNanos);
    who.transport(transport);
    try {
      tracks.openSlots(who);
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
        .filter(who -> who.signalingConnected() && who.hearsBy(lost.sink()))
        .ifPresent(
            who -> {
              who.signalingLost(nowNanos);
              roster.tellOthers(who, new RoomEvent.ParticipantUpdated(who.info()));
              LOG.info("room {} participant {} lost its signaling", room, who.id());
            });
  }

  void resume(RoomCommand.Resume resume) {
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
    boolean wasConnected = who.signalingConnected();
    who.signalingBack(resume.sink());
    who.tell(
        new RoomEvent.Resumed(
            resume.requestId(),
            who.info(),
            roster.othersThan(who),
            who.tellableSlots(),
            roomMetadata));
    if (!wasConnected) {
      roster.tellOthers(who, new RoomEvent.ParticipantUpdated(who.info()));
    }
    LOG.info("room {} participant {} resumed", room, who.id());
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
    tracks.assignSlots(who);
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
    disconnect(who);
    who.tell(new RoomEvent.Disconnected(reason));
    roster.tellOthers(who, new RoomEvent.ParticipantLeft(who.id(), reason));
    LOG.info(
        "room {} participant {} left: {} ({} present)",
        room,
        who.id(),
        reason.wireName(),
        roster.size());
  }

  void removeAll(LeaveReason reason) {
    for (Participant who : roster.copy()) {
      remove(who, reason);
    }
  }

  void onTick(long nowNanos) {
    List<Participant> gone = null;
    List<Participant> everybody = roster.all();
    for (int i = 0; i < everybody.size(); i++) {
      Participant who = everybody.get(i);
      try {
        who.transport().onTick(nowNanos);
      } catch (RuntimeException e) {
        who.abandon(e);
      }
      if (who.graceOver(nowNanos, options.resumeGraceNanos())) {
        gone = gone == null ? new ArrayList<>() : gone;
        gone.add(who);
      }
    }
    if (gone != null) {
      gone.forEach(who -> remove(who, LeaveReason.SIGNALING_LOST));
    }
  }

  // ---- talking

  void broadcast(Participant from, RoomCommand.Broadcast message) throws RoomRefusal {
    int size = utf8Length(message.topic()) + utf8Length(message.payload());
    if (size > options.maxMessageBytes()) {
      throw new RoomRefusal(
          RoomErrorCode.TOO_LARGE,
          "a message may have " + options.maxMessageBytes() + " bytes, this one has " + size);
    }
    RoomEvent event = new RoomEvent.Message(from.id(), message.topic(), message.payload());
    if (message.to().isEmpty()) {
      roster.tellOthers(from, event);
      return;
    }
    // once each, however often they are named
    Set<Participant> addressees = new LinkedHashSet<>();
    for (ParticipantId id : message.to()) {
      addressees.add(
          roster
              .find(id)
              .orElseThrow(
                  () ->
                      new RoomRefusal(
                          RoomErrorCode.NO_SUCH_PARTICIPANT, "nobody here is called " + id)));
    }
    addressees.forEach(addressee -> addressee.tell(event));
  }

  void updateProfile(Participant who, RoomCommand.UpdateProfile update) throws RoomRefusal {
    checkMetadata(update.metadata());
    update.name().ifPresent(who::rename);
    who.metadata(update.metadata());
    roster.tellEverybody(new RoomEvent.ParticipantUpdated(who.info()));
  }

  void updateRoomMetadata(Map<String, String> metadata) throws RoomRefusal {
    checkMetadata(metadata);
    roomMetadata = Map.copyOf(metadata);
    roster.tellEverybody(new RoomEvent.RoomUpdated(roomMetadata));
  }

  private void checkMetadata(Map<String, String> metadata) throws RoomRefusal {
    int size = 0;
    for (Map.Entry<String, String> entry : metadata.entrySet()) {
      size += utf8Length(entry.getKey()) + utf8Length(entry.getValue());
    }
    if (size > options.maxMetadataBytes()) {
      throw new RoomRefusal(
          RoomErrorCode.TOO_LARGE,
          "metadata may have " + options.maxMetadataBytes() + " bytes, these have " + size);
    }
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}

package dev.sluice.server.room;

import dev.sluice.server.rtp.MediaKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Mutes and unmutes tracks, for their publishers and for operators. Owned by the room's loop. */
final class TrackMutes {

  private final Roster roster;
  private final RoomRecording recording;
  private final RoomChronicle chronicle;
  private final Runnable onChange;
  private final OperatorMutes operatorMutes = new OperatorMutes();

  /**
   * @param onChange told when a track is, or is no longer, worth a slot
   */
  TrackMutes(Roster roster, RoomRecording recording, RoomChronicle chronicle, Runnable onChange) {
    this.roster = roster;
    this.recording = recording;
    this.chronicle = chronicle;
    this.onChange = onChange;
  }

  /** A track that nobody knows of yet begins as an operator wants it. */
  void begin(Publication publication) {
    publication.muteByOperator(
        operatorMutes.holds(publication.publisher().id(), publication.kind()));
  }

  /** Its publisher describes the track anew; nobody is told. */
  void describe(Publication publication, boolean muted, long nowNanos) {
    boolean before = publication.muted();
    publication.mute(muted);
    follow(publication, before, nowNanos);
  }

  /**
   * Its publisher asks.
   *
   * @throws RoomRefusal when an operator does not want it to be unmuted
   */
  void ask(Publication publication, boolean muted, long nowNanos) throws RoomRefusal {
    if (publication.mutedByOperator() && !muted) {
      throw new RoomRefusal(RoomErrorCode.NOT_PERMITTED, "an operator has muted this track");
    }
    boolean before = publication.muted();
    describe(publication, muted, nowNanos);
    if (publication.muted() != before) {
      roster.tellEverybody(new RoomEvent.TrackUpdated(publication.info()));
    }
  }

  /** An operator's order. */
  OperatorAnswer order(RoomCommand.OrderMute order, long nowNanos) {
    Optional<Participant> found = roster.find(order.participant());
    if (found.isEmpty()) {
      return new OperatorAnswer.NoSuchParticipant();
    }
    Participant who = found.get();
    Optional<Publication> one = order.track().flatMap(who::publication);
    if (order.track().isPresent() && one.isEmpty()) {
      return new OperatorAnswer.NoSuchTrack();
    }
    Set<MediaKind> kinds =
        one.map(track -> (Set<MediaKind>) EnumSet.of(track.kind()))
            .orElseGet(() -> EnumSet.allOf(MediaKind.class));
    operatorMutes.set(who.id(), kinds, order.muted());
    for (Publication track : one.map(List::of).orElseGet(() -> List.copyOf(who.publications()))) {
      carryOut(track, order.muted(), nowNanos);
    }
    return OperatorAnswer.Done.about(who);
  }

  private void carryOut(Publication track, boolean muted, long nowNanos) {
    if (track.mutedByOperator() == muted) {
      return;
    }
    boolean before = track.muted();
    track.muteByOperator(muted);
    follow(track, before, nowNanos);
    roster.tellEverybody(new RoomEvent.TrackUpdated(track.info()));
    if (track.publisher().role() == Membership.Role.PUBLISHER) {
      track.publisher().tell(new RoomEvent.TrackUpdated(track.info()));
    }
  }

  /** What was left out while muted is no loss to the subscribers: they begin anew. */
  private void follow(Publication publication, boolean before, long nowNanos) {
    if (publication.muted() == before) {
      return;
    }
    recording.onMuted(publication, nowNanos);
    chronicle.muted(publication);
    for (Subscription subscription : publication.subscriptions()) {
      subscription.restart();
      subscription.requestKeyframe(nowNanos);
    }
    onChange.run();
  }
}

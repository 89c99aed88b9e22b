package dev.sluice.server.room;

import dev.sluice.server.room.Membership.Role;
import dev.sluice.server.time.NanoClock;
import dev.sluice.server.transport.RtpSender;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Who sees which track where: the receive slots of everybody in a room, what subscribers ask of
 * them, and when they are assigned anew, because tracks or speakers have changed.
 *
 * <p>Owned by the room's loop.
 */
final class RoomSlots {

  private final Roster roster;
  private final RoomSpeakers speakers;
  private final Views views;
  private final SlotBinder binder;
  private final EgressPlan plan = new EgressPlan();
  private boolean stale;

  RoomSlots(Roster roster, NanoClock clock) {
    this.roster = roster;
    this.speakers = new RoomSpeakers(roster);
    this.views = new Views(roster, speakers);
    this.binder = new SlotBinder(views, speakers, clock);
  }

  /** Whose tracks a view shows. */
  Views views() {
    return views;
  }

  RoomSpeakers speakers() {
    return speakers;
  }

  // ---- a participant's m-sections

  /** Opens a slot for every m-section in which {@code who} can and may receive. */
  void open(Participant who) {
    if (who.role() == Role.PUBLISHER) {
      return;
    }
    for (RtpSender sender : who.transport().senders()) {
      if (who.slot(sender.parameters().mid()).isEmpty()) {
        who.addSlot(new Subscription(who, sender, plan));
      }
    }
    stale = true;
  }

  /** After a further offer: slots of m-sections that stopped are gone, new ones are there. */
  void followSections(Participant who) {
    for (Subscription slot : List.copyOf(who.slots())) {
      if (who.transport().sender(slot.mid()).filter(slot.sender()::equals).isEmpty()) {
        slot.bind(Optional.empty());
        who.removeSlot(slot.mid());
      }
    }
    open(who);
  }

  /** Nothing is sent to {@code who} any more; nobody is told. */
  void dropAll(Participant who) {
    for (Subscription slot : List.copyOf(who.slots())) {
      slot.bind(Optional.empty());
      who.removeSlot(slot.mid());
    }
    speakers.forget(who);
  }

  /** What {@code who} may do has changed. */
  void followPermissions(Participant who) {
    if (!who.permissions().subscribe()) {
      who.slots().forEach(Subscription::unpin);
    }
    reassign(who);
  }

  // ---- what is in them

  /** A track came, went, or is worth more or less than before: the next tick assigns anew. */
  void onTracksChanged() {
    stale = true;
  }

  /** Decides {@code who}'s slots at once, without telling. */
  void assign(Participant who) {
    binder.assign(who);
  }

  private void reassign(Participant who) {
    List<SlotBinding> changed = binder.assign(who);
    if (!changed.isEmpty()) {
      who.tell(new RoomEvent.SlotsChanged(changed));
    }
  }

  void onTick(long nowNanos) {
    boolean othersSpeak = speakers.update(nowNanos);
    if (stale || othersSpeak) {
      boolean tracksChanged = stale;
      stale = false;
      for (Participant who : roster.all()) {
        if (tracksChanged || who.view().followsSpeakers()) {
          reassign(who);
        }
      }
    }
  }

  /**
   * {@code successor} takes the place of {@code former}: who receives a track of the one receives
   * the corresponding track of the other from now on, in the same slot. Pins stay with the track
   * and end with it.
   */
  void handOver(Participant former, Participant successor, long nowNanos) {
    for (Publication track : former.publications()) {
      counterpart(track, successor)
          .ifPresent(
              next -> {
                for (Subscription slot : List.copyOf(track.subscriptions())) {
                  if (!slot.pinned() && slot.canCarry(next)) {
                    slot.bind(Optional.of(next));
                    slot.requestKeyframe(nowNanos);
                  }
                }
              });
    }
  }

  private static Optional<Publication> counterpart(Publication track, Participant of) {
    return of.publications().stream()
        .filter(other -> other.kind() == track.kind())
        .min(Comparator.comparing(other -> other.source() != track.source()));
  }

  // ---- what subscribers ask

  void bind(Participant who, String slotMid, Optional<TrackId> track, long nowNanos)
      throws RoomRefusal {
    Subscription slot = slot(who, slotMid);
    if (!who.permissions().subscribe()) {
      throw new RoomRefusal(RoomErrorCode.NOT_PERMITTED, "you may not receive others' tracks");
    }
    if (track.isEmpty()) {
      slot.unpin();
    } else {
      Publication publication =
          roster
              .findTrack(track.get())
              .orElseThrow(
                  () ->
                      new RoomRefusal(
                          RoomErrorCode.NO_SUCH_TRACK, "there is no track " + track.get()));
      if (!slot.canCarry(publication)) {
        throw new RoomRefusal(
            RoomErrorCode.CODEC_NOT_SUPPORTED_BY_SLOT,
            "slot " + slotMid + " can't carry " + publication.format().codec().encodingName());
      }
      slot.pin(publication);
      slot.requestKeyframe(nowNanos);
    }
    stale = true;
    slot.takeChange().ifPresent(now -> who.tell(new RoomEvent.SlotsChanged(List.of(now))));
  }

  void hint(Participant who, String slotMid, int maxWidth, int maxHeight, long nowNanos)
      throws RoomRefusal {
    slot(who, slotMid).hint(maxWidth, maxHeight, nowNanos);
  }

  void choose(Participant who, String slotMid, LayerChoice choice, long nowNanos)
      throws RoomRefusal {
    Subscription slot = slot(who, slotMid);
    boolean exists =
        slot.publication().map(publication -> publication.hasLayer(choice)).orElse(true);
    if (!exists) {
      throw new RoomRefusal(
          RoomErrorCode.NO_SUCH_LAYER, "the track in slot " + slotMid + " has no such layer");
    }
    slot.choose(choice, nowNanos);
  }

  private static Subscription slot(Participant who, String slotMid) throws RoomRefusal {
    return who.slot(slotMid)
        .orElseThrow(
            () ->
                new RoomRefusal(RoomErrorCode.NO_SUCH_SLOT, "there is no receive slot " + slotMid));
  }
}

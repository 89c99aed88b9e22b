package dev.sluice.server.room;

import dev.sluice.server.room.Membership.Role;
import dev.sluice.server.room.forwarding.HistoryBudget;
import dev.sluice.server.room.forwarding.HistoryPool;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.time.NanoClock;
import dev.sluice.server.transport.MediaReceiver;
import dev.sluice.server.transport.RtpSender;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is published in a room and who sees it where: publications, slots, and the read batches
 * between them.
 *
 * <p>Owned by the room's loop.
 */
final class RoomTracks implements Publication.Listener {

  /** Caches of five publishers with ten seconds of 6 Mbit/s between keyframes. */
  private static final long HISTORY_BUDGET_BYTES = 64L << 20;

  private final Roster roster;
  private final RoomOptions options;
  private final NanoClock clock;
  private final Runnable requestBatchEnd;
  private final RoomSpeakers speakers;
  private final Views views;
  private final SlotBinder binder;
  private final RoomRecording recording;
  private final RoomChronicle chronicle;
  private final TrackMutes mutes;
  private final List<Publication> publications = new ArrayList<>();
  private final List<Publication> pending = new ArrayList<>();

  private final EgressPlan plan = new EgressPlan();
  private final HistoryBudget historyBudget;

  private long tracksPublished;
  private int encodingsSeen;
  private long unstorable;
  private boolean slotsStale;

  RoomTracks(
      Roster roster,
      RoomOptions options,
      HistoryPool histories,
      NanoClock clock,
      RoomRecording recording,
      RoomChronicle chronicle,
      Runnable requestBatchEnd) {
    this.roster = roster;
    this.options = options;
    this.historyBudget = new HistoryBudget(HISTORY_BUDGET_BYTES, histories);
    this.clock = clock;
    this.recording = recording;
    this.chronicle = chronicle;
    this.requestBatchEnd = requestBatchEnd;
    this.speakers = new RoomSpeakers(roster);
    this.views = new Views(roster, speakers);
    this.binder = new SlotBinder(views, speakers, clock);
    this.mutes = new TrackMutes(roster, recording, chronicle, () -> slotsStale = true);
  }

  /** Whose tracks a view shows. */
  Views views() {
    return views;
  }

  RoomRecording recording() {
    return recording;
  }

  TrackMutes mutes() {
    return mutes;
  }

  // ---- publishing

  /** Publishes and tells everybody. */
  void publish(Participant who, TrackIntent intent) throws RoomRefusal {
    boolean already = who.publicationIn(intent.mid()).isPresent();
    Publication publication = add(who, intent);
    roster.tellEverybody(
        already
            ? new RoomEvent.TrackUpdated(publication.info())
            : new RoomEvent.TrackPublished(publication.info()));
  }

  /** Publishes what {@code who} sends in an m-section; a second time changes its description. */
  Publication add(Participant who, TrackIntent intent) throws RoomRefusal {
    Optional<Publication> already = who.publicationIn(intent.mid());
    if (already.isPresent()) {
      checkPermitted(who, intent, already.get().kind());
      already.get().describe(intent);
      mutes.describe(already.get(), intent.muted(), clock.nanoTime());
      slotsStale = true;
      return already.get();
    }
    MediaReceiver section =
        who.transport()
            .receiver(intent.mid())
            .filter(receiver -> who.role() != Role.VIEWER)
            .orElseThrow(
                () ->
                    new RoomRefusal(
                        RoomErrorCode.MID_NOT_PUBLISHABLE,
                        "nothing can be published in m-section " + intent.mid()));
    checkPermitted(who, intent, section.parameters().kind());
    checkCount(who);
    tracksPublished++;
    TrackId id = new TrackId("t" + tracksPublished);
    Publication publication = new Publication(id, who, section, intent, this);
    mutes.begin(publication);
    who.add(publication);
    publications.add(publication);
    recording.onPublished(publication, clock.nanoTime());
    chronicle.published(publication);
    slotsStale = true;
    return publication;
  }

  private static void checkPermitted(Participant who, TrackIntent intent, MediaKind kind)
      throws RoomRefusal {
    if (!who.permissions().permits(intent.source(), kind)) {
      throw new RoomRefusal(
          RoomErrorCode.NOT_PERMITTED,
          "you may not publish "
              + (kind == MediaKind.AUDIO ? "audio" : "video")
              + " as "
              + intent.source().name().toLowerCase(Locale.ROOT));
    }
  }

  private void checkCount(Participant who) throws RoomRefusal {
    int published = who.publications().size();
    if (published >= options.maxTracksPerParticipant()) {
      throw new RoomRefusal(
          RoomErrorCode.TOO_MANY_TRACKS,
          "at most " + options.maxTracksPerParticipant() + " tracks can be published at once");
    }
    int granted = who.entitlement().limits().maxTracks();
    if (granted > 0 && published >= granted) {
      throw new RoomRefusal(
          RoomErrorCode.NOT_PERMITTED, "you may publish " + granted + " tracks at once");
    }
  }

  /**
   * What {@code who} may do has changed: what it may not publish any more ends, the last tracks
   * first where there are too many, and its slots are as it may have them.
   */
  void followPermissions(Participant who) {
    List<Publication> kept = new ArrayList<>();
    int granted = who.entitlement().limits().maxTracks();
    for (Publication publication : List.copyOf(who.publications())) {
      if (who.permissions().permits(publication.source(), publication.kind())
          && (granted == 0 || kept.size() < granted)) {
        kept.add(publication);
      } else {
        end(publication);
      }
    }
    if (!who.permissions().subscribe()) {
      who.slots().forEach(Subscription::unpin);
    }
    reassign(who);
  }

  private void end(Publication publication) {
    drop(publication);
    roster.tellEverybody(
        new RoomEvent.TrackUnpublished(publication.id(), publication.publisher().id()));
  }

  void unpublish(Participant who, TrackId track) throws RoomRefusal {
    end(ownTrack(who, track));
  }

  void mute(Participant who, TrackId track, boolean muted, long nowNanos) throws RoomRefusal {
    mutes.ask(ownTrack(who, track), muted, nowNanos);
  }

  private Publication ownTrack(Participant who, TrackId track) throws RoomRefusal {
    Optional<Publication> own = who.publication(track);
    if (own.isPresent()) {
      return own.get();
    }
    boolean exists = find(track).isPresent();
    throw exists
        ? new RoomRefusal(RoomErrorCode.NOT_YOUR_TRACK, "track " + track + " is somebody else's")
        : new RoomRefusal(RoomErrorCode.NO_SUCH_TRACK, "there is no track " + track);
  }

  private Optional<Publication> find(TrackId track) {
    return roster.visible().stream().flatMap(who -> who.publication(track).stream()).findFirst();
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

  private void drop(Publication publication) {
    for (Subscription subscription : List.copyOf(publication.subscriptions())) {
      subscription.bind(Optional.empty());
    }
    recording.onUnpublished(publication, clock.nanoTime());
    chronicle.unpublished(publication);
    publication.close();
    publication.publisher().remove(publication);
    publications.remove(publication);
    pending.remove(publication);
    slotsStale = true;
  }

  // ---- a participant's m-sections

  /** Opens a slot for every m-section in which {@code who} can and may receive. */
  void openSlots(Participant who) {
    if (who.role() == Role.PUBLISHER) {
      return;
    }
    for (RtpSender sender : who.transport().senders()) {
      if (who.slot(sender.parameters().mid()).isEmpty()) {
        who.addSlot(new Subscription(who, sender, plan));
      }
    }
    slotsStale = true;
  }

  /**
   * After a further offer: tracks and slots of m-sections that stopped are gone, new slots are
   * there.
   */
  void followSections(Participant who) {
    for (Publication publication : List.copyOf(who.publications())) {
      if (who.transport().receiver(publication.mid()).isEmpty()) {
        end(publication);
      }
    }
    for (Subscription slot : List.copyOf(who.slots())) {
      if (who.transport().sender(slot.mid()).filter(slot.sender()::equals).isEmpty()) {
        slot.bind(Optional.empty());
        who.removeSlot(slot.mid());
      }
    }
    openSlots(who);
  }

  /** Everything {@code who} publishes or receives is gone; nobody is told. */
  void dropAll(Participant who) {
    for (Publication publication : List.copyOf(who.publications())) {
      drop(publication);
    }
    for (Subscription slot : List.copyOf(who.slots())) {
      slot.bind(Optional.empty());
      who.removeSlot(slot.mid());
    }
    speakers.forget(who);
  }

  // ---- slots

  /** Decides {@code who}'s slots at once, without telling. */
  void assignSlots(Participant who) {
    binder.assign(who);
  }

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
          find(track.get())
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
    slotsStale = true;
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

  // ---- packets

  @Override
  public void onBatchPending(Publication publication) {
    pending.add(publication);
    recording.onMedia(publication);
    requestBatchEnd.run();
  }

  @Override
  public void onAudioLevel(Publication publication, int level, boolean voice, long nowNanos) {
    speakers.onLevel(publication.publisher(), level, voice, nowNanos);
  }

  @Override
  public void onUnstorable() {
    unstorable++;
  }

  @Override
  public int nextEncodingId() {
    return encodingsSeen++;
  }

  @Override
  public HistoryBudget historyBudget() {
    return historyBudget;
  }

  @Override
  public void onCodecChanged(Publication publication) {
    slotsStale = true; // not every slot can carry it now
    roster.tellEverybody(new RoomEvent.TrackUpdated(publication.info()));
  }

  void forwardPending(long nowNanos) {
    for (int i = 0; i < pending.size(); i++) {
      pending.get(i).forwardBatch(nowNanos);
    }
    pending.clear();
  }

  void onTick(long nowNanos) {
    for (int i = 0; i < publications.size(); i++) {
      publications.get(i).onTick(nowNanos);
    }
    recording.onTick(nowNanos);
    boolean othersSpeak = speakers.update(nowNanos);
    if (slotsStale || othersSpeak) {
      boolean tracksChanged = slotsStale;
      slotsStale = false;
      for (Participant who : roster.all()) {
        if (tracksChanged || who.view().followsSpeakers()) {
          reassign(who);
        }
      }
    }
  }

  private void reassign(Participant who) {
    List<SlotBinding> changed = binder.assign(who);
    if (!changed.isEmpty()) {
      who.tell(new RoomEvent.SlotsChanged(changed));
    }
  }

  /** Packets no history could hold. */
  long unstorable() {
    return unstorable;
  }
}

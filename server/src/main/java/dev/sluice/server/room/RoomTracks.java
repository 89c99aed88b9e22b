package dev.sluice.server.room;

import dev.sluice.server.room.Membership.Role;
import dev.sluice.server.room.forwarding.HistoryBudget;
import dev.sluice.server.room.forwarding.HistoryPool;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.time.NanoClock;
import dev.sluice.server.transport.MediaReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is published in a room: who may publish what, and the read batches that go from there to the
 * {@link RoomSlots}.
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
  private final RoomSlots slots;
  private final RoomRecording recording;
  private final RoomChronicle chronicle;
  private final TrackMutes mutes;
  private final List<Publication> publications = new ArrayList<>();
  private final List<Publication> pending = new ArrayList<>();
  private final HistoryBudget historyBudget;

  private long tracksPublished;
  private int encodingsSeen;
  private long unstorable;

  RoomTracks(
      Roster roster,
      RoomSlots slots,
      RoomOptions options,
      HistoryPool histories,
      NanoClock clock,
      RoomRecording recording,
      RoomChronicle chronicle,
      Runnable requestBatchEnd) {
    this.roster = roster;
    this.slots = slots;
    this.options = options;
    this.historyBudget = new HistoryBudget(HISTORY_BUDGET_BYTES, histories);
    this.clock = clock;
    this.recording = recording;
    this.chronicle = chronicle;
    this.requestBatchEnd = requestBatchEnd;
    this.mutes = new TrackMutes(roster, recording, chronicle, slots::onTracksChanged);
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
      slots.onTracksChanged();
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
    slots.onTracksChanged();
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
    slots.followPermissions(who);
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
    boolean exists = roster.findTrack(track).isPresent();
    throw exists
        ? new RoomRefusal(RoomErrorCode.NOT_YOUR_TRACK, "track " + track + " is somebody else's")
        : new RoomRefusal(RoomErrorCode.NO_SUCH_TRACK, "there is no track " + track);
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
    slots.onTracksChanged();
  }

  // ---- a participant's m-sections

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
    slots.followSections(who);
  }

  /** Everything {@code who} publishes or receives is gone; nobody is told. */
  void dropAll(Participant who) {
    for (Publication publication : List.copyOf(who.publications())) {
      drop(publication);
    }
    slots.dropAll(who);
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
    slots.speakers().onLevel(publication.publisher(), level, voice, nowNanos);
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
    slots.onTracksChanged(); // not every slot can carry it now
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
  }

  /** Packets no history could hold. */
  long unstorable() {
    return unstorable;
  }
}

package dev.sluice.server.room;

import dev.sluice.server.room.forwarding.SlotAssigner;
import dev.sluice.server.room.forwarding.SlotAssigner.Candidate;
import dev.sluice.server.room.forwarding.SlotAssigner.Content;
import dev.sluice.server.room.forwarding.SlotAssigner.Slot;
import dev.sluice.server.time.NanoClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carries out for one participant at a time what {@link SlotAssigner} decides. Owned by the room's
 * loop.
 */
final class SlotBinder {

  private final Views views;
  private final RoomSpeakers speakers;
  private final NanoClock clock;

  SlotBinder(Views views, RoomSpeakers speakers, NanoClock clock) {
    this.views = views;
    this.speakers = speakers;
    this.clock = clock;
  }

  /** Assigns {@code who}'s slots and returns those that are not what was told last. */
  List<SlotBinding> assign(Participant who) {
    List<Slot<Subscription, Publication>> slots = new ArrayList<>();
    for (Subscription slot : who.slots()) {
      Optional<Publication> shown = slot.publication();
      slots.add(new Slot<>(slot, slot.kind(), shown, slot.pinned() ? shown : Optional.empty()));
    }
    Map<Subscription, Optional<Publication>> decided =
        SlotAssigner.assign(
            slots,
            candidates(who),
            speakers.ranking(),
            speakers.activeCount(),
            Subscription::canCarry);
    List<SlotBinding> changed = new ArrayList<>();
    long now = clock.nanoTime();
    decided.forEach(
        (slot, track) -> {
          if (!track.equals(slot.publication())) {
            slot.bind(track);
            slot.requestKeyframe(now);
          }
          slot.takeChange().ifPresent(changed::add);
        });
    return changed;
  }

  private List<Candidate<Publication, ParticipantId>> candidates(Participant who) {
    List<Candidate<Publication, ParticipantId>> candidates = new ArrayList<>();
    if (!who.permissions().subscribe()) {
      return candidates;
    }
    for (Participant other : views.shownTo(who)) {
      for (Publication track : other.publications()) {
        candidates.add(
            new Candidate<>(
                track, other.id(), track.kind(), content(track.source()), track.muted()));
      }
    }
    return candidates;
  }

  private static Content content(TrackSource source) {
    return switch (source) {
      case SCREEN, SCREEN_AUDIO -> Content.SCREEN;
      case MICROPHONE, CAMERA, OTHER -> Content.PERSON;
    };
  }
}

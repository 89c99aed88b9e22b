package dev.sluice.server.room.forwarding;

import dev.sluice.server.rtp.MediaKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Decides which track each receive slot of one subscriber shows. A pure function of the room's
 * state and of what the slots show now:
 *
 * <ol>
 *   <li>A pinned slot shows its track, or nothing while there is no such track.
 *   <li>What is shown stays where it is, as long as it exists and the slot can carry it.
 *   <li>Waiting tracks fill free slots: screens first, then active speakers, then the rest by who
 *       spoke last, muted tracks at the end.
 *   <li>When no slot is free, a waiting track takes the place of one of a lower class: a screen or
 *       an active speaker that of a silent participant, anything that of a muted track. Of those,
 *       the one whose participant has been silent longest gives way.
 *   <li>A participant's microphone and camera (and a screen and its sound) prefer the audio and
 *       video slot of the same number, since those two share a MediaStream in the subscriber's
 *       session and browsers synchronise lips within one.
 * </ol>
 *
 * @param <S> names a slot
 * @param <T> names a track
 * @param <P> names a participant
 */
public final class SlotAssigner<S, T, P> {

  /**
   * A receive slot. Slots of one kind are numbered in the order given.
   *
   * @param shown what the slot shows now
   * @param pinned the subscriber's choice; empty leaves it to the server
   */
  public record Slot<S, T>(S id, MediaKind kind, Optional<T> shown, Optional<T> pinned) {}

  /** What kind of content a track has; sound goes with the picture it belongs to. */
  public enum Content {
    SCREEN,
    PERSON
  }

  /** A published track; the subscriber's own are not among the candidates. */
  public record Candidate<T, P>(
      T id, P participant, MediaKind kind, Content content, boolean muted) {}

  /** Lower classes come first, and only they displace. */
  private static final int SCREEN = 0;

  private static final int SPEAKING = 1;
  private static final int SILENT = 2;
  private static final int MUTED = 3;

  private final List<Slot<S, T>> slots;
  private final Map<T, Candidate<T, P>> candidates = new LinkedHashMap<>();
  private final Map<P, Integer> speakerRanks = new HashMap<>();
  private final int activeSpeakers;
  private final BiPredicate<S, T> usable;

  /** The result so far, in slot order; null for an empty slot. */
  private final Map<S, T> bindings = new LinkedHashMap<>();

  private SlotAssigner(
      List<Slot<S, T>> slots,
      Collection<Candidate<T, P>> candidates,
      List<P> speakers,
      int activeSpeakers,
      BiPredicate<S, T> usable) {
    this.slots = slots;
    this.activeSpeakers = activeSpeakers;
    this.usable = usable;
    for (Candidate<T, P> candidate : candidates) {
      this.candidates.put(candidate.id(), candidate);
    }
    for (P speaker : speakers) {
      speakerRanks.putIfAbsent(speaker, speakerRanks.size());
    }
  }

  /**
   * Assigns tracks to slots.
   *
   * @param slots all slots of the subscriber, in the order of their m-sections
   * @param candidates all tracks of the others, oldest first
   * @param speakers those who have spoken, as {@link SpeakerDetector#ranking()} gives them
   * @param activeSpeakers how many at the head of {@code speakers} speak now
   * @param usable whether a slot's negotiated codecs can carry a track
   * @return every slot, in order, with its track or with empty
   */
  public static <S, T, P> Map<S, Optional<T>> assign(
      List<Slot<S, T>> slots,
      Collection<Candidate<T, P>> candidates,
      List<P> speakers,
      int activeSpeakers,
      BiPredicate<S, T> usable) {
    return new SlotAssigner<>(slots, candidates, speakers, activeSpeakers, usable).assign();
  }

  private Map<S, Optional<T>> assign() {
    for (Slot<S, T> slot : slots) {
      bindings.put(slot.id(), null);
    }
    for (Slot<S, T> slot : slots) {
      slot.pinned().filter(track -> fits(slot, track)).ifPresent(t -> bindings.put(slot.id(), t));
    }
    for (Slot<S, T> slot : slots) {
      if (slot.pinned().isEmpty()) {
        slot.shown()
            .filter(track -> fits(slot, track) && !bindings.containsValue(track))
            .ifPresent(track -> bindings.put(slot.id(), track));
      }
    }
    // Video first: it is what people look at, and sound then settles beside it.
    place(MediaKind.VIDEO);
    place(MediaKind.AUDIO);
    Map<S, Optional<T>> result = new LinkedHashMap<>();
    bindings.forEach((slot, track) -> result.put(slot, Optional.ofNullable(track)));
    return result;
  }

  private boolean fits(Slot<S, T> slot, T track) {
    Candidate<T, P> candidate = candidates.get(track);
    return candidate != null && candidate.kind() == slot.kind() && usable.test(slot.id(), track);
  }

  private void place(MediaKind kind) {
    List<Candidate<T, P>> waiting = new ArrayList<>();
    for (Candidate<T, P> candidate : candidates.values()) {
      if (candidate.kind() == kind && !bindings.containsValue(candidate.id())) {
        waiting.add(candidate);
      }
    }
    // The sort is stable: equals stay in the order of publication.
    waiting.sort(this::compare);
    List<Slot<S, T>> kindSlots = slotsOf(kind);
    for (Candidate<T, P> candidate : waiting) {
      Slot<S, T> slot = freeSlot(kindSlots, candidate);
      if (slot == null) {
        slot = displaceableSlot(kindSlots, candidate);
      }
      if (slot != null) {
        bindings.put(slot.id(), candidate.id());
      }
    }
  }

  private List<Slot<S, T>> slotsOf(MediaKind kind) {
    return slots.stream().filter(slot -> slot.kind() == kind).toList();
  }

  private int compare(Candidate<T, P> a, Candidate<T, P> b) {
    int byClass = Integer.compare(classOf(a), classOf(b));
    return byClass != 0 ? byClass : Integer.compare(rankOf(a), rankOf(b));
  }

  private int classOf(Candidate<T, P> candidate) {
    if (candidate.muted()) {
      return MUTED;
    }
    if (candidate.content() == Content.SCREEN) {
      return SCREEN;
    }
    return rankOf(candidate) < activeSpeakers ? SPEAKING : SILENT;
  }

  private int rankOf(Candidate<T, P> candidate) {
    return speakerRanks.getOrDefault(candidate.participant(), Integer.MAX_VALUE);
  }

  /** The paired slot if it is free; else a free one that is nobody's pair; else any free one. */
  private Slot<S, T> freeSlot(List<Slot<S, T>> kindSlots, Candidate<T, P> candidate) {
    Slot<S, T> best = null;
    int bestAffinity = -1;
    for (int number = 0; number < kindSlots.size(); number++) {
      Slot<S, T> slot = kindSlots.get(number);
      boolean free = bindings.get(slot.id()) == null && slot.pinned().isEmpty();
      if (free && fits(slot, candidate.id())) {
        int affinity = affinity(number, candidate);
        if (affinity > bestAffinity) {
          best = slot;
          bestAffinity = affinity;
        }
      }
    }
    return best;
  }

  /** 2 beside the candidate's own counterpart, 1 beside nothing, 0 beside somebody else's. */
  private int affinity(int number, Candidate<T, P> candidate) {
    MediaKind other = candidate.kind() == MediaKind.VIDEO ? MediaKind.AUDIO : MediaKind.VIDEO;
    List<Slot<S, T>> others = slotsOf(other);
    T beside = number < others.size() ? bindings.get(others.get(number).id()) : null;
    if (beside == null) {
      return 1;
    }
    Candidate<T, P> neighbour = candidates.get(beside);
    return neighbour.content() == candidate.content()
            && Objects.equals(neighbour.participant(), candidate.participant())
        ? 2
        : 0;
  }

  /** The slot of the least deserving track of a lower class, or null when there is none. */
  private Slot<S, T> displaceableSlot(List<Slot<S, T>> kindSlots, Candidate<T, P> candidate) {
    Slot<S, T> victimSlot = null;
    Candidate<T, P> victim = null;
    for (Slot<S, T> slot : kindSlots) {
      T shown = bindings.get(slot.id());
      if (shown == null || slot.pinned().isPresent() || !fits(slot, candidate.id())) {
        continue;
      }
      Candidate<T, P> occupant = candidates.get(shown);
      boolean lower = classOf(occupant) > classOf(candidate);
      if (lower && (victim == null || compare(occupant, victim) > 0)) {
        victimSlot = slot;
        victim = occupant;
      }
    }
    return victimSlot;
  }
}

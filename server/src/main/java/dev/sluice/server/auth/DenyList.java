package dev.sluice.server.auth;

import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Tokens that were taken back by their id, and participants who were thrown out of a room, each
 * until an instant. An entry is never given up before its time: when the list is full of entries
 * that still hold, a further one is refused, and whoever wanted it hears so. Thread-safe; asking
 * never waits.
 */
public final class DenyList {

  /** How many tokens, and how many participants, are remembered at once. */
  public static final int MAX_ENTRIES = 100_000;

  /** How many participants of one room may be kept out at once by who administers the room. */
  public static final int MAX_OF_ROOM = 1_000;

  /** Longer ids are of no token this server takes. */
  public static final int MAX_TOKEN_ID_CHARS = 256;

  /** What came of an order. */
  public enum Outcome {
    DONE,
    /** It holds already, and for at least that long. */
    HELD_ALREADY,
    /** The instant is past: it would mean nothing. */
    PAST,
    /** As many entries hold as can be remembered. */
    FULL
  }

  /** A token that was taken back. */
  public record RevokedToken(String tokenId, Instant until) {}

  /** Somebody who was thrown out of a room. */
  public record BarredParticipant(RoomId room, ParticipantId participant, Instant until) {}

  /** All that holds. */
  public record Contents(List<RevokedToken> tokens, List<BarredParticipant> participants) {
    public static final Contents EMPTY = new Contents(List.of(), List.of());

    public Contents {
      tokens = List.copyOf(tokens);
      participants = List.copyOf(participants);
    }
  }

  /** Hears of what changes, on the thread that changes it; must not block. */
  public interface Listener {
    /** A token was taken back: who came with it has to go. */
    default void onRevoked(RevokedToken token) {}

    /** Somebody was barred from a room: it has to go. */
    default void onBarred(BarredParticipant participant) {}

    /** Anything has changed, also by an order that takes a former one back. */
    default void onChanged() {}
  }

  private record Place(RoomId room, ParticipantId participant) {}

  private final InstantSource clock;
  private final int maxEntries;
  private final Map<String, Instant> tokens = new ConcurrentHashMap<>();
  private final Map<Place, Instant> participants = new ConcurrentHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** An empty one. */
  public DenyList(InstantSource clock) {
    this(clock, MAX_ENTRIES);
  }

  DenyList(InstantSource clock, int maxEntries) {
    this.clock = Objects.requireNonNull(clock);
    this.maxEntries = maxEntries;
  }

  /** From now on this one hears of changes too. */
  public void addListener(Listener listener) {
    listeners.add(listener);
  }

  /**
   * Takes a token back.
   *
   * @param until when it is over anyhow
   * @throws IllegalArgumentException when the id is empty or longer than {@value
   *     #MAX_TOKEN_ID_CHARS} characters
   */
  public Outcome revoke(String tokenId, Instant until) {
    if (tokenId.isEmpty() || tokenId.length() > MAX_TOKEN_ID_CHARS) {
      throw new IllegalArgumentException("a token id has 1 to 256 characters");
    }
    Outcome outcome = put(tokens, tokenId, until);
    if (outcome == Outcome.DONE) {
      RevokedToken token = new RevokedToken(tokenId, until);
      listeners.forEach(listener -> listener.onRevoked(token));
      listeners.forEach(Listener::onChanged);
    }
    return outcome;
  }

  /** Keeps a participant out of a room, as the operator orders. */
  public Outcome bar(RoomId room, ParticipantId participant, Instant until) {
    return told(put(participants, new Place(room, participant), until), room, participant, until);
  }

  /**
   * The same as somebody orders who administers rooms only: {@value #MAX_OF_ROOM} of each, and
   * never so many in all that the operator finds the list full.
   */
  public Outcome barWithinShare(RoomId room, ParticipantId participant, Instant until) {
    return told(putWithinShare(new Place(room, participant), until), room, participant, until);
  }

  private Outcome told(Outcome outcome, RoomId room, ParticipantId participant, Instant until) {
    if (outcome == Outcome.DONE) {
      BarredParticipant barred = new BarredParticipant(room, participant, until);
      listeners.forEach(listener -> listener.onBarred(barred));
      listeners.forEach(Listener::onChanged);
    }
    return outcome;
  }

  /**
   * Lets a participant in again; a token that was taken back stays so.
   *
   * @return whether it was kept out
   */
  public boolean admit(RoomId room, ParticipantId participant) {
    boolean removed = participants.remove(new Place(room, participant)) != null;
    if (removed) {
      listeners.forEach(Listener::onChanged);
    }
    return removed;
  }

  private synchronized Outcome putWithinShare(Place place, Instant until) {
    boolean another = !participants.containsKey(place);
    return another && barredFrom(place.room()) >= MAX_OF_ROOM
        ? Outcome.FULL
        : put(participants, place, until, maxEntries - maxEntries / 4);
  }

  private long barredFrom(RoomId room) {
    return participants.entrySet().stream()
        .filter(entry -> entry.getKey().room().equals(room) && holds(entry.getValue()))
        .count();
  }

  private <K> Outcome put(Map<K, Instant> entries, K key, Instant until) {
    return put(entries, key, until, maxEntries);
  }

  private synchronized <K> Outcome put(
      Map<K, Instant> entries, K key, Instant until, int mostEntries) {
    Instant now = clock.instant();
    if (!until.isAfter(now)) {
      return Outcome.PAST;
    }
    Instant former = entries.get(key);
    if (former != null && !former.isBefore(until)) {
      return Outcome.HELD_ALREADY;
    }
    if (former == null && entries.size() >= mostEntries) {
      entries.values().removeIf(end -> !end.isAfter(now));
      if (entries.size() >= mostEntries) {
        return Outcome.FULL;
      }
    }
    entries.put(key, until);
    return Outcome.DONE;
  }

  /** Whether this token was taken back. */
  public boolean isRevoked(String tokenId) {
    return holds(tokens.get(tokenId));
  }

  /** Whether this participant is kept out of this room. */
  public boolean isBarred(RoomId room, ParticipantId participant) {
    return holds(participants.get(new Place(room, participant)));
  }

  private boolean holds(Instant until) {
    return until != null && until.isAfter(clock.instant());
  }

  /** All that holds, in the order in which it ends; for people and files. */
  public Contents contents() {
    List<RevokedToken> revoked = new ArrayList<>();
    tokens.forEach(
        (id, until) -> {
          if (holds(until)) {
            revoked.add(new RevokedToken(id, until));
          }
        });
    List<BarredParticipant> barred = new ArrayList<>();
    participants.forEach(
        (place, until) -> {
          if (holds(until)) {
            barred.add(new BarredParticipant(place.room(), place.participant(), until));
          }
        });
    revoked.sort(Comparator.comparing(RevokedToken::until).thenComparing(RevokedToken::tokenId));
    barred.sort(
        Comparator.comparing(BarredParticipant::until)
            .thenComparing(it -> it.room().value())
            .thenComparing(it -> it.participant().value()));
    return new Contents(revoked, barred);
  }

  /** Takes over what a former server left, without telling anybody. */
  void restore(Contents former) {
    former.tokens().forEach(token -> put(tokens, token.tokenId(), token.until()));
    former
        .participants()
        .forEach(it -> put(participants, new Place(it.room(), it.participant()), it.until()));
  }
}

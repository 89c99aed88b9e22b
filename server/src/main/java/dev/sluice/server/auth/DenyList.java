package dev.sluice.server.auth;

import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.time.ClockComparison;
import dev.sluice.server.time.NanoClock;
import java.time.Duration;
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
 *
 * <p>A wall clock that leaps changes nothing: each order is timed by the monotonic clock from when
 * it is given. A token holds by the wall clock besides, since that is what decides whether it is
 * over: one that seems young again after a leap back is denied again.
 */
public final class DenyList {

  /** How many tokens, and how many participants, are remembered at once. */
  public static final int MAX_ENTRIES = 100_000;

  /** How many participants of one room may be kept out at once by who administers the room. */
  public static final int MAX_OF_ROOM = 1_000;

  /** So long after its end a token is still remembered, should the clock be put back behind it. */
  static final Duration REMEMBERED = Duration.ofDays(30);

  /** No order lasts longer; within what nanoseconds can count. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

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

  /**
   * When an order ends.
   *
   * @param until by the wall clock, as it was when the order was given
   * @param deadlineNanos by the monotonic clock
   */
  private record End(Instant until, long deadlineNanos) {

    /** Give and take what lies between two readings of the clocks. */
    boolean covers(End other) {
      return !until.isBefore(other.until)
          && deadlineNanos - other.deadlineNanos + ClockComparison.LEAST.toNanos() > 0;
    }

    End or(End other) {
      return new End(
          until.isAfter(other.until) ? until : other.until,
          deadlineNanos - other.deadlineNanos > 0 ? deadlineNanos : other.deadlineNanos);
    }
  }

  private final InstantSource wall;
  private final NanoClock clock;
  private final int maxEntries;
  private final Map<String, End> tokens = new ConcurrentHashMap<>();
  private final Map<Place, End> participants = new ConcurrentHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** An empty one. */
  public DenyList(InstantSource wall, NanoClock clock) {
    this(wall, clock, MAX_ENTRIES);
  }

  DenyList(InstantSource wall, NanoClock clock, int maxEntries) {
    this.wall = Objects.requireNonNull(wall);
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
        .filter(entry -> entry.getKey().room().equals(room) && lasts(entry.getValue()))
        .count();
  }

  private <K> Outcome put(Map<K, End> entries, K key, Instant until) {
    return put(entries, key, until, maxEntries);
  }

  private synchronized <K> Outcome put(Map<K, End> entries, K key, Instant until, int mostEntries) {
    Duration left = Duration.between(wall.instant(), until);
    if (left.isNegative() || left.isZero()) {
      return Outcome.PAST;
    }
    long nanos = (left.compareTo(LONGEST) < 0 ? left : LONGEST).toNanos();
    return put(entries, key, new End(until, clock.nanoTime() + nanos), mostEntries);
  }

  private <K> Outcome put(Map<K, End> entries, K key, End end, int mostEntries) {
    End former = entries.get(key);
    if (former != null && former.covers(end)) {
      return Outcome.HELD_ALREADY;
    }
    if (former == null && entries.size() >= mostEntries) {
      entries.values().removeIf(it -> !holds(it));
      if (entries.size() >= mostEntries) {
        return Outcome.FULL;
      }
    }
    entries.put(key, former == null ? end : end.or(former));
    return Outcome.DONE;
  }

  /** Whether this token was taken back. */
  public boolean isRevoked(String tokenId) {
    return holds(tokens.get(tokenId));
  }

  /** Whether this participant is kept out of this room. */
  public boolean isBarred(RoomId room, ParticipantId participant) {
    return lasts(participants.get(new Place(room, participant)));
  }

  /** By both clocks: how an order about a token ends. */
  private boolean holds(End end) {
    return end != null && (lasts(end) || end.until().isAfter(wall.instant()));
  }

  /** By the monotonic clock: how one about somebody ends. */
  private boolean lasts(End end) {
    return end != null && end.deadlineNanos() - clock.nanoTime() > 0;
  }

  /** The wall clock has leapt: what is kept of those who are barred says another time now. */
  public void onClockLeap() {
    if (!participants.isEmpty()) {
      listeners.forEach(Listener::onChanged);
    }
  }

  /** All that holds, in the order in which it ends; for people. */
  public Contents contents() {
    return contents(Duration.ZERO);
  }

  /** The same and tokens that were over a while ago, for files. */
  Contents remembered() {
    return contents(REMEMBERED);
  }

  private Contents contents(Duration afterwards) {
    Instant since = wall.instant().minus(afterwards);
    List<RevokedToken> revoked = new ArrayList<>();
    tokens.forEach(
        (id, end) -> {
          if (holds(end) || end.until().isAfter(since)) {
            revoked.add(new RevokedToken(id, end.until()));
          }
        });
    List<BarredParticipant> barred = new ArrayList<>();
    participants.forEach(
        (place, end) -> {
          if (lasts(end)) {
            barred.add(new BarredParticipant(place.room(), place.participant(), present(end)));
          }
        });
    revoked.sort(Comparator.comparing(RevokedToken::until).thenComparing(RevokedToken::tokenId));
    barred.sort(
        Comparator.comparing(BarredParticipant::until)
            .thenComparing(it -> it.room().value())
            .thenComparing(it -> it.participant().value()));
    return new Contents(revoked, barred);
  }

  /** When it ends by the wall clock as that goes now. */
  private Instant present(End end) {
    Instant now = wall.instant().plusNanos(end.deadlineNanos() - clock.nanoTime());
    boolean leapt =
        Duration.between(end.until(), now).abs().compareTo(ClockComparison.LEAST) >= 0
            && end.until().isBefore(wall.instant().plus(LONGEST));
    return leapt ? now : end.until();
  }

  /**
   * Takes over what a former server left, without telling anybody. Tokens that are over are
   * remembered: the clock may be wrong as yet.
   */
  synchronized void restore(Contents former) {
    for (RevokedToken token : former.tokens()) {
      if (put(tokens, token.tokenId(), token.until()) == Outcome.PAST) {
        End over = new End(token.until(), clock.nanoTime());
        Outcome unused = put(tokens, token.tokenId(), over, maxEntries);
      }
    }
    former
        .participants()
        .forEach(it -> put(participants, new Place(it.room(), it.participant()), it.until()));
  }
}

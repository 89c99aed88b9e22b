package dev.sluice.server.room;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * How somebody takes part in a room.
 *
 * @param view what is put into the slots; of no meaning for a {@link Role#PUBLISHER}
 * @param duplicate what happens when the id is in the room already; empty for {@link
 *     RoomOptions#duplicateIdentity}
 * @param entitlement what it may do there
 */
public record Membership(
    Role role,
    Lifeline lifeline,
    View view,
    Optional<DuplicatePolicy> duplicate,
    Entitlement entitlement) {

  /** What somebody does in a room. */
  public enum Role {
    /** Publishes and receives. */
    PARTICIPANT,
    /** Publishes only; others see it as a participant. It hears of nobody. */
    PUBLISHER,
    /**
     * Receives only. It is in nobody's roster and hears of nobody; it counts for {@link
     * RoomOptions#maxSubscribers}, not for {@link RoomOptions#maxParticipants}.
     */
    VIEWER;

    /** The role in a log line or an API. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What keeps somebody in a room. */
  public enum Lifeline {
    /** The signaling connection, and after its end {@link RoomOptions#resumeGraceNanos}. */
    SIGNALING,
    /**
     * The media path, since no signaling connection stays: ICE and DTLS must be up within {@link
     * RoomOptions#connectTimeoutNanos}, and may be interrupted for {@link
     * RoomOptions#mediaGraceNanos}.
     */
    MEDIA
  }

  /** What a join does whose id is in the room already. */
  public enum DuplicatePolicy {
    /** The newcomer takes over; the former one is told {@link LeaveReason#REPLACED}. */
    REPLACE,
    /** The newcomer is refused with {@link RoomErrorCode#IDENTITY_IN_USE}. */
    REJECT,
    /** The newcomer gets the id with {@code -2}, {@code -3} and so on appended. */
    BESIDE
  }

  private static final Membership PARTICIPANT =
      new Membership(
          Role.PARTICIPANT,
          Lifeline.SIGNALING,
          View.EVERYBODY,
          Optional.empty(),
          Entitlement.EVERYTHING);

  public Membership {
    Objects.requireNonNull(role);
    Objects.requireNonNull(lifeline);
    Objects.requireNonNull(view);
    Objects.requireNonNull(duplicate);
    Objects.requireNonNull(entitlement);
  }

  /** Somebody with a signaling connection who publishes and sees everybody. */
  public static Membership participant() {
    return PARTICIPANT;
  }

  /** Somebody who only publishes and has no signaling connection: a WHIP client. */
  public static Membership publisher(DuplicatePolicy duplicate) {
    return new Membership(
        Role.PUBLISHER,
        Lifeline.MEDIA,
        View.EVERYBODY,
        Optional.of(duplicate),
        Entitlement.EVERYTHING);
  }

  /** Somebody who only watches and has no signaling connection: a WHEP client. */
  public static Membership viewer(View view) {
    return new Membership(
        Role.VIEWER, Lifeline.MEDIA, view, Optional.empty(), Entitlement.EVERYTHING);
  }

  /** The same with another way to deal with an id that is in the room already. */
  public Membership with(DuplicatePolicy other) {
    return new Membership(role, lifeline, view, Optional.of(other), entitlement);
  }

  /** The same for somebody who may do this. */
  public Membership with(Entitlement other) {
    return new Membership(role, lifeline, view, duplicate, other);
  }
}

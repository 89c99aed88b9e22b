package dev.sluice.server.auth;

import dev.sluice.server.room.RoomId;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that matters to who answers for security.
 *
 * @param by who did it or wanted to: {@link Grants#holder}, an API key's name, {@code server}
 * @param from the address it came from, when it came from one
 * @param room which it is about, if one
 * @param subject what or whom it was done to: a participant, a token's id, a file; empty when that
 *     is the room or nothing
 * @param outcome {@code done}, or the word of a refusal
 */
public record AuditEvent(
    Action action,
    String by,
    Optional<InetAddress> from,
    Optional<RoomId> room,
    String subject,
    String outcome) {

  /** The outcome of what was done. */
  public static final String DONE = "done";

  /** What was done, or wanted. */
  public enum Action {
    /** Somebody wanted into a room, or to use the API, and was refused. */
    ENTER,
    /** Too many wrong tokens came from an address. */
    LOCK_OUT,
    /** A token was made for somebody. */
    MINT_TOKEN,
    /** A token was taken back. */
    REVOKE_TOKEN,
    /** A participant was thrown out. */
    KICK,
    /** A participant may come in again. */
    READMIT,
    /** A participant, or a track of one, was muted or unmuted. */
    MUTE,
    /** A room was closed. */
    CLOSE_ROOM,
    /** A recording was started, stopped, paused or resumed. */
    RECORD,
    /** A recording was deleted. */
    DELETE_RECORDING,
    /** The server was told to take nobody in any more, or to do so again. */
    DRAIN,
    /** What the server knows inside was taken out: a dump, a flight recording. */
    INSPECT,
    /** How tokens are checked, told at start. */
    CONFIGURE;

    /** The action in a log line. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public AuditEvent {
    Objects.requireNonNull(action);
    Objects.requireNonNull(by);
    Objects.requireNonNull(from);
    Objects.requireNonNull(room);
    Objects.requireNonNull(subject);
    Objects.requireNonNull(outcome);
  }

  /** Something done, that is about no room and came from nowhere. */
  public static AuditEvent of(Action action, String by) {
    return new AuditEvent(action, by, Optional.empty(), Optional.empty(), "", DONE);
  }

  /** The same from this address. */
  public AuditEvent from(InetAddress address) {
    return new AuditEvent(action, by, Optional.of(address), room, subject, outcome);
  }

  /** The same about a room. */
  public AuditEvent in(RoomId about) {
    return new AuditEvent(action, by, from, Optional.of(about), subject, outcome);
  }

  /** The same about something or somebody. */
  public AuditEvent about(String other) {
    return new AuditEvent(action, by, from, room, other, outcome);
  }

  /** The same that ended otherwise. */
  public AuditEvent ended(String other) {
    return new AuditEvent(action, by, from, room, subject, other);
  }
}

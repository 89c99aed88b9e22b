package dev.sluice.server.room;

import dev.sluice.server.room.Membership.Role;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Something that happened in a room, for those outside of it. The first of a room's life is {@link
 * RoomOpened}, the last {@link RoomClosed}; whoever joined leaves, and what was published is
 * unpublished, in between. All times are those of the server's monotonic clock.
 */
public sealed interface RoomOccurrence {

  RoomId room();

  long atNanos();

  /** Somebody is in the room for the first time. A room that nobody enters is not told of. */
  record RoomOpened(RoomId room, long atNanos) implements RoomOccurrence {}

  /** The room is gone, and everybody with it. */
  record RoomClosed(RoomId room, long atNanos, CloseCause cause, long openNanos)
      implements RoomOccurrence {}

  /** Somebody came. Whom it takes the place of has left before. */
  record MemberJoined(RoomId room, long atNanos, Member member) implements RoomOccurrence {}

  /**
   * Somebody went; what it published was unpublished before.
   *
   * @param presentNanos how long it was here
   */
  record MemberLeft(RoomId room, long atNanos, Member member, LeaveReason reason, long presentNanos)
      implements RoomOccurrence {}

  /** ICE and DTLS are up: for the first time, after an interruption, or anew. */
  record MediaConnected(RoomId room, long atNanos, Member member) implements RoomOccurrence {}

  /**
   * Nothing comes from the member's transport any more, or it failed.
   *
   * @param failure why this transport will not come back; empty while it may
   */
  record MediaLost(RoomId room, long atNanos, Member member, Optional<String> failure)
      implements RoomOccurrence {}

  /** A member's signaling connection fell; it stays for a grace time. */
  record SignalingLost(RoomId room, long atNanos, Member member) implements RoomOccurrence {}

  /** It came back within that time. */
  record SignalingResumed(RoomId room, long atNanos, Member member) implements RoomOccurrence {}

  record TrackPublished(RoomId room, long atNanos, TrackInfo track) implements RoomOccurrence {}

  record TrackUnpublished(RoomId room, long atNanos, TrackInfo track) implements RoomOccurrence {}

  /** A track was muted or unmuted, as {@link TrackInfo#muted} says. */
  record TrackMuted(RoomId room, long atNanos, TrackInfo track) implements RoomOccurrence {}

  /** The recording started, paused, went on or stopped. */
  record RecordingChanged(RoomId room, long atNanos, RecordingInfo recording)
      implements RoomOccurrence {}

  /**
   * Who joined, as it was at that moment.
   *
   * @param name for people; at most 128 characters
   * @param metadata of the application; bounded by {@link RoomOptions}
   * @param hidden whether others in the room are not to know of it
   */
  record Member(
      ParticipantId id, Role role, String name, Map<String, String> metadata, boolean hidden) {

    public Member {
      metadata = Map.copyOf(metadata);
    }
  }

  /** Why a room ended. */
  enum CloseCause {
    /** Nobody was in it for {@link RoomOptions#lingerNanos}. */
    EMPTY,
    /** Somebody closed it. */
    CLOSED,
    /** The server is going away. */
    SERVER_SHUTDOWN;

    /** The cause in an API. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

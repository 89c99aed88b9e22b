package dev.sluice.server.room;

import dev.sluice.server.room.RoomOccurrence.CloseCause;
import dev.sluice.server.room.RoomOccurrence.MediaConnected;
import dev.sluice.server.room.RoomOccurrence.MediaLost;
import dev.sluice.server.room.RoomOccurrence.Member;
import dev.sluice.server.room.RoomOccurrence.MemberJoined;
import dev.sluice.server.room.RoomOccurrence.MemberLeft;
import dev.sluice.server.room.RoomOccurrence.RecordingChanged;
import dev.sluice.server.room.RoomOccurrence.RoomClosed;
import dev.sluice.server.room.RoomOccurrence.RoomOpened;
import dev.sluice.server.room.RoomOccurrence.SignalingLost;
import dev.sluice.server.room.RoomOccurrence.SignalingResumed;
import dev.sluice.server.room.RoomOccurrence.TrackMuted;
import dev.sluice.server.room.RoomOccurrence.TrackPublished;
import dev.sluice.server.room.RoomOccurrence.TrackUnpublished;
import dev.sluice.server.time.NanoClock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells the observer of one room what happens there, so that it hears of beginnings and ends in
 * pairs: nothing of a room nobody entered, no end of a track or a membership it has not heard of.
 *
 * <p>Owned by the room's loop.
 */
final class RoomChronicle {

  private final RoomId room;
  private final RoomObserver observer;
  private final NanoClock clock;
  private final Map<Participant, Presence> present = new HashMap<>();
  private final Set<TrackId> published = new HashSet<>();

  private boolean open;
  private RecordingInfo early = RecordingInfo.NONE;
  private long openedNanos;

  /** A member as it joined, and when. */
  private record Presence(Member member, long sinceNanos) {}

  RoomChronicle(RoomId room, RoomObserver observer, NanoClock clock) {
    this.room = room;
    this.observer = observer;
    this.clock = clock;
  }

  void joined(Participant who, boolean hidden) {
    long now = clock.nanoTime();
    if (!open) {
      open = true;
      openedNanos = now;
      observer.onOccurrence(new RoomOpened(room, now));
      if (early.state() != RecordingState.OFF) {
        observer.onOccurrence(new RecordingChanged(room, now, early));
      }
    }
    Member member = new Member(who.id(), who.role(), who.name(), who.metadata(), hidden);
    present.put(who, new Presence(member, now));
    observer.onOccurrence(new MemberJoined(room, now, member));
    who.publications().forEach(this::published);
  }

  void left(Participant who, LeaveReason reason) {
    Presence presence = present.remove(who);
    if (presence != null) {
      long now = clock.nanoTime();
      observer.onOccurrence(
          new MemberLeft(room, now, presence.member(), reason, now - presence.sinceNanos()));
    }
  }

  void closed(CloseCause cause) {
    if (open) {
      open = false;
      long now = clock.nanoTime();
      observer.onOccurrence(new RoomClosed(room, now, cause, now - openedNanos));
    }
  }

  void mediaConnected(Participant who) {
    member(who)
        .ifPresent(
            member -> observer.onOccurrence(new MediaConnected(room, clock.nanoTime(), member)));
  }

  void mediaLost(Participant who, Optional<String> failure) {
    member(who)
        .ifPresent(
            member ->
                observer.onOccurrence(new MediaLost(room, clock.nanoTime(), member, failure)));
  }

  void signalingLost(Participant who) {
    member(who)
        .ifPresent(
            member -> observer.onOccurrence(new SignalingLost(room, clock.nanoTime(), member)));
  }

  void signalingResumed(Participant who) {
    member(who)
        .ifPresent(
            member -> observer.onOccurrence(new SignalingResumed(room, clock.nanoTime(), member)));
  }

  private Optional<Member> member(Participant who) {
    return Optional.ofNullable(present.get(who)).map(Presence::member);
  }

  /** Of tracks that come with their publisher the observer hears when it has joined. */
  void published(Publication publication) {
    if (present.containsKey(publication.publisher()) && published.add(publication.id())) {
      observer.onOccurrence(new TrackPublished(room, clock.nanoTime(), publication.info()));
    }
  }

  void unpublished(Publication publication) {
    if (published.remove(publication.id())) {
      observer.onOccurrence(new TrackUnpublished(room, clock.nanoTime(), publication.info()));
    }
  }

  void muted(Publication publication) {
    if (published.contains(publication.id())) {
      observer.onOccurrence(new TrackMuted(room, clock.nanoTime(), publication.info()));
    }
  }

  /** Of a recording that began before anybody entered the observer hears then. */
  void recordingChanged(RecordingInfo recording) {
    if (open) {
      observer.onOccurrence(new RecordingChanged(room, clock.nanoTime(), recording));
    } else {
      early = recording;
    }
  }
}

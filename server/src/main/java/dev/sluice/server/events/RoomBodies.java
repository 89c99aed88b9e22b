package dev.sluice.server.events;

import dev.sluice.server.events.EventComposer.Body;
import dev.sluice.server.room.RecordingInfo;
import dev.sluice.server.room.RoomOccurrence;
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
import dev.sluice.server.room.TrackInfo;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What events say of rooms, the people in them and their tracks. */
final class RoomBodies {

  private static final long NANOS_PER_MILLI = 1_000_000L;

  private RoomBodies() {}

  /**
   * @param wasPaused whether the room's recording was paused before
   */
  static Body of(RoomOccurrence occurrence, boolean wasPaused) {
    if (occurrence instanceof RoomOpened) {
      return new Body(EventType.ROOM_STARTED, Map.of());
    } else if (occurrence instanceof RoomClosed closed) {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("reason", closed.cause().word());
      data.put("durationMillis", millis(closed.openNanos()));
      return new Body(EventType.ROOM_FINISHED, data);
    } else if (occurrence instanceof MemberJoined joined) {
      return new Body(EventType.PARTICIPANT_JOINED, about(joined.member()));
    } else if (occurrence instanceof MemberLeft left) {
      Map<String, Object> data = about(left.member());
      data.put("reason", left.reason().wireName());
      data.put("durationMillis", millis(left.presentNanos()));
      return new Body(EventType.PARTICIPANT_LEFT, data);
    } else if (occurrence instanceof MediaConnected connected) {
      return connection(connected.member(), "media", "connected", Optional.empty());
    } else if (occurrence instanceof MediaLost lost) {
      String state = lost.failure().isPresent() ? "failed" : "interrupted";
      return connection(lost.member(), "media", state, lost.failure());
    } else if (occurrence instanceof SignalingLost lost) {
      return connection(lost.member(), "signaling", "interrupted", Optional.empty());
    } else if (occurrence instanceof SignalingResumed resumed) {
      return connection(resumed.member(), "signaling", "connected", Optional.empty());
    } else if (occurrence instanceof TrackPublished published) {
      return new Body(EventType.TRACK_PUBLISHED, about(published.track()));
    } else if (occurrence instanceof TrackUnpublished gone) {
      return new Body(EventType.TRACK_UNPUBLISHED, about(gone.track()));
    } else if (occurrence instanceof TrackMuted muted) {
      EventType type = muted.track().muted() ? EventType.TRACK_MUTED : EventType.TRACK_UNMUTED;
      return new Body(type, about(muted.track()));
    } else if (occurrence instanceof RecordingChanged changed) {
      return recording(changed.recording(), wasPaused);
    }
    throw new IllegalStateException("an occurrence nobody tells of: " + occurrence);
  }

  private static Map<String, Object> about(Member member) {
    Map<String, Object> who = new LinkedHashMap<>();
    who.put("id", member.id().value());
    who.put("name", member.name());
    who.put("role", member.role().word());
    who.put("hidden", member.hidden());
    who.put("metadata", member.metadata());
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("participant", who);
    return data;
  }

  private static Body connection(Member member, String path, String state, Optional<String> why) {
    Map<String, Object> data = about(member);
    data.put("path", path);
    data.put("state", state);
    why.ifPresent(text -> data.put("detail", text));
    return new Body(EventType.PARTICIPANT_CONNECTION, data);
  }

  private static Map<String, Object> about(TrackInfo track) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", track.id().value());
    json.put("participant", track.participant().value());
    json.put("kind", word(track.kind()));
    json.put("source", word(track.source()));
    json.put("codec", track.codec().encodingName().toLowerCase(Locale.ROOT));
    json.put("label", track.label());
    json.put("muted", track.muted());
    json.put("mutedByOperator", track.mutedByOperator());
    json.put("simulcast", track.simulcast());
    return Map.of("track", json);
  }

  private static Body recording(RecordingInfo recording, boolean wasPaused) {
    Map<String, Object> data = new LinkedHashMap<>();
    recording.id().ifPresent(id -> data.put("recording", id.value()));
    data.put("by", recording.by());
    recording.reason().ifPresent(reason -> data.put("reason", word(reason)));
    EventType type =
        switch (recording.state()) {
          case RECORDING -> wasPaused ? EventType.RECORDING_RESUMED : EventType.RECORDING_STARTED;
          case PAUSED -> EventType.RECORDING_PAUSED;
          case OFF -> EventType.RECORDING_STOPPED;
        };
    return new Body(type, data);
  }

  private static long millis(long nanos) {
    return nanos / NANOS_PER_MILLI;
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}

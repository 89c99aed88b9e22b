package dev.sluice.server.http.admin;

import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomObserver;
import dev.sluice.server.room.RoomOccurrence;
import dev.sluice.server.room.TrackInfo;
import dev.sluice.server.time.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * What happened last in each room that there is. Written by the rooms' loops, each its own rooms',
 * and read by anybody.
 */
public final class RecentOccurrences implements RoomObserver {

  static final int KEPT_PER_ROOM = 100;

  private final WallClock wallClock;
  private final Map<RoomId, Ring> rooms = new ConcurrentHashMap<>();

  public RecentOccurrences(WallClock wallClock) {
    this.wallClock = wallClock;
  }

  private static final class Ring {

    private final ConcurrentLinkedDeque<RoomOccurrence> last = new ConcurrentLinkedDeque<>();

    /** Of the room's loop. */
    private int size;

    void add(RoomOccurrence occurrence) {
      last.addLast(occurrence);
      if (size == KEPT_PER_ROOM) {
        last.pollFirst();
      } else {
        size++;
      }
    }
  }

  @Override
  public void onOccurrence(RoomOccurrence occurrence) {
    if (occurrence instanceof RoomOccurrence.RoomClosed) {
      rooms.remove(occurrence.room());
    } else {
      rooms.computeIfAbsent(occurrence.room(), room -> new Ring()).add(occurrence);
    }
  }

  /** The oldest first; empty for a room that is not there. */
  List<Map<String, Object>> of(RoomId room) {
    Ring ring = rooms.get(room);
    return ring == null ? List.of() : ring.last.stream().map(this::describe).toList();
  }

  private Map<String, Object> describe(RoomOccurrence occurrence) {
    Json json =
        Json.object()
            .time(
                "at",
                Instant.EPOCH.plus(Duration.ofNanos(wallClock.epochNanos(occurrence.atNanos()))))
            .put("kind", word(occurrence));
    if (occurrence instanceof RoomOccurrence.MemberJoined joined) {
      json.put("participant", joined.member().id().value())
          .put("detail", joined.member().role().word());
    } else if (occurrence instanceof RoomOccurrence.MemberLeft left) {
      json.put("participant", left.member().id().value()).put("detail", left.reason().wireName());
    } else if (occurrence instanceof RoomOccurrence.MediaConnected connected) {
      json.put("participant", connected.member().id().value());
    } else if (occurrence instanceof RoomOccurrence.MediaLost lost) {
      json.put("participant", lost.member().id().value()).put("detail", lost.failure());
    } else if (occurrence instanceof RoomOccurrence.SignalingLost lost) {
      json.put("participant", lost.member().id().value());
    } else if (occurrence instanceof RoomOccurrence.SignalingResumed resumed) {
      json.put("participant", resumed.member().id().value());
    } else if (occurrence instanceof RoomOccurrence.TrackPublished published) {
      track(json, published.track());
    } else if (occurrence instanceof RoomOccurrence.TrackUnpublished unpublished) {
      track(json, unpublished.track());
    } else if (occurrence instanceof RoomOccurrence.TrackMuted muted) {
      track(json, muted.track()).put("detail", muted.track().muted() ? "muted" : "unmuted");
    } else if (occurrence instanceof RoomOccurrence.RecordingChanged recording) {
      json.put("detail", recording.recording().state().wireName());
    }
    return json.members();
  }

  private static Json track(Json json, TrackInfo track) {
    return json.put("participant", track.participant().value())
        .put("track", track.id().value())
        .put("detail", track.source().name().toLowerCase(Locale.ROOT));
  }

  /** The name of its type with underscores: {@code member_joined}. */
  private static String word(RoomOccurrence occurrence) {
    return occurrence
        .getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
        .toLowerCase(Locale.ROOT);
  }
}

package dev.sluice.server.room;

import dev.sluice.recorder.RecordedTrack;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingSink;
import dev.sluice.recorder.StopReason;
import dev.sluice.server.rtp.MediaKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A recording that goes on, and the taps that feed it. Whatever the recorder throws ends the
 * recording, and nothing else.
 *
 * <p>Owned by the room's loop.
 */
final class ActiveRecording {

  private static final Logger LOG = LoggerFactory.getLogger(ActiveRecording.class);

  private final RoomId room;
  private final RecordingSink sink;
  private final RecordingId id;
  private final List<RecordingTap> taps = new ArrayList<>();
  private boolean paused;
  private boolean failed;

  ActiveRecording(RoomId room, RecordingSink sink) {
    this.room = room;
    this.sink = sink;
    this.id = sink.id();
  }

  RecordingId id() {
    return id;
  }

  boolean paused() {
    return paused;
  }

  /** Records a publication from now on. */
  void add(Publication publication, long nowNanos) {
    attempt(
        () -> {
          int track = sink.addTrack(describe(publication), nowNanos);
          if (track == RecordingSink.REFUSED) {
            LogFields.of(LOG.atWarn(), room)
                .log(
                    "room {} recording {} takes no more tracks: {} of {} is left out",
                    room,
                    id,
                    publication.id(),
                    publication.publisher().id());
            return;
          }
          RecordingTap tap = new RecordingTap(publication, sink, track, this::fail);
          taps.add(tap);
          publication.record(tap);
          tap.pause(paused, nowNanos);
          if (publication.muted()) {
            tap.mute(true, nowNanos);
          }
        });
  }

  private static RecordedTrack describe(Publication publication) {
    Participant who = publication.publisher();
    boolean screen =
        publication.source() == TrackSource.SCREEN
            || publication.source() == TrackSource.SCREEN_AUDIO;
    boolean audio = publication.kind() == MediaKind.AUDIO;
    RecordedTrack.Source ofAudio =
        screen ? RecordedTrack.Source.SCREEN_AUDIO : RecordedTrack.Source.MICROPHONE;
    RecordedTrack.Source ofVideo =
        screen ? RecordedTrack.Source.SCREEN : RecordedTrack.Source.CAMERA;
    return new RecordedTrack(
        who.id().value(),
        who.name(),
        publication.id().value(),
        audio ? RecordedTrack.Kind.AUDIO : RecordedTrack.Kind.VIDEO,
        audio ? ofAudio : ofVideo,
        publication.label());
  }

  /** The track is over; nothing happens when it was not recorded. */
  void remove(Publication publication, long nowNanos) {
    RecordingTap tap = publication.tapOrNull();
    if (tap != null) {
      taps.remove(tap);
      attempt(() -> tap.end(nowNanos));
    }
  }

  void mute(Publication publication, boolean muted, long nowNanos) {
    RecordingTap tap = publication.tapOrNull();
    if (tap != null) {
      attempt(() -> tap.mute(muted, nowNanos));
    }
  }

  void pause(boolean newPaused, long nowNanos) {
    paused = newPaused;
    taps.forEach(tap -> tap.pause(newPaused, nowNanos));
    attempt(
        () -> {
          if (newPaused) {
            sink.pause(nowNanos);
          } else {
            sink.resume(nowNanos);
          }
        });
  }

  /** Why it has come to its end by itself; empty while it goes on. */
  Optional<StopReason> ended() {
    if (!failed) {
      try {
        return sink.ended();
      } catch (RuntimeException e) {
        fail(e);
      }
    }
    return Optional.of(StopReason.FAULT);
  }

  /** Ends it. Nothing goes to the recorder any more. */
  void stop(StopReason reason, long nowNanos) {
    taps.forEach(RecordingTap::detach);
    taps.clear();
    attempt(() -> sink.stop(reason, nowNanos));
  }

  private void attempt(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void fail(RuntimeException cause) {
    if (!failed) {
      failed = true;
      LogFields.of(LOG.atError(), room)
          .setCause(cause)
          .log("room {} recording {} failed", room, id);
    }
  }
}

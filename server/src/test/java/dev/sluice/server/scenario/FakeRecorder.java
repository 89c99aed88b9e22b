package dev.sluice.server.scenario;

import dev.sluice.recorder.RecordedSource;
import dev.sluice.recorder.RecordedTrack;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingPort;
import dev.sluice.recorder.RecordingRefusal;
import dev.sluice.recorder.RecordingRequest;
import dev.sluice.recorder.RecordingSink;
import dev.sluice.recorder.StopReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A recorder that only remembers what it was told. */
final class FakeRecorder implements RecordingPort {

  /** A packet that came to a recording. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Packet(int source, long sequence, long timestamp, boolean marker, byte[] payload) {}

  /** When media was captured, as it was told. */
  record Clock(int source, long timestamp, long captureNanos, RecordingSink.ClockBasis basis) {}

  /** What one track was. */
  static final class Track {
    final RecordedTrack description;
    final List<RecordedSource> sources = new ArrayList<>();
    final List<Packet> packets = new ArrayList<>();
    final List<Clock> clocks = new ArrayList<>();
    final List<String> story = new ArrayList<>();
    boolean wantsKeyframe;

    Track(RecordedTrack description) {
      this.description = description;
    }

    /** The numbers of its packets, as they were on the wire. */
    List<Integer> sequences() {
      return packets.stream().map(packet -> (int) packet.sequence() & 0xffff).toList();
    }
  }

  final List<Recording> recordings = new ArrayList<>();
  Optional<RecordingRefusal> refusal = Optional.empty();

  @Override
  public RecordingSink open(RecordingRequest request, long nowNanos) throws RecordingRefusal {
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    Recording recording = new Recording(request, recordings.size());
    recordings.add(recording);
    return recording;
  }

  /** The only recording there has been. */
  Recording only() {
    if (recordings.size() != 1) {
      throw new AssertionError(recordings.size() + " recordings");
    }
    return recordings.get(0);
  }

  /** One recording. */
  static final class Recording implements RecordingSink {
    final RecordingRequest request;
    final List<Track> tracks = new ArrayList<>();
    final List<String> story = new ArrayList<>();
    private final RecordingId id;
    int mostTracks = Integer.MAX_VALUE;
    boolean broken;
    Optional<StopReason> ended = Optional.empty();

    Recording(RecordingRequest request, int number) {
      this.request = request;
      this.id = new RecordingId("20261126T012109Z-%06x".formatted(number));
    }

    /** The latest track of this participant and kind. */
    Track track(String participant, RecordedTrack.Kind kind) {
      Track found = null;
      for (Track track : tracks) {
        if (track.description.participant().equals(participant)
            && track.description.kind() == kind) {
          found = track;
        }
      }
      return found;
    }

    Track video(String participant) {
      return track(participant, RecordedTrack.Kind.VIDEO);
    }

    private void breakIfBroken() {
      if (broken) {
        throw new IllegalStateException("the recorder is broken");
      }
    }

    @Override
    public RecordingId id() {
      return id;
    }

    @Override
    public int addTrack(RecordedTrack track, long nowNanos) {
      if (tracks.size() == mostTracks) {
        return REFUSED;
      }
      tracks.add(new Track(track));
      return tracks.size() - 1;
    }

    @Override
    public void startSource(int track, RecordedSource source, long nowNanos) {
      tracks.get(track).sources.add(source);
      tracks.get(track).story.add("source " + source.codec());
    }

    @Override
    public boolean onRtp(
        int track,
        long extendedSequence,
        long extendedTimestamp,
        long arrivalNanos,
        boolean marker,
        byte[] data,
        int offset,
        int length) {
      breakIfBroken();
      Track to = tracks.get(track);
      to.packets.add(
          new Packet(
              to.sources.size() - 1,
              extendedSequence,
              extendedTimestamp,
              marker,
              Arrays.copyOfRange(data, offset, offset + length)));
      return true;
    }

    @Override
    public void onClock(int track, long extendedTimestamp, long captureNanos, ClockBasis basis) {
      Track to = tracks.get(track);
      to.clocks.add(new Clock(to.sources.size() - 1, extendedTimestamp, captureNanos, basis));
    }

    @Override
    public void mute(int track, boolean muted, long nowNanos) {
      tracks.get(track).story.add(muted ? "muted" : "unmuted");
    }

    @Override
    public void endTrack(int track, long nowNanos) {
      tracks.get(track).story.add("ended");
    }

    @Override
    public boolean takeKeyframeNeeded(int track) {
      boolean wanted = tracks.get(track).wantsKeyframe;
      tracks.get(track).wantsKeyframe = false;
      return wanted;
    }

    @Override
    public void pause(long nowNanos) {
      story.add("paused");
    }

    @Override
    public void resume(long nowNanos) {
      story.add("resumed");
    }

    @Override
    public void stop(StopReason reason, long nowNanos) {
      story.add("stopped " + reason);
    }

    @Override
    public Optional<StopReason> ended() {
      return ended;
    }
  }
}

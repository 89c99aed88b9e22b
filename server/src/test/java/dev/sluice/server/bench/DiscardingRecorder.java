package dev.sluice.server.bench;

import dev.sluice.recorder.RecordedSource;
import dev.sluice.recorder.RecordedTrack;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.RecordingPort;
import dev.sluice.recorder.RecordingRequest;
import dev.sluice.recorder.RecordingSink;
import dev.sluice.recorder.StopReason;
import dev.sluice.server.room.RecordingPolicy;
import dev.sluice.server.room.RoomRecorder;
import java.util.Optional;

/** Counts what it is given, and keeps nothing. */
final class DiscardingRecorder implements RecordingPort, RecordingSink {

  private int tracks;
  private long packets;
  private long checksum;

  /** Everything that is published is recorded by this one. */
  RoomRecorder ofEverything() {
    return new RoomRecorder(
        home -> Optional.of(this),
        new RecordingPolicy(
            RecordingPolicy.Start.AUTOMATIC, RecordingMode.PER_TRACK, Long.MAX_VALUE));
  }

  long packets() {
    return packets;
  }

  /** So that nothing is optimised away. */
  long checksum() {
    return checksum;
  }

  @Override
  public RecordingSink open(RecordingRequest request, long nowNanos) {
    return this;
  }

  @Override
  public RecordingId id() {
    return new RecordingId("20261126T012109Z-4f9a1c");
  }

  @Override
  public int addTrack(RecordedTrack track, long nowNanos) {
    return tracks++;
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
    packets++;
    checksum += data[offset + length - 1];
    return true;
  }

  @Override
  public boolean takeKeyframeNeeded(int track) {
    return false;
  }

  @Override
  public Optional<StopReason> ended() {
    return Optional.empty();
  }

  @Override
  public void startSource(int track, RecordedSource source, long nowNanos) {}

  @Override
  public void onClock(int track, long extendedTimestamp, long captureNanos, ClockBasis basis) {}

  @Override
  public void mute(int track, boolean muted, long nowNanos) {}

  @Override
  public void endTrack(int track, long nowNanos) {}

  @Override
  public void pause(long nowNanos) {}

  @Override
  public void resume(long nowNanos) {}

  @Override
  public void stop(StopReason reason, long nowNanos) {}
}

package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecordedSource;
import dev.sluice.recorder.RecordedTrack;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingSink;
import dev.sluice.recorder.StopReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts everything into the loop's queue. Owned by the media loop. */
final class QueuedSink implements RecordingSink {

  /**
   * Above so many commands in a queue, changes of sources wait: a few for each track of a large
   * room. A command and its source take some hundred bytes.
   */
  private static final int MAX_PENDING_COMMANDS = 4_096;

  /** A number is never given twice, and costs a pointer. */
  private static final int MAX_NUMBERS = 65_536;

  /** Who publishes anew all the time is refused alone, long before all numbers are gone. */
  static final int MAX_NUMBERS_OF_ONE = 2_048;

  private final RecordingId id;
  private final int recording;
  private final PacketQueue queue;
  private final RecordingSignals signals;
  private final int maxTracks;
  private final QueuedPort port;

  /** By number; null when ended. */
  private final List<QueuedTrack> tracks = new ArrayList<>();

  /** How many numbers each participant was given; as many entries at most as numbers. */
  private final Map<String, Integer> given = new HashMap<>();

  private long offeredBytes;
  private int live;
  private boolean stopped;
  private boolean paused;
  private boolean pauseUntold;

  QueuedSink(
      RecordingId id,
      int recording,
      PacketQueue queue,
      RecordingSignals signals,
      int maxTracks,
      QueuedPort port) {
    this.id = id;
    this.recording = recording;
    this.queue = queue;
    this.signals = signals;
    this.maxTracks = maxTracks;
    this.port = port;
  }

  @Override
  public RecordingId id() {
    return id;
  }

  @Override
  public int addTrack(RecordedTrack track, long nowNanos) {
    if (over() || live >= maxTracks || crowded() || numbersGone(track.participant())) {
      return REFUSED;
    }
    given.merge(track.participant(), 1, Integer::sum);
    int number = tracks.size();
    QueuedTrack queued = new QueuedTrack(recording, number, track.kind());
    tracks.add(queued);
    live++;
    queue.offerCommand(
        new RecordingCommand.AddTrack(recording, number, track, queued.signals(), nowNanos));
    return number;
  }

  @Override
  public void startSource(int track, RecordedSource source, long nowNanos) {
    QueuedTrack queued = track(track);
    if (queued != null) {
      queued.source(source);
      tell(queued, nowNanos);
    }
  }

  @Override
  public void mute(int track, boolean muted, long nowNanos) {
    QueuedTrack queued = track(track);
    if (queued != null) {
      queued.muted(muted);
      tell(queued, nowNanos);
    }
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
    QueuedTrack queued = track(track);
    if (queued == null) {
      return false;
    }
    if (queued.untold() || pauseUntold) {
      tell(queued, arrivalNanos);
    }
    if (queued.ready()
        && leavesRoom()
        && queue.offerPacket(
            recording,
            track,
            extendedSequence,
            extendedTimestamp,
            arrivalNanos,
            marker,
            data,
            offset,
            length)) {
      offeredBytes += PacketQueue.bytesOf(length);
      return true;
    }
    queued.dropped();
    return false;
  }

  @Override
  public void onClock(int track, long extendedTimestamp, long captureNanos, ClockBasis basis) {
    QueuedTrack queued = track(track);
    if (queued != null && queued.ready()) {
      queue.offerClock(
          recording, track, extendedTimestamp, captureNanos, basis == ClockBasis.SENDER_REPORT);
    }
  }

  @Override
  public void endTrack(int track, long nowNanos) {
    if (track(track) != null) {
      tracks.set(track, null);
      live--;
      // As many at most as tracks were added: that is bound enough.
      queue.offerCommand(new RecordingCommand.EndTrack(recording, track, nowNanos));
    }
  }

  @Override
  public boolean takeKeyframeNeeded(int track) {
    QueuedTrack queued = track(track);
    return queued != null && queued.signals().takeKeyframeNeeded();
  }

  @Override
  public void pause(long nowNanos) {
    pause(true, nowNanos);
  }

  @Override
  public void resume(long nowNanos) {
    pause(false, nowNanos);
  }

  private void pause(boolean now, long nowNanos) {
    if (paused == now || over()) {
      return;
    }
    paused = now;
    pauseUntold = true;
    tellPause(nowNanos);
  }

  @Override
  public void stop(StopReason reason, long nowNanos) {
    if (stopped) {
      return;
    }
    stopped = true;
    port.onStopped();
    tracks.clear();
    given.clear();
    queue.offerCommand(new RecordingCommand.Stop(recording, reason, nowNanos));
  }

  @Override
  public Optional<StopReason> ended() {
    return signals.ended();
  }

  private boolean over() {
    return stopped || signals.isOver();
  }

  /** When the writer lags, the loudest recording is the first to lose packets. */
  private boolean leavesRoom() {
    return !queue.isMoreThanHalfFull() || offeredBytes - signals.takenBytes() < port.shareBytes();
  }

  private boolean numbersGone(String participant) {
    return tracks.size() >= MAX_NUMBERS || given.getOrDefault(participant, 0) >= MAX_NUMBERS_OF_ONE;
  }

  private boolean crowded() {
    return queue.pendingCommands() >= MAX_PENDING_COMMANDS;
  }

  private QueuedTrack track(int number) {
    return number < 0 || number >= tracks.size() || over() ? null : tracks.get(number);
  }

  private void tell(QueuedTrack track, long nowNanos) {
    tellPause(nowNanos);
    if (!crowded()) {
      track.tell(queue, nowNanos);
    }
  }

  private void tellPause(long nowNanos) {
    if (pauseUntold && !crowded()) {
      pauseUntold = false;
      queue.offerCommand(new RecordingCommand.Pause(recording, paused, nowNanos));
    }
  }
}

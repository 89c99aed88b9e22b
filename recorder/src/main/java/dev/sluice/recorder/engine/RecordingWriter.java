package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecordedSource;
import dev.sluice.recorder.RecordedTrack;
import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingSink.ClockBasis;
import dev.sluice.recorder.StopReason;
import dev.sluice.recorder.library.Manifest;
import dev.sluice.recorder.library.RecordingFolder;
import dev.sluice.recorder.track.FileRate;
import dev.sluice.recorder.track.Member;
import dev.sluice.recorder.track.TrackCounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One recording on the writer's side: its tracks, their groups, and how it ends. Owned by the
 * writer. Never throws: what fails ends this recording, and no other.
 */
final class RecordingWriter {

  private static final Logger log = LoggerFactory.getLogger(RecordingWriter.class);

  private enum State {
    RECORDING,
    /** No more media; files are being settled. */
    ENDING,
    ENDED
  }

  /** For all groups together: a room full of people that join at once, then one a second. */
  private static final int FILES_AT_ONCE = 512;

  private static final long FILE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * For all tracks of a participant, those that it publishes one after the other included, so that
   * nobody takes all that the recording may begin: a file for each of its tracks and more at once,
   * then one every five seconds.
   */
  private static final int SHARE_AT_ONCE = 64;

  private static final long SHARE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int SHARE_IN_ALL = Manifest.MAX_FILES / 4;

  private final RecordingStart start;
  private final WriterContext context;
  private final FileRate fileRate;
  private final DropReport drops;
  private final Map<Integer, TrackWriter> tracks = new TreeMap<>();
  private final Map<GroupKey, GroupWriter> groups = new HashMap<>();

  /** By participant; as many at most as tracks were added. */
  private final Map<String, FileRate> shares = new HashMap<>();

  /** What came of tracks that are over. */
  private final TrackCounts past = new TrackCounts();

  /** Null until they can be made. */
  private RecordingFiles files;

  private State state = State.RECORDING;
  private StopReason reason = StopReason.FAULT;
  private boolean paused;
  private boolean alarmed;
  private long endedNanos;

  RecordingWriter(RecordingStart start, WriterContext context) {
    this.start = start;
    this.context = context;
    fileRate = new FileRate(FILES_AT_ONCE, FILE_NANOS, Manifest.MAX_FILES, start.nowNanos());
    drops = new DropReport(start.id(), context);
  }

  RecordingId id() {
    return start.id();
  }

  /** True when everything about it was done and told. */
  boolean isEnded() {
    return state == State.ENDED;
  }

  int tracks() {
    return tracks.size();
  }

  int openFiles() {
    int open = 0;
    for (GroupWriter group : groups.values()) {
      open += group.hasFile() ? 1 : 0;
    }
    return open;
  }

  /** Adds what came and did not come of its tracks. */
  void addCounts(TrackCounts sum) {
    sum.add(past);
    tracks.values().forEach(track -> sum.add(track.counts()));
  }

  /** Makes folder and manifest. */
  void open() {
    context.tell(
        new RecorderEvent.RecordingStarted(
            start.id(),
            start.request().room(),
            start.request().startedBy(),
            start.request().mode(),
            start.nowNanos()));
    guarded(
        () -> {
          RecordingFolder folder =
              context
                  .library()
                  .create(
                      Manifest.begin(
                          start.id(),
                          start.request().room(),
                          start.request().mode(),
                          start.request().startedBy(),
                          start.wallClock()));
          files = new RecordingFiles(start, folder, context, this::fail);
        });
  }

  void addTrack(int number, RecordedTrack description, TrackSignals signals) {
    guarded(
        () -> {
          GroupWriter group = groupFor(description);
          Member member = new Member(number, description.kind());
          TrackWriter track = new TrackWriter(description, signals, context, group, member);
          group.add(track);
          tracks.put(number, track);
        });
  }

  private GroupWriter groupFor(RecordedTrack description) {
    GroupKey key = GroupKey.of(description, start.request().mode());
    GroupWriter group = groups.get(key);
    while (group != null && !group.hasPlaceFor(description.kind())) {
      key = key.next();
      group = groups.get(key);
    }
    if (group == null) {
      group = new GroupWriter(key, files, context, shareOf(key.participant()));
      groups.put(key, group);
    }
    return group;
  }

  private FileRate shareOf(String participant) {
    return shares.computeIfAbsent(
        participant,
        any -> fileRate.share(SHARE_AT_ONCE, SHARE_NANOS, SHARE_IN_ALL, context.nowNanos()));
  }

  void startSource(int number, RecordedSource source) {
    guarded(number, track -> track.startSource(source));
  }

  void mute(int number, boolean muted) {
    guarded(number, track -> track.mute(muted));
  }

  void endTrack(int number) {
    guarded(
        number,
        track -> {
          tracks.remove(number);
          track.end();
          past.add(track.counts());
          if (track.group().isEmpty()) {
            groups.remove(track.group().key());
          }
        });
  }

  void onRtp(
      int number,
      long extendedSequence,
      long extendedTimestamp,
      long arrivalNanos,
      boolean marker,
      byte[] data,
      int offset,
      int length) {
    start.signals().taken(PacketQueue.bytesOf(length));
    TrackWriter track = tracks.get(number);
    if (track == null || state != State.RECORDING || paused) {
      return;
    }
    try {
      track.onRtp(extendedSequence, extendedTimestamp, arrivalNanos, marker, data, offset, length);
    } catch (UncheckedIOException e) {
      fail(e.getCause());
    } catch (RuntimeException | Error e) {
      fault(e);
    }
  }

  void onClock(int number, long extendedTimestamp, long captureNanos, ClockBasis basis) {
    TrackWriter track = tracks.get(number);
    if (track != null) {
      track.onClock(extendedTimestamp, captureNanos, basis);
    }
  }

  void pause(boolean now, long nowNanos) {
    if (paused == now || state != State.RECORDING) {
      return;
    }
    guarded(
        () -> {
          for (TrackWriter track : tracks.values()) {
            if (now) {
              track.pause();
            } else {
              track.resume();
            }
          }
        });
    paused = now;
    context.tell(
        now
            ? new RecorderEvent.RecordingPaused(start.id(), nowNanos)
            : new RecorderEvent.RecordingResumed(start.id(), nowNanos));
  }

  /** Ends it, in order. */
  void stop(StopReason why) {
    guarded(
        () -> {
          for (TrackWriter track : tracks.values()) {
            track.endSource();
          }
        });
    end(why);
  }

  void onTick(long nowNanos) {
    guarded(
        () -> {
          for (TrackWriter track : tracks.values()) {
            track.onTick(nowNanos);
          }
          for (GroupWriter group : groups.values()) {
            group.onTick(nowNanos);
          }
        });
    if (state == State.RECORDING && drops.isDue(nowNanos)) {
      tellDrops();
    } else if (state == State.ENDING && (files == null || files.areSettled())) {
      conclude();
    }
  }

  private void tellDrops() {
    TrackCounts sum = new TrackCounts();
    addCounts(sum);
    drops.tell(sum, context.nowNanos());
  }

  /** No more media comes to files: they are finished, as far as they can be. */
  private void end(StopReason why) {
    if (state != State.RECORDING) {
      return;
    }
    state = State.ENDING;
    reason = why;
    start.signals().end(why);
    groups.values().forEach(GroupWriter::finishOrSalvage);
    tellDrops();
    tracks.values().forEach(track -> past.add(track.counts()));
    tracks.clear();
    groups.clear();
    shares.clear();
    endedNanos = context.nowNanos();
  }

  private void conclude() {
    long duration = start.lengthNanos(endedNanos);
    if (files != null && !files.end(reason, duration)) {
      return;
    }
    state = State.ENDED;
    int begun = 0;
    long bytes = 0;
    if (files != null) {
      begun = files.begun();
      bytes = files.bytes();
    }
    context.tell(
        new RecorderEvent.RecordingEnded(
            start.id(),
            start.request().room(),
            reason,
            begun,
            bytes,
            duration,
            context.nowNanos()));
  }

  private void fail(IOException e) {
    log.warn("recording={} ends: the disk refused: {}", start.id(), e.toString());
    StopReason why = DiskFailure.reason(e);
    if (!alarmed) {
      alarmed = true;
      alarm(why, String.valueOf(e.getMessage()));
    }
    end(why);
  }

  private void alarm(StopReason why, String detail) {
    if (why == StopReason.DISK_FULL) {
      context.library().onDiskRefusal(detail);
    } else {
      context.tell(new RecorderEvent.DiskAlarm(freeBytes(), 0, detail));
    }
  }

  /** As far as a disk that fails still says. */
  private long freeBytes() {
    try {
      return files == null ? 0 : files.freeBytes();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Also an error such as too little memory: the others go on, if there is enough for them. */
  private void fault(Throwable e) {
    log.error("recording={} ends by a fault", start.id(), e);
    end(StopReason.FAULT);
  }

  private interface Step {
    void run() throws IOException;
  }

  private interface TrackStep {
    void run(TrackWriter track) throws IOException;
  }

  private void guarded(int number, TrackStep step) {
    TrackWriter track = tracks.get(number);
    if (track != null) {
      guarded(() -> step.run(track));
    }
  }

  private void guarded(Step step) {
    if (state != State.RECORDING) {
      return;
    }
    try {
      step.run();
    } catch (UncheckedIOException e) {
      fail(e.getCause());
    } catch (IOException e) {
      fail(e);
    } catch (RuntimeException | Error e) {
      fault(e);
    }
  }
}

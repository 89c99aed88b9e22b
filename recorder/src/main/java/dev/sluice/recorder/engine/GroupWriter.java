package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecordedTrack;
import dev.sluice.recorder.RecordedTrack.Kind;
import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecorderEvent.GapReason;
import dev.sluice.recorder.RecordingSink.ClockBasis;
import dev.sluice.recorder.depacketize.CodedFrame;
import dev.sluice.recorder.library.Manifest;
import dev.sluice.recorder.track.FileRate;
import dev.sluice.recorder.track.GroupClock;
import dev.sluice.recorder.track.Member;
import dev.sluice.recorder.track.SegmentLimits;
import dev.sluice.recorder.track.Segmenter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tracks that share files, and the file that they share at present. Owned by the writer. */
final class GroupWriter implements Segmenter.Listener {

  private static final Logger log = LoggerFactory.getLogger(GroupWriter.class);

  /**
   * What came is the operating system's after four flushes at most: see {@link
   * dev.sluice.recorder.matroska.MatroskaWriter#flush}.
   */
  private static final long FLUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Gaps are told once a second at most. */
  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A publisher that changes all the time gets a file every ten seconds, after some in a row. */
  private static final int FILES_AT_ONCE = 8;

  private static final long FILE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final GroupKey key;
  private final RecordingFiles files;
  private final WriterContext context;
  private final GroupClock clock = new GroupClock();
  private final Segmenter segmenter;
  private final List<TrackWriter> tracks = new ArrayList<>();

  /** Null while there is none. */
  private SegmentFile file;

  /** There should be one, but it could not be made. */
  private boolean beginFailed;

  private boolean offsetSure;
  private long flushedNanos;
  private long toldNanos;

  GroupWriter(GroupKey key, RecordingFiles files, WriterContext context, FileRate share) {
    this.key = key;
    this.files = files;
    this.context = context;
    RecorderOptions options = context.options();
    segmenter =
        new Segmenter(
            SegmentLimits.of(options.maxFileDuration().toNanos(), options.maxFileBytes()),
            new FileRate(FILES_AT_ONCE, FILE_NANOS, Manifest.MAX_FILES, context.nowNanos()),
            share,
            this);
  }

  GroupKey key() {
    return key;
  }

  GroupClock clock() {
    return clock;
  }

  /** Whether a track of this kind can be put into the same files as those that are here. */
  boolean hasPlaceFor(Kind kind) {
    return tracks.stream().noneMatch(track -> track.description().kind() == kind);
  }

  void add(TrackWriter track) {
    tracks.add(track);
    segmenter.add(track.member());
  }

  void remove(TrackWriter track) throws IOException {
    segmenter.remove(track.member(), context.nowNanos());
    tracks.remove(track);
    if (tracks.isEmpty()) {
      finish();
    }
  }

  boolean isEmpty() {
    return tracks.isEmpty();
  }

  boolean hasFile() {
    return file != null;
  }

  void live(Member member, boolean live) {
    segmenter.live(member, live);
  }

  boolean onFrame(Member member, CodedFrame frame, long groupNanos) throws IOException {
    return segmenter.onFrame(
        member,
        frame.configuration().orElse(null),
        groupNanos,
        frame.keyframe(),
        frame.packets(),
        frame.data(),
        frame.offset(),
        frame.length(),
        context.nowNanos());
  }

  void onTick(long nowNanos) throws IOException {
    segmenter.onTick(nowNanos);
    if (file != null && nowNanos - flushedNanos >= FLUSH_NANOS) {
      flushedNanos = nowNanos;
      improveOffset();
      file.flush(context);
    }
    if (file != null && nowNanos - toldNanos >= TELL_NANOS) {
      tellGaps(nowNanos);
    }
  }

  private void tellGaps(long nowNanos) {
    toldNanos = nowNanos;
    for (FileTrack track : file.tracks()) {
      GapReason reason = track.untoldReason();
      if (reason != null) {
        context.tell(
            new RecorderEvent.MediaGap(
                files.recording(),
                file.file().relative(),
                track.writer().description().track(),
                reason,
                track.takeUntoldNanos()));
      }
    }
  }

  /** What can be written is, and the file is over. */
  void finish() throws IOException {
    segmenter.finish();
  }

  /** Ends all, whatever the disk says: what cannot be finished is saved as far as it can be. */
  void finishOrSalvage() {
    try {
      if (!beginFailed && (file == null || !file.isBroken())) {
        finish();
      }
    } catch (IOException | RuntimeException e) {
      log.warn("cannot finish a file of recording={}: {}", files.recording(), e.toString());
    }
    if (file != null) {
      files.salvage(file);
      file = null;
    }
  }

  /** Until the first report the publisher's clock is an estimate. */
  private void improveOffset() {
    if (offsetSure) {
      return;
    }
    for (FileTrack track : file.tracks()) {
      offsetSure |= track.writer().basis() == ClockBasis.SENDER_REPORT;
    }
    file.offsetNanos(files.sinceStart(clock.captureNanos(file.startNanos())));
  }

  @Override
  public void onBegin(List<Member> members, long startNanos) throws IOException {
    List<FileTrack> fileTracks = new ArrayList<>();
    for (Member member : members) {
      fileTracks.add(
          new FileTrack(fileTracks.size() + 1, writerOf(member), member.configuration()));
    }
    offsetSure = false;
    flushedNanos = context.nowNanos();
    beginFailed = true;
    file =
        files.begin(
            key,
            scene(fileTracks),
            fileTracks,
            startNanos,
            files.sinceStart(clock.captureNanos(startNanos)));
    beginFailed = false;
  }

  private TrackWriter writerOf(Member member) {
    for (TrackWriter track : tracks) {
      if (track.member() == member) {
        return track;
      }
    }
    throw new IllegalStateException("a member without a track");
  }

  /** What is in a file of these tracks, in a word. */
  private static String scene(List<FileTrack> fileTracks) {
    for (FileTrack track : fileTracks) {
      if (track.writer().description().kind() == Kind.VIDEO) {
        return RecordedNames.of(track.writer().description().source());
      }
    }
    RecordedTrack only = fileTracks.get(0).writer().description();
    return RecordedNames.of(only.source());
  }

  @Override
  public void onFrame(
      Member member,
      long groupNanos,
      boolean keyframe,
      long packets,
      byte[] data,
      int offset,
      int length)
      throws IOException {
    file.write(member, groupNanos, keyframe, packets, data, offset, length);
  }

  @Override
  public long bytes() {
    return file.bytes();
  }

  @Override
  public void onEnd() throws IOException {
    improveOffset();
    file.finish(context);
    tellGaps(context.nowNanos());
    SegmentFile whole = file;
    file = null;
    files.settle(whole);
  }

  @Override
  public void onKeyframeNeeded(Member member) {
    writerOf(member).askForKeyframe();
  }
}

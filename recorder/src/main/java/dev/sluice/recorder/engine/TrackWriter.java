package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecordedSource;
import dev.sluice.recorder.RecordedTrack;
import dev.sluice.recorder.RecordedTrack.Kind;
import dev.sluice.recorder.RecorderEvent.GapReason;
import dev.sluice.recorder.RecorderEvent.PacketDropReason;
import dev.sluice.recorder.RecordingSink.ClockBasis;
import dev.sluice.recorder.depacketize.CodedFrame;
import dev.sluice.recorder.depacketize.FrameSink;
import dev.sluice.recorder.reorder.ReorderBuffer;
import dev.sluice.recorder.track.AudioTimeline;
import dev.sluice.recorder.track.CaptureClock;
import dev.sluice.recorder.track.Member;
import dev.sluice.recorder.track.Timeline;
import dev.sluice.recorder.track.TrackCounts;
import dev.sluice.recorder.track.VideoTimeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/**
 * Takes the packets of one track through reorder buffer, depacketizer and timeline to its group's
 * files. Owned by the writer; an error of the disk leaves it as an {@link UncheckedIOException}.
 */
final class TrackWriter implements ReorderBuffer.Listener, FrameSink {

  /** The loop passes on what is asked for as it sees fit; asking more often is of no use. */
  private static final long ASK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long NO_TIMESTAMP = Long.MIN_VALUE;

  private final RecordedTrack description;
  private final TrackSignals signals;
  private final WriterContext context;
  private final GroupWriter group;
  private final Member member;
  private final Timeline timeline;
  private final TrackCounts counts = new TrackCounts();

  /** Null before the first source. */
  private SourcePipeline pipeline;

  private boolean muted;
  private GapReason gapReason;
  private long overloadSeen;
  private long overloadCounted;
  private long lastArrivalNanos;
  private long lastTimestamp;
  private boolean asked;
  private long askedNanos;

  TrackWriter(
      RecordedTrack description,
      TrackSignals signals,
      WriterContext context,
      GroupWriter group,
      Member member) {
    this.description = description;
    this.signals = signals;
    this.context = context;
    this.group = group;
    this.member = member;
    this.timeline =
        description.kind() == Kind.AUDIO
            ? new AudioTimeline(group.clock())
            : new VideoTimeline(group.clock());
  }

  RecordedTrack description() {
    return description;
  }

  GroupWriter group() {
    return group;
  }

  Member member() {
    return member;
  }

  RecordedSource source() {
    return pipeline.source();
  }

  ClockBasis basis() {
    return pipeline.clock().basis();
  }

  TrackCounts counts() {
    return counts;
  }

  /** What the next frame that comes late is late for; null when nothing is known to be missing. */
  GapReason takeGapReason() {
    GapReason reason = gapReason;
    gapReason = null;
    return reason;
  }

  void startSource(RecordedSource source) {
    endSource();
    pipeline =
        pipeline == null
            ? SourcePipeline.of(source, context.reorderLimits(), context.packetPool(), this)
            : pipeline.next(source, context.reorderLimits(), context.packetPool(), this);
    boolean reorders =
        switch (source.codec()) {
          case H264, H265 -> true;
          case OPUS, VP8, VP9, AV1 -> false;
        };
    lastTimestamp = NO_TIMESTAMP;
    timeline.startSource(pipeline.clockRate(), reorders);
    updateLiveness();
  }

  /** What still waits for lost packets of the present source is written. */
  void endSource() {
    if (pipeline != null) {
      pipeline.reorder().drain();
      countDrops();
    }
  }

  void mute(boolean now) {
    if (now && !muted) {
      endSource();
      gapReason = GapReason.MUTED;
    }
    muted = now;
    updateLiveness();
  }

  void pause() {
    endSource();
    gapReason = GapReason.PAUSED;
  }

  /** After a pause the source goes on, but what came in between is not waited for. */
  void resume() {
    if (pipeline != null) {
      pipeline.skip();
      gapReason = GapReason.PAUSED;
    }
  }

  void end() throws IOException {
    endSource();
    group.remove(this);
  }

  /** Also before the first source begins: who publishes a track is about to send. */
  private void updateLiveness() {
    group.live(member, !muted);
  }

  void onRtp(
      long extendedSequence,
      long extendedTimestamp,
      long arrivalNanos,
      boolean marker,
      byte[] data,
      int offset,
      int length) {
    counts.packet();
    if (pipeline == null || muted) {
      counts.dropped(PacketDropReason.ENDED, 1);
      return;
    }
    pipeline
        .reorder()
        .onPacket(extendedSequence, extendedTimestamp, arrivalNanos, marker, data, offset, length);
    countDrops();
  }

  void onClock(long extendedTimestamp, long captureNanos, ClockBasis basis) {
    if (pipeline != null) {
      pipeline.clock().onReading(extendedTimestamp, captureNanos, basis);
    }
  }

  void onTick(long nowNanos) {
    if (pipeline != null) {
      pipeline.reorder().onTick(nowNanos);
      countDrops();
    }
    long overloaded = signals.overloaded();
    counts.dropped(PacketDropReason.QUEUE_FULL, overloaded - overloadCounted);
    overloadCounted = overloaded;
  }

  private void countDrops() {
    if (pipeline.countDrops(counts) && gapReason == null) {
      gapReason = GapReason.MALFORMED;
    }
  }

  /** At most twice a second, as long as one is needed. */
  void askForKeyframe() {
    long now = context.nowNanos();
    if (!asked || now - askedNanos >= ASK_AGAIN_NANOS) {
      asked = true;
      askedNanos = now;
      signals.needKeyframe();
    }
  }

  @Override
  public void onPacket(
      long extendedSequence,
      long extendedTimestamp,
      long arrivalNanos,
      boolean marker,
      byte[] data,
      int offset,
      int length) {
    lastArrivalNanos = arrivalNanos;
    pipeline
        .depacketizer()
        .onPacket(extendedSequence, extendedTimestamp, marker, data, offset, length, this);
    boolean frameEnded =
        marker || (lastTimestamp != NO_TIMESTAMP && extendedTimestamp != lastTimestamp);
    lastTimestamp = extendedTimestamp;
    // While a frame is coming it may be the keyframe.
    if (frameEnded && pipeline.depacketizer().awaitingKeyframe()) {
      askForKeyframe();
    }
  }

  @Override
  public void onLoss(long first, long count) {
    counts.lost(count);
    long overloaded = signals.overloaded();
    gapReason = overloaded == overloadSeen ? GapReason.LOSS : GapReason.OVERLOAD;
    overloadSeen = overloaded;
    pipeline.depacketizer().onLoss(first, count);
  }

  @Override
  public void onFrame(CodedFrame frame) {
    CaptureClock clock = pipeline.clock();
    if (!clock.onArrival(frame.extendedTimestamp(), lastArrivalNanos)) {
      timeline.breakLine();
      gapReason = GapReason.TIMESTAMP_JUMP;
    }
    long capture = clock.captureNanos(frame.extendedTimestamp());
    long at = timeline.place(frame.extendedTimestamp(), capture, pipeline.duration(frame));
    if (at == Timeline.NOWHERE) {
      drop(frame, PacketDropReason.TOO_LATE, GapReason.TIMESTAMP_JUMP);
      return;
    }
    try {
      if (!group.onFrame(member, frame, at)) {
        drop(frame, PacketDropReason.AWAITING_KEYFRAME, GapReason.OVERLOAD);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void drop(CodedFrame frame, PacketDropReason reason, GapReason gap) {
    counts.dropped(reason, frame.packets());
    if (gapReason == null) {
      gapReason = gap;
    }
  }
}

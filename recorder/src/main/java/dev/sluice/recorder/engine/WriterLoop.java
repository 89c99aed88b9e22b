package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecordingSink.ClockBasis;
import dev.sluice.recorder.StopReason;
import dev.sluice.recorder.track.TrackCounts;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a writer thread does, step by step: takes from the queue, lets time pass, and forgets
 * recordings that are over. Tests step it by hand.
 */
final class WriterLoop implements PacketQueue.Consumer {

  /** So that time passes for all recordings also while the queue is full. */
  private static final int STEP_BYTES = 1 << 20;

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long STATS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final String name;
  private final PacketQueue queue;
  private final WriterContext context;
  private final Runnable onRecordingEnded;
  private final Map<Integer, RecordingWriter> recordings = new HashMap<>();

  private boolean closing;
  private long closedAtBytes;
  private boolean ticked;
  private long tickedNanos;
  private long arrivalNanos;
  private boolean published;
  private long publishedNanos;
  private long busyNanos;
  private volatile WriterStats stats;

  /**
   * @param onRecordingEnded called for every recording that ended
   */
  WriterLoop(String name, PacketQueue queue, WriterContext context, Runnable onRecordingEnded) {
    this.name = name;
    this.queue = queue;
    this.context = context;
    this.onRecordingEnded = onRecordingEnded;
    publish();
  }

  /**
   * Does what there is to do.
   *
   * @return how much it was; 0 when it can wait some milliseconds
   */
  int step(long nowNanos) {
    context.nowNanos(nowNanos);
    int done = context.runAsked() + queue.drain(this, STEP_BYTES);
    long reached = queue.isEmpty() ? nowNanos : writtenUntil(nowNanos);
    if (!ticked || reached - tickedNanos >= TICK_NANOS) {
      ticked = true;
      tickedNanos = reached;
      tick(reached);
    }
    if (!published || nowNanos - publishedNanos >= STATS_NANOS || isIdle()) {
      published = true;
      publishedNanos = nowNanos;
      publish();
    }
    return done;
  }

  /**
   * A writer that lags lives in the past: what it waits for may be in the queue already, and is not
   * to be given up.
   */
  private long writtenUntil(long nowNanos) {
    return arrivalNanos - nowNanos < 0 && ticked && arrivalNanos - tickedNanos > 0
        ? arrivalNanos
        : ticked ? tickedNanos : nowNanos;
  }

  private void tick(long nowNanos) {
    boolean full = !recordings.isEmpty() && context.library().diskFull();
    Iterator<RecordingWriter> each = recordings.values().iterator();
    while (each.hasNext()) {
      RecordingWriter recording = each.next();
      if (closing && queue.takenBytes() >= closedAtBytes) {
        recording.stop(StopReason.SHUTDOWN);
      } else if (full) {
        recording.stop(StopReason.DISK_FULL);
      }
      recording.onTick(nowNanos);
      if (recording.isEnded()) {
        each.remove();
        recording.addCounts(context.past());
        onRecordingEnded.run();
      }
    }
  }

  /** All recordings end when what is in the queue now was written. */
  void close() {
    if (!closing) {
      closing = true;
      closedAtBytes = queue.offeredBytes();
    }
  }

  /** True when nothing is to be done until somebody begins a recording. */
  boolean isIdle() {
    return recordings.isEmpty() && queue.isEmpty();
  }

  void addBusyNanos(long nanos) {
    busyNanos += nanos;
  }

  /** As they were published last; for any thread. */
  WriterStats stats() {
    return stats;
  }

  private void publish() {
    TrackCounts counts = context.past().copy();
    int tracks = 0;
    int openFiles = 0;
    for (RecordingWriter recording : recordings.values()) {
      recording.addCounts(counts);
      tracks += recording.tracks();
      openFiles += recording.openFiles();
    }
    stats =
        new WriterStats(
            name,
            recordings.size(),
            tracks,
            openFiles,
            context.files(),
            context.bytes(),
            counts.packets(),
            counts.frames(),
            counts.dropped(),
            counts.lost(),
            counts.gaps(),
            queue.capacityBytes(),
            queue.depthBytes(),
            queue.highWaterBytes(),
            busyNanos);
  }

  @Override
  public void onPacket(
      int recording,
      int track,
      long extendedSequence,
      long extendedTimestamp,
      long arrivalNanos,
      boolean marker,
      byte[] data,
      int offset,
      int length) {
    this.arrivalNanos = arrivalNanos;
    RecordingWriter writer = recordings.get(recording);
    if (writer != null) {
      writer.onRtp(
          track, extendedSequence, extendedTimestamp, arrivalNanos, marker, data, offset, length);
    }
  }

  @Override
  public void onClock(
      int recording,
      int track,
      long extendedTimestamp,
      long captureNanos,
      boolean fromSenderReport) {
    RecordingWriter writer = recordings.get(recording);
    if (writer != null) {
      writer.onClock(
          track,
          extendedTimestamp,
          captureNanos,
          fromSenderReport ? ClockBasis.SENDER_REPORT : ClockBasis.ARRIVAL);
    }
  }

  @Override
  public void onCommand(RecordingCommand command) {
    if (command instanceof RecordingCommand.Open open) {
      RecordingWriter writer = new RecordingWriter(open.start(), context);
      recordings.put(open.recording(), writer);
      writer.open();
      return;
    }
    RecordingWriter writer = recordings.get(command.recording());
    if (writer != null) {
      perform(command, writer);
    }
  }

  private static void perform(RecordingCommand command, RecordingWriter writer) {
    if (command instanceof RecordingCommand.AddTrack add) {
      writer.addTrack(add.track(), add.description(), add.signals());
    } else if (command instanceof RecordingCommand.StartSource source) {
      writer.startSource(source.track(), source.source());
    } else if (command instanceof RecordingCommand.Mute mute) {
      writer.mute(mute.track(), mute.muted());
    } else if (command instanceof RecordingCommand.EndTrack end) {
      writer.endTrack(end.track());
    } else if (command instanceof RecordingCommand.Pause pause) {
      writer.pause(pause.paused(), pause.nowNanos());
    } else if (command instanceof RecordingCommand.Stop stop) {
      writer.stop(stop.reason());
    } else {
      throw new IllegalStateException("unknown command " + command);
    }
  }
}

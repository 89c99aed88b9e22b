package dev.sluice.server.room;

import dev.sluice.recorder.RecordedSource;
import dev.sluice.recorder.RecordingSink;
import dev.sluice.recorder.RecordingSink.ClockBasis;
import dev.sluice.server.room.forwarding.RecordedLayer;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.stream.HistoryPacket;
import java.util.List;
import java.util.function.Consumer;

/**
 * Brings one publication's packets to a recording: of the best encoding alive, from a keyframe on,
 * late retransmissions included. It wants keyframes as a subscription does, and says when media was
 * captured. What fails in the recorder ends here.
 *
 * <p>Owned by the room's loop.
 */
final class RecordingTap {

  private static final long CLOCK_INTERVAL_NANOS = 1_000_000_000L;

  /**
   * How long a recorded packet is asked for, whatever viewers can do without: as long as the
   * recorder waits for it.
   */
  private static final long NACK_PATIENCE_NANOS = 1_000_000_000L;

  private final Publication publication;
  private final RecordingSink sink;
  private final int track;
  private final Consumer<RuntimeException> onFault;
  private final RecordedLayer layer;

  private PublishedEncoding source;
  private long firstSequence;
  private long firstTimestamp;
  private long newestSequence;
  private long newestTimestamp;
  private ClockBasis toldBasis;
  private long toldClockNanos;
  private boolean paused;
  private boolean broken;

  /**
   * @param track the publication's number in the recording
   * @param onFault hears what the recorder threw; no packet goes there any more then
   */
  RecordingTap(
      Publication publication, RecordingSink sink, int track, Consumer<RuntimeException> onFault) {
    this.publication = publication;
    this.sink = sink;
    this.track = track;
    this.onFault = onFault;
    this.layer = new RecordedLayer(publication.ladder());
  }

  Publication publication() {
    return publication;
  }

  // ---- packets

  /** Hands on what the read batch brought; allocates nothing. */
  void forwardBatch(long nowNanos) {
    if (paused || broken) {
      return;
    }
    try {
      if (source == null) {
        layer.update(nowNanos);
      }
      List<PublishedEncoding> encodings = publication.encodings();
      for (int i = 0; i < encodings.size(); i++) {
        PublishedEncoding encoding = encodings.get(i);
        List<HistoryPacket> batch = encoding.batch();
        for (int j = 0; j < batch.size(); j++) {
          offer(encoding, batch.get(j), nowNanos);
        }
      }
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void offer(PublishedEncoding encoding, HistoryPacket packet, long nowNanos) {
    if (encoding != source) {
      if (packet.payloadLength() == 0 || !takesOver(encoding, packet, nowNanos)) {
        return;
      }
      begin(encoding, packet, nowNanos);
    }
    boolean fromBefore =
        packet.extendedSequence() < firstSequence && packet.extendedTimestamp() < firstTimestamp;
    if (!fromBefore) {
      if (packet.extendedSequence() >= newestSequence) {
        newestSequence = packet.extendedSequence();
        newestTimestamp = packet.extendedTimestamp();
      }
      write(packet, packet.extendedSequence(), packet.extendedTimestamp(), packet.arrivalNanos());
    }
  }

  private void write(HistoryPacket packet, long sequence, long timestamp, long arrivalNanos) {
    sink.onRtp(
        track,
        sequence,
        timestamp,
        arrivalNanos,
        packet.marker(),
        packet.data(),
        packet.payloadOffset(),
        packet.payloadLength());
  }

  private boolean takesOver(PublishedEncoding encoding, HistoryPacket packet, long nowNanos) {
    return publication.kind() == MediaKind.VIDEO
        ? layer.takesOver(encoding.index(), packet.keyframeStart(), nowNanos)
        : source == null;
  }

  private void begin(PublishedEncoding encoding, HistoryPacket first, long nowNanos) {
    leaveSource();
    source = encoding;
    layer.switchTo(encoding.index(), nowNanos);
    encoding.receiver().persistNacks(NACK_PATIENCE_NANOS);
    firstSequence = first.extendedSequence();
    firstTimestamp = first.extendedTimestamp();
    newestSequence = firstSequence;
    newestTimestamp = firstTimestamp;
    PayloadFormat format = encoding.receiver().format();
    sink.startSource(
        track,
        new RecordedSource(
            RecordedSource.Codec.valueOf(format.codec().name()),
            format.codec().clockRate(),
            format.channels(),
            format.parameters(),
            encoding.receiver().rid()),
        nowNanos);
    tellClock(nowNanos);
    HistoryPacket parameterSets = encoding.parameterSetsMissingIn(first);
    if (parameterSets != null) {
      // a stand-in for one that came before the recording began
      firstSequence--;
      write(parameterSets, firstSequence, firstTimestamp, first.arrivalNanos());
    }
  }

  private void leaveSource() {
    if (source != null) {
      source.receiver().persistNacks(0);
      source = null;
    }
  }

  // ---- time

  /** Wants keyframes, and tells the clock. */
  void onTick(long nowNanos) {
    if (paused || broken || publication.muted()) {
      return;
    }
    try {
      if (source != null
          && (nowNanos - toldClockNanos >= CLOCK_INTERVAL_NANOS || basis() != toldBasis)) {
        tellClock(nowNanos);
      }
      if (publication.kind() == MediaKind.VIDEO) {
        wantKeyframes(nowNanos);
      }
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void wantKeyframes(long nowNanos) {
    if (sink.takeKeyframeNeeded(track) && source != null) {
      publication.requestKeyframe(source, nowNanos);
    }
    layer.update(nowNanos);
    PublishedEncoding wanted = publication.encodingOrNull(layer.keyframeNeeded());
    if (wanted != null && !wanted.keyframes().waiting()) {
      publication.requestKeyframe(wanted, nowNanos);
    }
  }

  private void tellClock(long nowNanos) {
    toldBasis = basis();
    toldClockNanos = nowNanos;
    sink.onClock(
        track,
        newestTimestamp,
        source.receiver().timeline().captureNanos(newestTimestamp),
        toldBasis);
  }

  private ClockBasis basis() {
    return source.receiver().timeline().synchronised()
        ? ClockBasis.SENDER_REPORT
        : ClockBasis.ARRIVAL;
  }

  // ---- what happens to the publication and the recording

  /** What comes after a mute is another source. */
  void mute(boolean muted, long nowNanos) {
    restart(nowNanos);
    sink.mute(track, muted, nowNanos);
  }

  /** Nothing goes to the recording until it is resumed; what comes then is another source. */
  void pause(boolean newPaused, long nowNanos) {
    restart(nowNanos);
    paused = newPaused;
  }

  void onEncodingRemoved(PublishedEncoding encoding, long nowNanos) {
    if (encoding == source) {
      restart(nowNanos);
    }
  }

  private void restart(long nowNanos) {
    leaveSource();
    layer.reset(nowNanos);
  }

  /** The recording has no use for it any more. */
  void detach() {
    leaveSource();
    publication.record(null);
  }

  /** The track is over. */
  void end(long nowNanos) {
    detach();
    sink.endTrack(track, nowNanos);
  }

  private void fail(RuntimeException cause) {
    broken = true;
    onFault.accept(cause);
  }
}

package dev.sluice.recorder.depacketize;

import dev.sluice.recorder.codec.CodecConfiguration;
import java.util.Optional;

/**
 * What all video codecs have in common: a frame is what has one timestamp, ended by the marker bit
 * or by another timestamp; it is whole when no packet is missing in it, at its beginning, or where
 * its end would be.
 */
final class VideoDepacketizer implements Depacketizer {

  /**
   * So many beginnings of a gradual refresh without a keyframe show that the encoder makes no
   * keyframes, even when asked: better a picture that completes itself than none.
   */
  private static final int REFRESHES_INSTEAD_OF_KEYFRAME = 2;

  private final PayloadFormat format;
  private final FrameBuffer buffer = new FrameBuffer(MAX_FRAME_BYTES);
  private final FrameTraits traits = new FrameTraits();
  private final DecodableLayers layers = new DecodableLayers();
  private final DepacketizerCounters counters = new DepacketizerCounters();
  private final CodedFrame frame = new CodedFrame();

  private boolean open;
  private long timestamp;
  private long firstSequence;
  private long lastSequence;
  private int packets;
  private DropReason fault;

  /** Packets that are missing before the next one; what came before the first one is, too. */
  private long lostPackets = 1;

  /** Packets that are missing before the first one of the open frame. */
  private long lostBeforeFrame;

  private int refreshes;
  private Optional<CodecConfiguration> configuration = Optional.empty();

  VideoDepacketizer(PayloadFormat format) {
    this.format = format;
  }

  @Override
  public void onPacket(
      long extendedSequence,
      long extendedTimestamp,
      boolean marker,
      byte[] data,
      int offset,
      int length,
      FrameSink sink) {
    if (length < 1) {
      return;
    }
    if (open && extendedTimestamp != timestamp) {
      if (lostPackets > 0) {
        fail(DropReason.INCOMPLETE); // its end may be among them
      }
      close(sink);
    }
    boolean afterLoss = open && lostPackets > 0;
    if (!open) {
      open(extendedSequence, extendedTimestamp);
    }
    lostPackets = 0;
    lastSequence = extendedSequence;
    packets++;
    if (afterLoss) {
      fail(DropReason.INCOMPLETE);
    }
    fail(format.append(data, offset, length, afterLoss, buffer));
    if (marker) {
      close(sink);
    }
  }

  @Override
  public void onLoss(long first, long count) {
    lostPackets += count;
  }

  @Override
  public boolean awaitingKeyframe() {
    return layers.baseLost();
  }

  @Override
  public DepacketizerCounters counters() {
    return counters;
  }

  private void open(long sequence, long newTimestamp) {
    open = true;
    timestamp = newTimestamp;
    firstSequence = sequence;
    lostBeforeFrame = lostPackets;
    packets = 0;
    fault = null;
    buffer.clear();
    format.begin(lostBeforeFrame > 0);
  }

  /** The first fault of a frame is the one that counts. */
  private void fail(DropReason reason) {
    if (fault == null) {
      fault = reason;
    }
  }

  private void close(FrameSink sink) {
    open = false;
    judge();
    if (fault == null && !traits.picture) {
      lostPackets += lostBeforeFrame; // parameter sets only: the loss is before the next frame
    } else if (fault == null) {
      layers.onTaken(traits);
      handOn(sink);
    } else {
      layers.onDropped(traits);
      counters.onDrop(fault, packets);
    }
  }

  private void judge() {
    traits.clear();
    if (buffer.overflown()) {
      fail(DropReason.TOO_LARGE);
    }
    fail(format.end(fault == null, buffer, traits));
    if (fault == null && !traits.picture) {
      return;
    }
    if (lostBeforeFrame > 0) {
      layers.onLoss(traits, lostBeforeFrame);
    }
    if (!traits.headPresent) {
      fail(lostBeforeFrame > 0 ? DropReason.INCOMPLETE : DropReason.MALFORMED);
    }
    if (traits.gradualRefresh && layers.baseLost()) {
      refreshes++;
      traits.keyframe |= refreshes >= REFRESHES_INSTEAD_OF_KEYFRAME;
    }
    fail(layers.canDecode(traits) ? null : DropReason.UNDECODABLE);
    if (fault == null && traits.keyframe) {
      configure();
    }
  }

  private void configure() {
    Optional<CodecConfiguration> found = format.configuration(buffer);
    if (found.isEmpty()) {
      fail(format.withoutConfiguration());
    } else if (!found.equals(configuration)) {
      configuration = found;
    }
  }

  private void handOn(FrameSink sink) {
    if (traits.keyframe) {
      refreshes = 0;
    }
    counters.onFrame(traits.keyframe);
    sink.onFrame(
        frame
            .bytes(buffer.data(), 0, buffer.length())
            .time(timestamp, 0)
            .packets(firstSequence, lastSequence)
            .startsWith(traits.keyframe ? configuration : Optional.empty()));
  }
}

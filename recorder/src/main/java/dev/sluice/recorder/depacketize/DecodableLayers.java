package dev.sluice.recorder.depacketize;

/**
 * Which temporal layers of a stream a decoder can still follow after losses. A layer is intact when
 * every frame of it and below that later frames may refer to was handed on. Without told layers the
 * whole stream is one.
 */
final class DecodableLayers {

  private static final int ALL = 0xFF;
  private static final int BASE = 1;
  private static final int INDEX_MASK = 0xFF;

  /** With this many packets lost, the index of the base layer may have come round. */
  private static final long INDEX_RANGE = 200;

  /** Bit n: temporal layer n is intact. */
  private int intact;

  private int baseIndex;

  /** True when not even the base layer is intact. */
  boolean baseLost() {
    return (intact & BASE) == 0;
  }

  /** Frames may be missing before this one. */
  void onLoss(FrameTraits next, long packets) {
    boolean baseIntact = next.layered && packets < INDEX_RANGE && follows(next);
    intact &= baseIntact ? BASE : 0;
  }

  /** No frame of the base layer is missing between the last one that was taken and this one. */
  private boolean follows(FrameTraits next) {
    int expected = next.temporalLayer == 0 ? baseIndex + 1 : baseIndex;
    return (expected & INDEX_MASK) == next.baseIndex;
  }

  boolean canDecode(FrameTraits frame) {
    if (frame.keyframe) {
      return true;
    }
    if (!frame.layered) {
      return intact == ALL;
    }
    int needed = upTo(frame.temporalLayer);
    return (intact & needed) == needed || (frame.refersToBaseOnly && !baseLost());
  }

  /** The frame is handed on. */
  void onTaken(FrameTraits frame) {
    if (frame.keyframe) {
      intact = ALL;
    }
    if (frame.temporalLayer == 0) {
      baseIndex = frame.baseIndex;
    }
    if (frame.layered) {
      intact |= 1 << frame.temporalLayer;
    }
    if (frame.switchingUpPoint) {
      intact |= ALL & ~upTo(frame.temporalLayer);
    }
  }

  /** The frame is not handed on. */
  void onDropped(FrameTraits frame) {
    if (!frame.nonReference) {
      intact &= upTo(frame.temporalLayer) >> 1;
    }
  }

  private static int upTo(int layer) {
    return (2 << layer) - 1;
  }
}

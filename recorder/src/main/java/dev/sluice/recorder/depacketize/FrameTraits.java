package dev.sluice.recorder.depacketize;

/** What a payload format finds out about a frame, for the decision whether it can be decoded. */
final class FrameTraits {

  /** There is a picture in it, not just parameter sets. */
  boolean picture;

  /** A decoder can begin with it. */
  boolean keyframe;

  /** A decoder that begins with it shows whole pictures some frames later. */
  boolean gradualRefresh;

  /** The first of its packets that came is the first one it has. */
  boolean headPresent;

  /** No other frame refers to it. */
  boolean nonReference;

  /** The frame tells {@link #temporalLayer} and {@link #baseIndex}. */
  boolean layered;

  /** 0 to 7; a frame refers to no higher layer than its own. */
  int temporalLayer;

  /** Counts the frames of temporal layer 0, modulo 256: this one's, or that of the latest. */
  int baseIndex;

  /** It refers to nothing but the latest frame of temporal layer 0. */
  boolean refersToBaseOnly;

  /** What follows in higher temporal layers refers to no frame of theirs before this one. */
  boolean switchingUpPoint;

  void clear() {
    picture = false;
    keyframe = false;
    gradualRefresh = false;
    headPresent = false;
    nonReference = false;
    layered = false;
    temporalLayer = 0;
    baseIndex = 0;
    refersToBaseOnly = false;
    switchingUpPoint = false;
  }
}

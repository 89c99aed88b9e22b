package dev.sluice.recorder.depacketize;

/** Why a frame, or what should have become one, is not handed on. */
public enum DropReason {
  /** Packets of it were lost. */
  INCOMPLETE,
  /** It refers to a frame that was dropped, or no keyframe has come yet. */
  UNDECODABLE,
  /** Its payload is no media of the codec. */
  MALFORMED,
  /** It is packed in a way that WebRTC does not use. */
  UNSUPPORTED,
  /** It is larger than {@link Depacketizer#MAX_FRAME_BYTES}. */
  TOO_LARGE,
  /** A keyframe whose parameter sets never came. */
  NO_PARAMETER_SETS
}

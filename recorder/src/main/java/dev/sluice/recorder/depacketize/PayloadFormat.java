package dev.sluice.recorder.depacketize;

import dev.sluice.recorder.codec.CodecConfiguration;
import java.util.Optional;

/**
 * How one codec's frames are packed into payloads. Told of each frame in order: {@link #begin},
 * {@link #append} for each payload, {@link #end}.
 */
interface PayloadFormat {

  /**
   * The next payload is of another frame.
   *
   * @param afterLoss packets are missing before it
   */
  void begin(boolean afterLoss);

  /**
   * Unpacks a payload.
   *
   * @param afterLoss payloads are missing between this one and the frame's one before
   * @return null, or what is wrong with it
   */
  DropReason append(byte[] data, int offset, int length, boolean afterLoss, FrameBuffer frame);

  /**
   * No payload of this frame is left. Completes the frame, and tells what it is.
   *
   * @param whole false when it is known to be damaged; only its traits count then
   * @return null, or what is wrong with it
   */
  DropReason end(boolean whole, FrameBuffer frame, FrameTraits traits);

  /** The configuration of the frame that just ended, a keyframe; empty if there is none. */
  Optional<CodecConfiguration> configuration(FrameBuffer frame);

  /** Why a keyframe has no configuration. */
  default DropReason withoutConfiguration() {
    return DropReason.MALFORMED;
  }
}

package dev.sluice.server.bench;

import dev.sluice.server.rtp.Codec;
import dev.sluice.server.srtp.SrtpProfile;

/**
 * What is forwarded in a benchmark: one publication to many.
 *
 * @param codec of the publication
 * @param profile of every peer
 * @param ciphers who seals and opens
 * @param subscribers how many receive it
 * @param batch packets in a read batch, which are one frame
 * @param payloadLength of each packet in bytes
 * @param keyframeInterval frames from one keyframe to the next
 */
record Workload(
    Codec codec,
    SrtpProfile profile,
    Ciphers ciphers,
    int subscribers,
    int batch,
    int payloadLength,
    int keyframeInterval) {

  static final int SUBSCRIBERS = 50;
  static final int PAYLOAD_LENGTH = 1100;

  /** Only the first frame is a keyframe. */
  static final int ONE_KEYFRAME = Integer.MAX_VALUE;

  /** The house's case: 50 subscribers, 1100 bytes of payload. */
  static Workload of(Codec codec, SrtpProfile profile, Ciphers ciphers, int batch) {
    return new Workload(codec, profile, ciphers, SUBSCRIBERS, batch, PAYLOAD_LENGTH, ONE_KEYFRAME);
  }

  Workload withSubscribers(int newSubscribers) {
    return new Workload(
        codec, profile, ciphers, newSubscribers, batch, payloadLength, keyframeInterval);
  }

  Workload withKeyframeEvery(int frames) {
    return new Workload(codec, profile, ciphers, subscribers, batch, payloadLength, frames);
  }
}

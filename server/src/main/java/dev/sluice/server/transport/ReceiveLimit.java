package dev.sluice.server.transport;

import dev.sluice.server.time.TokenBucket;

/**
 * Holds a peer to the bitrate it may send. It is told the limit (REMB) and has some seconds of
 * credit to follow it; what goes beyond is lost, as it would be on a narrow path, and congestion
 * control takes it for that. Owned by the transport's loop.
 */
final class ReceiveLimit {

  /** As much as a sender may send ahead: a large keyframe, and the time that REMB takes. */
  private static final int CREDIT_SECONDS = 5;

  private static final int BITS = 8;

  private TokenBucket bytes;
  private int bitrateBps;

  /**
   * From now on.
   *
   * @param newBitrateBps 0 for no limit
   */
  void set(int newBitrateBps, long nowNanos) {
    if (bitrateBps == newBitrateBps) {
      return;
    }
    bitrateBps = newBitrateBps;
    int bytesPerSecond = newBitrateBps / BITS;
    bytes =
        newBitrateBps == 0
            ? null
            : new TokenBucket((long) bytesPerSecond * CREDIT_SECONDS, bytesPerSecond, nowNanos);
  }

  /** 0 when there is none. */
  int bitrateBps() {
    return bitrateBps;
  }

  /** False when a packet of this length is one too many. */
  boolean takes(int lengthBytes, long nowNanos) {
    return bytes == null || bytes.take(lengthBytes, nowNanos);
  }
}

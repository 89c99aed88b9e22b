package dev.sluice.recorder.reorder;

/** A packet that waits for others. */
final class HeldPacket {

  /** More than an Ethernet frame carries, so that hardly any packet is larger. */
  static final int USUAL_BYTES = 1_536;

  final byte[] payload;
  int length;
  long sequence;
  long timestamp;
  long arrivalNanos;
  boolean marker;

  HeldPacket(int leastBytes) {
    payload = new byte[Math.max(leastBytes, USUAL_BYTES)];
  }
}

package dev.sluice.recorder.reorder;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Packets that can be recognised: all that belongs to them follows from their number. */
final class TestPackets {

  static final int LENGTH = 20;

  private TestPackets() {}

  static void give(ReorderBuffer buffer, long sequence, long arrivalNanos) {
    give(buffer, sequence, arrivalNanos, LENGTH);
  }

  static void give(ReorderBuffer buffer, long sequence, long arrivalNanos, int length) {
    byte[] data = new byte[length + 3];
    for (int i = 0; i < length; i++) {
      data[2 + i] = (byte) (sequence + i);
    }
    buffer.onPacket(sequence, sequence * 3, arrivalNanos, sequence % 2 == 0, data, 2, length);
  }

  static void requireUnharmed(
      long sequence, long timestamp, boolean marker, byte[] data, int offset, int length) {
    assertEquals(sequence * 3, timestamp);
    assertEquals(sequence % 2 == 0, marker);
    for (int i = 0; i < length; i++) {
      assertEquals((byte) (sequence + i), data[offset + i]);
    }
  }
}

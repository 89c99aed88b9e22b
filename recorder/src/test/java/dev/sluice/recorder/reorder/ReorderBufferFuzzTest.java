package dev.sluice.recorder.reorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Inputs are steps of three bytes: what happens, how far in numbers, how far in time. */
class ReorderBufferFuzzTest {

  private static final int TICK = 1;
  private static final int DRAIN = 2;
  private static final int FAR = 3;

  @FuzzTest
  void handsOutALineWithoutGaps(byte[] data) {
    Line line = new Line();
    ReorderBuffer buffer =
        new ReorderBuffer(new ReorderLimits(64, 600, 100), new PacketPool(4), line);
    long sequence = 100_000;
    long now = 0;
    long given = 0;
    for (int at = 0; at + 3 <= data.length; at += 3) {
      now += data[at + 2] & 0x7F;
      int kind = data[at] & 7;
      if (kind == TICK) {
        buffer.onTick(now);
      } else if (kind == DRAIN) {
        buffer.drain();
        line.broken = true;
      } else {
        sequence += kind == FAR ? data[at + 1] * 50L : data[at + 1] / 16;
        long newLines = buffer.newLines();
        line.mayBreak = true;
        TestPackets.give(buffer, sequence, now);
        line.mayBreak = false;
        given++;
        assertTrue(buffer.newLines() - newLines <= 1);
      }
      assertTrue(buffer.waitingPackets() < 64 && buffer.waitingBytes() <= 600);
      assertTrue(buffer.waitingPackets() == 0 || buffer.deadlineNanos() <= now + 100);
    }
    buffer.drain();
    assertEquals(given, buffer.received());
    assertEquals(given, line.packets + buffer.late() + buffer.duplicates());
    assertEquals(line.lost, buffer.lost());
    assertTrue(line.breaks <= buffer.newLines());
  }

  /** Checks that packets and losses follow each other; a new line may begin anywhere. */
  private static final class Line implements ReorderBuffer.Listener {

    private boolean broken = true;
    private boolean mayBreak;
    private long next;
    private long packets;
    private long lost;
    private long breaks;

    @Override
    public void onPacket(
        long extendedSequence,
        long extendedTimestamp,
        long arrivalNanos,
        boolean marker,
        byte[] data,
        int offset,
        int length) {
      TestPackets.requireUnharmed(
          extendedSequence, extendedTimestamp, marker, data, offset, length);
      follow(extendedSequence, 1);
      packets++;
    }

    @Override
    public void onLoss(long first, long count) {
      assertTrue(count > 0);
      follow(first, count);
      lost += count;
    }

    private void follow(long first, long count) {
      if (!broken && first != next) {
        assertTrue(mayBreak && first < next);
        breaks++;
      }
      broken = false;
      next = first + count;
    }
  }
}

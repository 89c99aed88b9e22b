package dev.sluice.server.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.rtp.RtpPacket;
import dev.sluice.server.rtp.RtpWriter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PacketHistoryTest {

  private final PacketHistory history = new PacketHistory(8, 64);

  @Test
  void keepsAPacketAsItCameButForItsPadding() {
    byte[] datagram = new byte[64];
    int header = new RtpWriter().begin(datagram, 5, 96, true, 7, 9_000, 1).endHeader();
    Arrays.fill(datagram, 5 + header, 5 + header + 10, (byte) 0x5a);
    RtpWriter.setPadding(datagram, 5, 1);
    datagram[5 + header + 13] = 4;
    RtpPacket packet = new RtpPacket();
    assertTrue(packet.wrap(datagram, 5, header + 14));

    HistoryPacket kept = history.put(packet, 65_543, 1L << 32 | 9_000, 77);
    Arrays.fill(datagram, (byte) 0);

    assertEquals(65_543, kept.extendedSequence());
    assertEquals(1L << 32 | 9_000, kept.extendedTimestamp());
    assertEquals(77, kept.arrivalNanos());
    assertTrue(kept.marker());
    assertEquals(96, kept.payloadType());
    assertEquals(header, kept.payloadOffset());
    assertEquals(10, kept.payloadLength());
    byte[] payload = Arrays.copyOfRange(kept.data(), header, header + 10);
    byte[] expected = new byte[10];
    Arrays.fill(expected, (byte) 0x5a);
    assertArrayEquals(expected, payload);
    assertSame(kept, history.get(65_543));
  }

  @Test
  void flagsStartUnset() {
    HistoryPacket first = put(1);
    first.keyframeStart(true);
    first.audioLevel(30);
    HistoryPacket reused = put(9);
    assertSame(first, reused);
    assertFalse(reused.keyframeStart());
    assertEquals(HistoryPacket.ABSENT, reused.audioLevel());
  }

  @Test
  void forgetsWhatWasOverwritten() {
    put(1);
    put(9);
    assertNull(history.get(1));
    assertNotNull(history.get(9));
    assertNull(history.get(17));
  }

  @Test
  void refusesDuplicatesAndPacketsOlderThanItsWindow() {
    assertNotNull(put(9));
    assertNull(put(9));
    assertNull(put(1));
    assertNotNull(put(8));
  }

  @Test
  void sequenceZeroIsAPacketLikeAnyOther() {
    assertNull(history.get(0));
    assertNotNull(put(0));
    assertNull(put(0));
    assertNotNull(history.get(0));
  }

  @Test
  void refusesPacketsLongerThanASlot() {
    byte[] datagram = new byte[100];
    int header = new RtpWriter().begin(datagram, 0, 96, false, 1, 0, 1).endHeader();
    RtpPacket packet = new RtpPacket();
    assertTrue(packet.wrap(datagram, 0, header + 53));
    assertNull(history.put(packet, 1, 0, 0));
    assertTrue(packet.wrap(datagram, 0, header + 52));
    assertNotNull(history.put(packet, 1, 0, 0));
  }

  @Test
  void doesNotOverwriteWhatIsHeld() {
    HistoryPacket held = put(1);
    held.hold();
    assertNull(put(9));
    assertSame(held, history.get(1));
    held.release();
    assertSame(held, put(9));
  }

  @Test
  void takesNoMoreMemoryThanItsPacketsNeed() {
    PacketHistory large = new PacketHistory(8, 1460);
    RtpPacket packet = new RtpPacket();
    byte[] datagram = new byte[1460];
    int header = new RtpWriter().begin(datagram, 0, 96, false, 1, 0, 1).endHeader();
    assertTrue(packet.wrap(datagram, 0, header + 20));
    assertEquals(256, large.put(packet, 1, 0, 0).data().length);
    assertTrue(packet.wrap(datagram, 0, 1460));
    assertEquals(1460, large.put(packet, 9, 0, 0).data().length);
    assertTrue(packet.wrap(datagram, 0, header + 20));
    assertEquals(1460, large.put(packet, 17, 0, 0).data().length);
  }

  @Test
  void capacityIsAPowerOfTwo() {
    assertThrows(IllegalArgumentException.class, () -> new PacketHistory(1_000, 64));
    assertEquals(8, history.capacity());
  }

  @Test
  void growsAndShrinksAndKeepsTheNewest() {
    for (int sequence = 1; sequence <= 8; sequence++) {
      put(sequence);
    }
    history.resize(16);
    for (int sequence = 9; sequence <= 14; sequence++) {
      put(sequence);
    }
    for (int sequence = 1; sequence <= 14; sequence++) {
      assertEquals(sequence, history.get(sequence).extendedSequence());
    }
    history.resize(4);
    assertNull(history.get(10));
    for (int sequence = 11; sequence <= 14; sequence++) {
      assertEquals(sequence, history.get(sequence).extendedSequence());
    }
    assertNull(put(10), "older than what is kept");
    assertEquals(15, put(15).extendedSequence());
    assertNull(history.get(11));
  }

  private HistoryPacket put(long extendedSequence) {
    byte[] datagram = new byte[64];
    int header =
        new RtpWriter()
            .begin(datagram, 0, 96, false, (int) extendedSequence & 0xffff, 0, 1)
            .endHeader();
    RtpPacket packet = new RtpPacket();
    assertTrue(packet.wrap(datagram, 0, header + 20));
    return history.put(packet, extendedSequence, 0, 0);
  }
}

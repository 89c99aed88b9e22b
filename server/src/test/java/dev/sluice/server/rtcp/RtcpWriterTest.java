package dev.sluice.server.rtcp;

import static dev.sluice.server.rtcp.RtcpBytes.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.bytes.BigEndian;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class RtcpWriterTest {

  private static final int OFFSET = 3;

  private final byte[] out = filled(1500);
  private final RtcpWriter writer = new RtcpWriter().wrap(out, OFFSET, 1400);

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0xee);
    return bytes;
  }

  private byte[] written() {
    return Arrays.copyOfRange(out, OFFSET, OFFSET + writer.length());
  }

  @Test
  void writesASenderReportWithABlock() {
    assertTrue(
        writer.senderReport(0x11223344, 0xe123456789abcdefL, 0x00bc614e, 0xffffffffL, 0x80000001L));
    assertTrue(writer.reportBlock(0xaabbccdd, 0x19, 0x000102, 0x00010203, 7, 0x456789abL, 0x10000));
    assertArrayEquals(RtcpBytes.SENDER_REPORT, written());
  }

  @Test
  void writesAReceiverReportAndClampsTheLossCount() {
    long most = 0xffffffffL;
    assertTrue(writer.receiverReport(0x11223344));
    assertTrue(writer.reportBlock(0xaabbccdd, 255, 0x7000_0000, most, most, most, most));
    assertTrue(writer.reportBlock(0xaabbccde, 0, -1, 0, 0, 0, 0));
    assertArrayEquals(RtcpBytes.RECEIVER_REPORT_OF_TWO, written());

    writer.wrap(out, OFFSET, 100);
    writer.receiverReport(1);
    writer.reportBlock(2, 0, Integer.MIN_VALUE, 0, 0, 0, 0);
    ReceiverReport report = (ReceiverReport) RtcpBytes.readOne(written());
    assertEquals(-0x80_0000, report.blocks().get(0).cumulativeLost());
  }

  @Test
  void holdsThirtyOneBlocksAndNoMore() {
    writer.receiverReport(1);
    for (int i = 0; i < 31; i++) {
      assertTrue(writer.reportBlock(i, 0, 0, 0, 0, 0, 0));
    }
    assertFalse(writer.reportBlock(31, 0, 0, 0, 0, 0, 0));
    ReceiverReport report = (ReceiverReport) RtcpBytes.readOne(written());
    assertEquals(31, report.blocks().size());
    assertEquals(30, report.blocks().get(30).ssrc());
  }

  @Test
  void refusesABlockWithoutAReport() {
    assertThrows(IllegalStateException.class, () -> writer.reportBlock(1, 0, 0, 0, 0, 0, 0));
    writer.receiverReport(1);
    writer.pli(1, 2);
    assertThrows(IllegalStateException.class, () -> writer.reportBlock(1, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void writesCnamesOfEveryLength() {
    String longest = "x".repeat(255);
    for (int length = 0; length <= 255; length++) {
      String cname = longest.substring(0, length);
      writer.wrap(out, OFFSET, 400);
      assertTrue(writer.sourceDescription(9, cname));
      assertTrue(writer.goodbye(9));
      assertEquals(
          List.of(
              new SourceDescription(List.of(new SourceDescription.Chunk(9, cname))),
              new Goodbye(List.of(9))),
          RtcpBytes.read(written()));
    }
    assertThrows(IllegalArgumentException.class, () -> writer.sourceDescription(9, longest + "x"));
  }

  @Test
  void packsANackOverTheWrap() {
    int[] lost = {0xffdc, 0xffec, 0xfffe, 0xffff, 0x0000, 0x0001, 0x0003, 0x0014, 0x0064, 7777};
    assertEquals(9, writer.nack(0x12345678, 0x23456789, lost, 9));
    assertArrayEquals(RtcpBytes.NACK_OVER_THE_WRAP, written());
  }

  @Test
  void asksForAsManyLostPacketsAsThereIsRoomFor() {
    int[] lost = {0, 1, 100, 101, 200, 300};
    writer.wrap(out, OFFSET, 12 + 4 + 4 + 3);
    assertEquals(4, writer.nack(1, 2, lost, lost.length));
    assertEquals(new GenericNack(1, 2, List.of(0, 1, 100, 101)), RtcpBytes.readOne(written()));
    assertEquals(0, writer.nack(1, 2, lost, lost.length));
    assertEquals(20, writer.length());
  }

  @Test
  void writesNoNackForNothing() {
    assertEquals(0, writer.nack(1, 2, new int[0], 0));
    assertEquals(0, writer.length());
  }

  @Test
  void namesEachLostPacketOnce() {
    Random random = new Random(4585);
    for (int round = 0; round < 2_000; round++) {
      int count = 1 + random.nextInt(200);
      int[] lost = new int[count];
      List<Integer> expected = new ArrayList<>();
      int sequence = random.nextInt(65536);
      for (int i = 0; i < count; i++) {
        lost[i] = sequence;
        expected.add(sequence);
        sequence = (sequence + 1 + random.nextInt(25)) & 0xffff;
      }
      writer.wrap(out, OFFSET, 1400);
      assertEquals(count, writer.nack(1, 2, lost, count));
      assertEquals(new GenericNack(1, 2, expected), RtcpBytes.readOne(written()));
    }
  }

  @Test
  void writesKeyframeRequests() {
    assertTrue(writer.pli(0x12345678, 0x23456789));
    assertArrayEquals(RtcpBytes.PLI, written());
    writer.wrap(out, OFFSET, 100);
    assertTrue(writer.fir(0x12345678, 0x23456789, 0x10a));
    assertArrayEquals(hex("84ce0004 12345678 00000000 23456789 0a000000"), written());
  }

  @Test
  void writesBitrateEstimates() {
    assertTrue(writer.remb(0x12345678, 522_023, 0x23456789, 0x2345678a, 0x2345678b));
    assertArrayEquals(RtcpBytes.REMB, written());
  }

  @Test
  void roundsBitratesDownByLessThanOneInSeventeenBits() {
    for (long bitrate :
        new long[] {0, 1, 0x3ffff, 0x40000, 2_500_000, 10_000_000_000L, Long.MAX_VALUE}) {
      writer.wrap(out, OFFSET, 100);
      assertTrue(writer.remb(1, bitrate, 2));
      long read = ((ReceiverEstimatedMaxBitrate) RtcpBytes.readOne(written())).bitrateBps();
      assertTrue(read <= bitrate && bitrate - read <= bitrate >> 17, bitrate + " → " + read);
    }
  }

  @Test
  void letsTheCallerWriteFeedbackInPlace() {
    int fci = writer.beginFeedback(15, 205, 0xfa17fa17, 0x43032fa0);
    assertEquals(OFFSET + 12, fci);
    System.arraycopy(hex("00990001 3de80217 2001 94"), 0, out, fci, 11);
    writer.endFeedback(fci + 11);
    assertArrayEquals(RtcpBytes.TRANSPORT_FEEDBACK_OF_ONE, written());
  }

  @Test
  void padsFeedbackToWholeWords() {
    for (int length = 0; length <= 8; length++) {
      writer.wrap(out, OFFSET, 100);
      int fci = writer.beginFeedback(9, 205, 1, 2);
      writer.endFeedback(fci + length);
      assertTrue(writer.pli(3, 4));
      int padded = 12 + ((length + 3) & ~3);
      assertEquals(padded + 12, writer.length());
      assertEquals(padded / 4 - 1, BigEndian.u16(out, OFFSET + 2));
      int padding = padded - 12 - length;
      assertEquals(padding == 0 ? 0 : 0x20, out[OFFSET] & 0x20);
      assertEquals(new UnknownRtcp(205, 9, 12 + length), RtcpBytes.read(written()).get(0));
    }
  }

  @Test
  void refusesFeedbackThatEndsOutsideItsRoom() {
    writer.wrap(out, OFFSET, 21);
    int fci = writer.beginFeedback(9, 205, 1, 2);
    assertEquals(OFFSET + 20, writer.limit());
    assertThrows(IllegalStateException.class, () -> writer.endFeedback(fci + 9));
    assertThrows(IllegalStateException.class, () -> writer.endFeedback(fci - 1));
    writer.endFeedback(fci + 8);
    assertThrows(IllegalStateException.class, () -> writer.endFeedback(fci + 8));
    assertEquals(-1, writer.beginFeedback(9, 205, 1, 2));
  }

  @Test
  void writesNothingWhereThereIsNoRoom() {
    List<Predicate<RtcpWriter>> packets =
        List.of(
            w -> w.senderReport(1, 2, 3, 4, 5),
            w -> w.receiverReport(1),
            w -> w.sourceDescription(1, "sluice"),
            w -> w.goodbye(1),
            w -> w.nack(1, 2, new int[] {3}, 1) == 1,
            w -> w.pli(1, 2),
            w -> w.fir(1, 2, 3),
            w -> w.remb(1, 2, 3));
    for (Predicate<RtcpWriter> packet : packets) {
      writer.wrap(out, OFFSET, 1000);
      assertTrue(packet.test(writer));
      int needed = writer.length();
      for (int capacity = 0; capacity < needed; capacity++) {
        byte[] small = filled(capacity + 10);
        writer.wrap(small, 5, capacity);
        assertFalse(packet.test(writer));
        assertEquals(0, writer.length());
        assertArrayEquals(filled(capacity + 10), small);
      }
      writer.wrap(out, OFFSET, needed);
      assertTrue(packet.test(writer));
    }
  }

  @Test
  void leavesABlockOutWhenTheRoomEnds() {
    writer.wrap(out, OFFSET, 8 + 24 + 23);
    writer.receiverReport(1);
    assertTrue(writer.reportBlock(2, 0, 0, 0, 0, 0, 0));
    assertFalse(writer.reportBlock(3, 0, 0, 0, 0, 0, 0));
    assertEquals(1, ((ReceiverReport) RtcpBytes.readOne(written())).blocks().size());
  }

  @Test
  void makesACompound() {
    writer.senderReport(1, 2, 3, 4, 5);
    writer.sourceDescription(1, "sluice");
    writer.pli(1, 2);
    writer.remb(1, 1_000_000, 2);
    writer.goodbye(1);
    assertEquals(5, RtcpBytes.read(written()).size());
  }
}

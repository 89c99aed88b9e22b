package dev.sluice.server.rtp;

import static dev.sluice.server.rtp.RtpPackets.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtpWriterTest {

  private final RtpWriter writer = new RtpWriter();
  private final byte[] out = new byte[4096];

  private RtpWriter begin() {
    return writer.begin(out, 0, 96, false, 1, 2, 3);
  }

  private byte[] header(int length) {
    return Arrays.copyOf(out, length);
  }

  @Test
  void writesTheFixedHeader() {
    Arrays.fill(out, (byte) 0xff);
    int length = writer.begin(out, 5, 96, true, 0x71234, 0x01020304, 0xa1b2c3d4).endHeader();
    assertEquals(12, length);
    assertArrayEquals(hex("80e01234 01020304 a1b2c3d4 ff"), Arrays.copyOfRange(out, 5, 5 + 12 + 1));
  }

  @Test
  void choosesTheOneByteFormAndPadsToAWord() {
    Arrays.fill(out, (byte) 0xff);
    int length =
        begin().extension(1, hex("aa"), 0, 1).extension(14, hex("00bbccdd00"), 1, 3).endHeader();
    assertArrayEquals(
        hex("90600001 00000002 00000003 bede0002 10aa e2bbccdd 0000"), header(length));
  }

  @Test
  void writesSixteenBytesInTheOneByteForm() {
    int length = begin().extension(2, new byte[16], 0, 16).endHeader();
    assertEquals(12 + 4 + 20, length);
    assertEquals(0xbe, out[12] & 0xff);
    assertEquals(0x2f, out[16]);
  }

  @Test
  void choosesTheTwoByteFormForHighIdsForLongAndForEmptyValues() {
    int length = begin().extension(1, hex("aa"), 0, 1).extension(15, hex("bb"), 0, 1).endHeader();
    assertArrayEquals(
        hex("90600001 00000002 00000003 10000002 0101aa 0f01bb 0000"), header(length));

    length = begin().extension(1, new byte[17], 0, 17).endHeader();
    assertEquals(12 + 4 + 20, length);
    assertEquals(0x10, out[12]);
    assertEquals(17, out[17]);

    length = begin().extension(1, new byte[0], 0, 0).endHeader();
    assertArrayEquals(hex("90600001 00000002 00000003 10000001 01000000"), header(length));
  }

  @Test
  void goesBackToTheOneByteFormWithTheNextPacket() {
    begin().extension(200, hex("aa"), 0, 1).endHeader();
    int length = begin().extension(1, hex("aa"), 0, 1).endHeader();
    assertArrayEquals(hex("90600001 00000002 00000003 bede0001 10aa0000"), header(length));
  }

  @Test
  void leavesOutExtensionsThatWereNotAgreed() {
    assertEquals(12, begin().extension(ExtensionMap.ABSENT, hex("aa"), 0, 1).endHeader());
    assertEquals(0x80, out[0] & 0xff);
  }

  @Test
  void refusesMoreThanItCanHold() {
    begin();
    assertThrows(IllegalArgumentException.class, () -> writer.extension(1, new byte[256], 0, 256));
    assertThrows(IllegalArgumentException.class, () -> writer.extension(256, new byte[1], 0, 1));
    assertThrows(IllegalArgumentException.class, () -> writer.extension(-1, new byte[1], 0, 1));
    for (int i = 1; i <= RtpWriter.MAX_EXTENSIONS; i++) {
      writer.extension(i, new byte[1], 0, 1);
    }
    assertThrows(IllegalArgumentException.class, () -> writer.extension(14, new byte[1], 0, 1));
  }

  @Test
  void setsAndClearsThePaddingBitAlone() {
    byte[] data = {0, (byte) 0x90};
    RtpWriter.setPadding(data, 1, 1);
    assertEquals(0xb0, data[1] & 0xff);
    RtpWriter.setPadding(data, 1, 0);
    assertEquals(0x90, data[1] & 0xff);
  }

  @Test
  void isReadBackAsItWasWritten() {
    Random random = new Random(8285);
    RtpPacket packet = new RtpPacket();
    byte[] values = new byte[600];
    random.nextBytes(values);
    for (int round = 0; round < 20_000; round++) {
      int offset = random.nextInt(9);
      boolean marker = random.nextBoolean();
      int payloadType = random.nextInt(128);
      int sequence = random.nextInt(65536);
      int timestamp = random.nextInt();
      int ssrc = random.nextInt();
      writer.begin(out, offset, payloadType, marker, sequence, timestamp, ssrc);
      int count = random.nextInt(RtpWriter.MAX_EXTENSIONS + 1);
      int[] lengths = new int[count];
      boolean wide = random.nextInt(3) == 0;
      for (int i = 0; i < count; i++) {
        lengths[i] = wide ? random.nextInt(256) : 1 + random.nextInt(16);
        writer.extension(i + 1, values, i * 20, lengths[i]);
      }
      int headerLength = writer.endHeader();
      assertEquals(0, headerLength % 4);
      assertTrue(packet.wrap(out, offset, headerLength + 7));
      assertEquals(marker, packet.marker());
      assertEquals(payloadType, packet.payloadType());
      assertEquals(sequence, packet.sequenceNumber());
      assertEquals(timestamp, packet.timestamp());
      assertEquals(ssrc, packet.ssrc());
      assertEquals(headerLength, packet.headerLength());
      assertEquals(7, packet.payloadLength());
      for (int i = 0; i < count; i++) {
        assertTrue(packet.findExtension(i + 1));
        int from = packet.extensionOffset();
        assertEquals(lengths[i], packet.extensionLength());
        assertTrue(
            Arrays.equals(out, from, from + lengths[i], values, i * 20, i * 20 + lengths[i]));
      }
    }
  }
}

package dev.sluice.server.rtp;

import static dev.sluice.server.rtp.RtpPackets.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RtxCodecTest {

  private static final int SSRC = 0xa1b2c3d4;

  private final RtpPacket packet = new RtpPacket();

  private static byte[] bytes(RtpPacket packet) {
    return Arrays.copyOfRange(packet.buffer(), packet.offset(), packet.offset() + packet.length());
  }

  @Test
  void restoresThePacketThatWasSentFirst() {
    byte[] data = hex("80e10009 01020304 0000ffff 1234 61626364");
    assertTrue(packet.wrap(data, 0, data.length));
    assertTrue(RtxCodec.restore(packet, SSRC, 96));
    assertArrayEquals(RtpPackets.PLAIN, bytes(packet));
    assertEquals(RtxCodec.OSN_LENGTH, packet.offset());
  }

  @Test
  void keepsExtensionsAndPaddingInsideALargerArray() {
    byte[] data = hex("00 b0610009 01020304 0000ffff bede0001 10aa0000 fffe 6162 000303");
    assertTrue(packet.wrap(data, 1, data.length - 1));
    assertTrue(RtxCodec.restore(packet, SSRC, 96));
    assertArrayEquals(
        hex("b060fffe 01020304 a1b2c3d4 bede0001 10aa0000 6162 000303"), bytes(packet));
    assertFalse(packet.marker());
    assertEquals(2, packet.payloadLength());
    assertEquals(3, packet.paddingLength());
    assertTrue(packet.findExtension(1));
    assertEquals((byte) 0xaa, data[packet.extensionOffset()]);
  }

  @Test
  void restoresAnOriginalWithoutPayload() {
    byte[] data = hex("80610009 01020304 0000ffff 0007");
    assertTrue(packet.wrap(data, 0, data.length));
    assertTrue(RtxCodec.restore(packet, SSRC, 96));
    assertEquals(7, packet.sequenceNumber());
    assertEquals(0, packet.payloadLength());
  }

  @Test
  void recognisesPaddingProbesAndLeavesThemAlone() {
    byte[] data = hex("a0610009 01020304 0000ffff 00000004");
    byte[] before = data.clone();
    assertTrue(packet.wrap(data, 0, data.length));
    assertTrue(RtxCodec.isPaddingProbe(packet));
    assertFalse(RtxCodec.restore(packet, SSRC, 96));
    assertArrayEquals(before, data);
    assertEquals(9, packet.sequenceNumber());
  }

  @Test
  void refusesHalfAnOriginalSequenceNumber() {
    byte[] data = hex("80610009 01020304 0000ffff 12");
    byte[] before = data.clone();
    assertTrue(packet.wrap(data, 0, data.length));
    assertFalse(RtxCodec.isPaddingProbe(packet));
    assertFalse(RtxCodec.restore(packet, SSRC, 96));
    assertArrayEquals(before, data);
  }

  @Test
  void doesNotTakeTheOriginalSequenceNumberFromPadding() {
    byte[] data = hex("a0610009 01020304 0000ffff 12 00000004");
    assertTrue(packet.wrap(data, 0, data.length));
    assertFalse(RtxCodec.restore(packet, SSRC, 96));
  }

  @Test
  void undoesWhatAWriterEncapsulates() {
    RtpWriter writer = new RtpWriter();
    byte[] data = new byte[64];
    int header =
        writer
            .begin(data, 0, 97, true, 500, 0x01020304, 0x77)
            .extension(3, hex("0102"), 0, 2)
            .endHeader();
    data[header] = 0x12;
    data[header + 1] = 0x34;
    System.arraycopy(hex("61626364"), 0, data, header + 2, 4);
    assertTrue(packet.wrap(data, 0, header + 6));
    assertTrue(RtxCodec.restore(packet, SSRC, 96));
    byte[] original = new byte[64];
    int originalHeader =
        writer
            .begin(original, 0, 96, true, 0x1234, 0x01020304, SSRC)
            .extension(3, hex("0102"), 0, 2)
            .endHeader();
    System.arraycopy(hex("61626364"), 0, original, originalHeader, 4);
    assertArrayEquals(Arrays.copyOf(original, originalHeader + 4), bytes(packet));
  }
}

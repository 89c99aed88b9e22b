package dev.sluice.server.rtp;

import static dev.sluice.server.rtp.RtpPackets.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtpPacketTest {

  private final RtpPacket packet = new RtpPacket();

  private boolean wrap(byte[] data) {
    return packet.wrap(data, 0, data.length);
  }

  private byte[] extension(int id) {
    assertTrue(packet.findExtension(id), "extension " + id);
    int from = packet.extensionOffset();
    return Arrays.copyOfRange(packet.buffer(), from, from + packet.extensionLength());
  }

  @Test
  void readsTheFixedHeader() {
    assertTrue(wrap(RtpPackets.PLAIN));
    assertSame(RtpPackets.PLAIN, packet.buffer());
    assertTrue(packet.marker());
    assertEquals(96, packet.payloadType());
    assertEquals(0x1234, packet.sequenceNumber());
    assertEquals(0x01020304, packet.timestamp());
    assertEquals(0xa1b2c3d4, packet.ssrc());
    assertEquals(12, packet.headerLength());
    assertEquals(12, packet.payloadOffset());
    assertEquals(4, packet.payloadLength());
    assertEquals(0, packet.paddingLength());
  }

  @Test
  void findsEverythingWhenThePacketStandsInsideALargerArray() {
    byte[] data = new byte[200];
    Arrays.fill(data, (byte) 0xff);
    System.arraycopy(RtpPackets.SIMULCAST, 0, data, 50, RtpPackets.SIMULCAST.length);
    assertTrue(packet.wrap(data, 50, RtpPackets.SIMULCAST.length));
    assertEquals(50, packet.offset());
    assertEquals(RtpPackets.SIMULCAST.length, packet.length());
    assertEquals(1, packet.sequenceNumber());
    assertEquals(3000, packet.timestamp());
    assertEquals(50 + 32, packet.payloadOffset());
    assertEquals(4, packet.payloadLength());
    assertArrayEquals(hex("0101"), extension(3));
  }

  @Test
  void skipsContributingSources() {
    assertTrue(wrap(RtpPackets.WITH_CSRCS));
    assertEquals(20, packet.headerLength());
    assertEquals(2, packet.payloadLength());
  }

  @Test
  void takesPaddingOffThePayload() {
    assertTrue(wrap(RtpPackets.PADDED));
    assertEquals(2, packet.payloadLength());
    assertEquals(4, packet.paddingLength());
  }

  @Test
  void acceptsAProbeThatIsPaddingOnly() {
    assertTrue(wrap(hex("a0600001 00000002 00000003 000003")));
    assertEquals(0, packet.payloadLength());
    assertEquals(3, packet.paddingLength());
  }

  @Test
  void refusesPaddingThatReachesIntoTheHeaderOrIsZero() {
    assertFalse(wrap(hex("a0600001 00000002 00000003 000004")));
    assertFalse(wrap(hex("a0600001 00000002 00000003 000000")));
    assertFalse(wrap(hex("a0600001 00000002 00000003")));
  }

  @Test
  void refusesOtherVersions() {
    for (int version : new int[] {0x00, 0x40, 0xc0}) {
      byte[] data = RtpPackets.PLAIN.clone();
      data[0] = (byte) version;
      assertFalse(wrap(data));
    }
  }

  @Test
  void refusesContributingSourcesBeyondTheEnd() {
    assertFalse(wrap(hex("8f600001 00000002 00000003 0000000a")));
  }

  @Test
  void refusesAnExtensionBlockBeyondTheEnd() {
    assertFalse(wrap(hex("90600001 00000002 00000003 bede")));
    assertFalse(wrap(hex("90600001 00000002 00000003 bede0002 10aa0000")));
    assertFalse(wrap(hex("90600001 00000002 00000003 bedeffff 10aa0000")));
  }

  @Test
  void findsOneByteElements() {
    assertTrue(wrap(RtpPackets.RFC_8285_ONE_BYTE));
    assertArrayEquals(hex("aa"), extension(1));
    assertArrayEquals(hex("bbcc"), extension(2));
    assertArrayEquals(hex("ddeeff11"), extension(3));
    assertFalse(packet.findExtension(4));
    assertEquals(1, packet.payloadLength());
  }

  @Test
  void findsTwoByteElementsAlsoEmptyOnes() {
    assertTrue(wrap(RtpPackets.RFC_8285_TWO_BYTE));
    assertArrayEquals(new byte[0], extension(1));
    assertArrayEquals(hex("aa"), extension(2));
    assertArrayEquals(hex("bbccddee"), extension(3));
    assertFalse(packet.findExtension(4));
    assertEquals(1, packet.payloadLength());
  }

  @Test
  void ignoresTheFreeBitsOfTheTwoByteProfile() {
    byte[] data = RtpPackets.RFC_8285_TWO_BYTE.clone();
    data[13] = 0x0f;
    assertTrue(wrap(data));
    assertArrayEquals(hex("aa"), extension(2));
  }

  @Test
  void findsHighIdsAndLongValuesInTheTwoByteForm() {
    assertTrue(wrap(hex("90600001 00000002 00000003 10000006 ff14" + "5a".repeat(20) + "0000")));
    assertEquals(20, extension(255).length);
  }

  @Test
  void findsTheAbsentIdNowhereEvenInPadding() {
    assertTrue(wrap(RtpPackets.SIMULCAST));
    assertFalse(packet.findExtension(ExtensionMap.ABSENT));
    assertTrue(wrap(RtpPackets.RFC_8285_TWO_BYTE));
    assertFalse(packet.findExtension(ExtensionMap.ABSENT));
  }

  @Test
  void stopsAtIdFifteenInTheOneByteForm() {
    assertTrue(wrap(hex("90600001 00000002 00000003 bede0002 10aa f0bb 20cc 0000")));
    assertTrue(packet.findExtension(1));
    assertFalse(packet.findExtension(2));
    assertFalse(packet.findExtension(15));
  }

  @Test
  void stopsAtIdZeroWithALength() {
    assertTrue(wrap(hex("90600001 00000002 00000003 bede0002 10aa 01bbbb 20cc 00")));
    assertTrue(packet.findExtension(1));
    assertFalse(packet.findExtension(2));
  }

  @Test
  void seesNoElementThatReachesBeyondTheBlock() {
    assertTrue(wrap(hex("90600001 00000002 00000003 bede0001 10aa 21bb 99999999")));
    assertTrue(packet.findExtension(1));
    assertFalse(packet.findExtension(2));
    assertTrue(wrap(hex("90600001 00000002 00000003 10000001 0101aa 02 99999999")));
    assertTrue(packet.findExtension(1));
    assertFalse(packet.findExtension(2));
    assertTrue(wrap(hex("90600001 00000002 00000003 10000001 0203aabb 99999999")));
    assertFalse(packet.findExtension(2));
  }

  @Test
  void findsNothingUnderAnUnknownProfile() {
    assertTrue(wrap(hex("90600001 00000002 00000003 abcd0001 10aa0000")));
    assertFalse(packet.findExtension(1));
  }

  @Test
  void forgetsTheExtensionsOfThePacketBefore() {
    assertTrue(wrap(RtpPackets.SIMULCAST));
    assertTrue(wrap(RtpPackets.PLAIN));
    assertFalse(packet.findExtension(1));
  }

  @Test
  void tellsRtcpByTheSecondByte() {
    for (int second = 0; second < 256; second++) {
      byte[] data = {(byte) 0x80, (byte) second};
      assertEquals(second >= 192 && second <= 223, RtpPacket.looksLikeRtcp(data, 0, 2));
    }
    assertFalse(RtpPacket.looksLikeRtcp(new byte[] {(byte) 0x80, (byte) 200}, 0, 1));
  }

  @Test
  void neverReadsBehindACut() {
    for (byte[] whole :
        new byte[][] {
          RtpPackets.PLAIN,
          RtpPackets.WITH_CSRCS,
          RtpPackets.PADDED,
          RtpPackets.SIMULCAST,
          RtpPackets.RFC_8285_ONE_BYTE,
          RtpPackets.RFC_8285_TWO_BYTE
        }) {
      assertTrue(wrap(whole));
      int headerLength = packet.headerLength();
      boolean padded = packet.paddingLength() > 0;
      for (int length = 0; length < whole.length; length++) {
        boolean accepted = wrap(Arrays.copyOf(whole, length));
        assertEquals(length >= headerLength && !padded, accepted, "cut at " + length);
      }
    }
  }

  @Test
  void staysInBoundsWithRandomBytes() {
    Random random = new Random(3550);
    int accepted = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] data = new byte[random.nextInt(64)];
      random.nextBytes(data);
      if (data.length > 13) {
        data[0] = (byte) (0x80 | (data[0] & 0x3f & ~(random.nextInt(4) == 0 ? 0 : 0x0c)));
        data[12] = (byte) (random.nextBoolean() ? 0xbe : 0x10);
        data[13] = (byte) (data[12] == 0x10 ? 0 : 0xde);
      }
      if (data.length > 15) {
        data[14] = 0;
        data[15] &= 0x07;
      }
      if (!wrap(data)) {
        continue;
      }
      accepted++;
      assertEquals(
          data.length, packet.headerLength() + packet.payloadLength() + packet.paddingLength());
      for (int id = 0; id < 256; id++) {
        if (packet.findExtension(id)) {
          assertTrue(packet.extensionOffset() >= 16);
          assertTrue(packet.extensionOffset() + packet.extensionLength() <= packet.payloadOffset());
        }
      }
    }
    assertTrue(accepted > 10_000, accepted + " accepted");
  }
}

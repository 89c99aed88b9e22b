package dev.sluice.server.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

class RtpPacketFuzzTest {

  @FuzzTest
  void neverReadsOutsideThePacket(byte[] data) {
    // Exactly as long as the packet, so that reading on would be out of bounds.
    RtpPacket packet = new RtpPacket();
    RtpPacket.looksLikeRtcp(data, 0, data.length);
    if (!packet.wrap(data, 0, data.length)) {
      return;
    }
    assertTrue(packet.payloadLength() >= 0);
    assertEquals(
        data.length, packet.headerLength() + packet.payloadLength() + packet.paddingLength());
    for (int id = 0; id < 256; id++) {
      if (packet.findExtension(id)) {
        assertTrue(packet.extensionOffset() >= RtpPacket.FIXED_HEADER_LENGTH + 4);
        assertTrue(packet.extensionOffset() + packet.extensionLength() <= packet.payloadOffset());
      }
    }
  }

  @FuzzTest
  void restoresRetransmissionsWithinThePacket(byte[] data) {
    RtpPacket packet = new RtpPacket();
    if (!packet.wrap(data, 0, data.length)) {
      return;
    }
    int headerLength = packet.headerLength();
    int payloadLength = packet.payloadLength();
    int paddingLength = packet.paddingLength();
    int timestamp = packet.timestamp();
    if (!RtxCodec.restore(packet, 0x01020304, 96)) {
      assertTrue(payloadLength < RtxCodec.OSN_LENGTH);
      return;
    }
    assertEquals(0x01020304, packet.ssrc());
    assertEquals(96, packet.payloadType());
    assertEquals(timestamp, packet.timestamp());
    assertEquals(headerLength, packet.headerLength());
    assertEquals(payloadLength - RtxCodec.OSN_LENGTH, packet.payloadLength());
    assertEquals(paddingLength, packet.paddingLength());
  }
}

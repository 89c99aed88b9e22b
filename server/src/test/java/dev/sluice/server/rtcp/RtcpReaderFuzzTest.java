package dev.sluice.server.rtcp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;

class RtcpReaderFuzzTest {

  @FuzzTest
  void boundsWhatADatagramHolds(byte[] data) {
    // Exactly as long as the datagram, so that reading on would be out of bounds.
    List<RtcpPacket> packets = new ArrayList<>();
    int malformed = RtcpReader.read(data, 0, data.length, packets::add);
    assertTrue(malformed >= 0 && packets.size() <= RtcpReader.MAX_PACKETS);
    assertTrue(malformed + packets.size() >= 1);
    for (RtcpPacket packet : packets) {
      check(packet, data.length);
    }
  }

  private static void check(RtcpPacket packet, int datagramLength) {
    if (packet instanceof GenericNack nack) {
      assertTrue(nack.sequenceNumbers().size() <= GenericNack.MAX_SEQUENCE_NUMBERS);
      assertTrue(nack.sequenceNumbers().stream().allMatch(n -> n >= 0 && n <= 0xffff));
    } else if (packet instanceof ReceiverEstimatedMaxBitrate remb) {
      assertTrue(remb.bitrateBps() >= 0);
    } else if (packet instanceof TransportFeedback feedback) {
      assertTrue(feedback.receivedCount() <= datagramLength);
      int previous = -1;
      for (int i = 0; i < feedback.receivedCount(); i++) {
        assertTrue(feedback.receivedOffset(i) > previous);
        previous = feedback.receivedOffset(i);
        assertTrue(feedback.deltaTicks(i) >= Short.MIN_VALUE);
      }
      assertTrue(previous < Math.max(1, feedback.packetCount()));
    }
  }
}

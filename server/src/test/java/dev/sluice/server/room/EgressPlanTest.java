package dev.sluice.server.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.bytes.BigEndian;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.ExtensionMap;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.rtp.RtcpFeedback;
import dev.sluice.server.rtp.RtpPacket;
import dev.sluice.server.rtp.RtpWriter;
import dev.sluice.server.stream.HistoryPacket;
import dev.sluice.server.stream.PacketHistory;
import dev.sluice.server.transport.ConnectedTransport;
import dev.sluice.server.transport.Direction;
import dev.sluice.server.transport.MediaParameters;
import dev.sluice.server.transport.RtpSender;
import dev.sluice.server.transport.SendSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EgressPlanTest {

  private static final int VP8 = 96;
  private static final int VP8_RTX = 97;

  /** Fixed header and GCM tag. */
  private static final int AROUND = 12 + 16;

  private static final PayloadFormat WITH_RTX = format(VP8_RTX);
  private static final PayloadFormat WITHOUT_RTX = format(PayloadFormat.NO_RTX);

  private final EgressPlan plan = new EgressPlan();
  private final PacketHistory history = new PacketHistory(256, 1460);
  private final byte[] clear = new byte[1500];
  private int sequence;

  private static PayloadFormat format(int rtxPayloadType) {
    return new PayloadFormat(
        VP8, Codec.VP8, 0, Map.of(), rtxPayloadType, Set.of(RtcpFeedback.NACK));
  }

  private static ConnectedTransport connected(PayloadFormat format) {
    return new ConnectedTransport(
        new MediaParameters(
            "v0",
            MediaKind.VIDEO,
            Direction.SEND,
            List.of(format),
            ExtensionMap.EMPTY,
            List.of(),
            List.of(),
            Optional.of(new SendSource(42, format.hasRtx() ? 43 : 0, "sluice")),
            true));
  }

  private void plan(int... payloadLengths) {
    for (int payloadLength : payloadLengths) {
      int header = new RtpWriter().begin(clear, 0, VP8, false, ++sequence, 3000, 7).endHeader();
      RtpPacket packet = new RtpPacket();
      assertTrue(packet.wrap(clear, 0, header + payloadLength));
      HistoryPacket kept = history.put(packet, sequence, 3000, 0);
      plan.add(kept, 1000 + sequence, 9000, 0, 0);
    }
  }

  private List<byte[]> send(PayloadFormat format) {
    ConnectedTransport connected = connected(format);
    RtpSender sender = connected.transport().senders().get(0);
    plan.send(sender, format);
    assertTrue(plan.isEmpty());
    return connected.takeSent();
  }

  private static List<Integer> payloadLengths(List<byte[]> sent) {
    return sent.stream().map(datagram -> datagram.length - AROUND).toList();
  }

  private static List<Boolean> padded(List<byte[]> sent) {
    return sent.stream().map(datagram -> (datagram[0] & 0x20) != 0).toList();
  }

  @Test
  void aByteOfPaddingMakesAFrameOneRun() {
    plan(1000, 1001, 1000, 1001);
    List<byte[]> sent = send(WITH_RTX);
    assertEquals(List.of(1001, 1001, 1001, 1001), payloadLengths(sent));
    assertEquals(List.of(true, false, true, false), padded(sent));
  }

  @Test
  void lengthsThatDifferByMoreBeginANewRun() {
    plan(1000, 1001, 1002, 500, 501, 501);
    List<byte[]> sent = send(WITH_RTX);
    assertEquals(List.of(1001, 1001, 1002, 501, 501, 501), payloadLengths(sent));
    assertEquals(List.of(true, false, false, true, false, false), padded(sent));
  }

  @Test
  void nothingIsPaddedThatMayHaveToBeSentAgainAsItWas() {
    plan(1000, 1001);
    List<byte[]> sent = send(WITHOUT_RTX);
    assertEquals(List.of(1000, 1001), payloadLengths(sent));
    assertEquals(List.of(false, false), padded(sent));
  }

  @Test
  void keepsTheOrderAndTheNumbersHoweverManyPacketsThereAre() {
    plan(IntStream.range(0, 150).map(i -> 100 + i % 7 * 10).toArray());
    List<byte[]> sent = send(WITH_RTX);
    assertEquals(
        IntStream.rangeClosed(1001, 1150).boxed().toList(),
        sent.stream().map(datagram -> BigEndian.u16(datagram, 2)).toList());
    assertEquals(42, BigEndian.i32(sent.get(0), 8));
    assertEquals(9000, BigEndian.i32(sent.get(149), 4));
  }

  @Test
  void canBeUsedAgain() {
    plan(100);
    assertEquals(1, send(WITH_RTX).size());
    plan(200, 200);
    assertEquals(List.of(200, 200), payloadLengths(send(WITH_RTX)));
  }
}

package dev.sluice.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.rtcp.GenericNack;
import dev.sluice.server.rtcp.PictureLossIndication;
import dev.sluice.server.rtcp.ReceiverReport;
import dev.sluice.server.rtcp.RtcpPacket;
import dev.sluice.server.rtcp.SourceDescription;
import dev.sluice.server.rtcp.TransportFeedback;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.ExtensionMap;
import dev.sluice.server.rtp.HeaderExtension;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.rtp.RtcpFeedback;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RtcpOutboxTest {

  private static final long MILLISECOND = 1_000_000L;
  private static final long SECOND = 1_000 * MILLISECOND;
  private static final int VP8 = 96;
  private static final int SSRC = 7;
  private static final int MID_ID = 4;
  private static final int NUMBER_ID = 3;

  private final ConnectedTransport reducedSize = new ConnectedTransport(camera(true));
  private final ConnectedTransport compound = new ConnectedTransport(camera(false));

  private static MediaParameters camera(boolean reducedSizeRtcp) {
    return new MediaParameters(
        "0",
        MediaKind.VIDEO,
        Direction.RECEIVE,
        List.of(
            new PayloadFormat(
                VP8,
                Codec.VP8,
                0,
                Map.of(),
                PayloadFormat.NO_RTX,
                Set.of(RtcpFeedback.NACK, RtcpFeedback.PLI, RtcpFeedback.TRANSPORT_CC))),
        new ExtensionMap(
            Map.of(HeaderExtension.MID, MID_ID, HeaderExtension.TRANSPORT_CC, NUMBER_ID)),
        List.of(),
        List.of(),
        Optional.empty(),
        reducedSizeRtcp);
  }

  private static void receive(ConnectedTransport from, int... numbers) {
    for (int number : numbers) {
      from.receiveRtp("0", VP8, SSRC, number, MID_ID, NUMBER_ID);
    }
  }

  private static List<Class<?>> shape(List<RtcpPacket> datagram) {
    return datagram.stream().<Class<?>>map(Object::getClass).toList();
  }

  private static List<List<Class<?>>> shapes(List<List<RtcpPacket>> datagrams) {
    return datagrams.stream().map(RtcpOutboxTest::shape).toList();
  }

  private static List<Class<?>> behindReport(Class<?> feedback) {
    return List.of(ReceiverReport.class, SourceDescription.class, feedback);
  }

  @Test
  void nacksLeaveAloneWhereReducedSizeWasAgreed() {
    receive(reducedSize, 1, 3);
    reducedSize.pass(50 * MILLISECOND);
    List<List<RtcpPacket>> sent = reducedSize.takeRtcp();
    assertEquals(List.of(List.of(GenericNack.class)), shapes(sent));
    GenericNack nack = (GenericNack) sent.get(0).get(0);
    assertEquals(SSRC, nack.mediaSsrc());
    assertEquals(List.of(2), nack.sequenceNumbers());
  }

  @Test
  void nacksStandBehindAReportAndANameElsewhere() {
    receive(compound, 1, 3);
    compound.pass(50 * MILLISECOND);
    assertEquals(List.of(behindReport(GenericNack.class)), shapes(compound.takeRtcp()));
  }

  @Test
  void keyframeRequestsFollowTheSameRule() {
    for (ConnectedTransport each : List.of(reducedSize, compound)) {
      receive(each, 1);
      each.takeSent();
      assertTrue(
          each.transport().requestKeyframe(each.transport().receivers().get(0).encodings().get(0)));
    }
    assertEquals(List.of(List.of(PictureLossIndication.class)), shapes(reducedSize.takeRtcp()));
    assertEquals(List.of(behindReport(PictureLossIndication.class)), shapes(compound.takeRtcp()));
  }

  @Test
  void transportFeedbackFollowsTheSameRule() {
    receive(reducedSize, 1, 2);
    receive(compound, 1, 2);
    reducedSize.pass(110 * MILLISECOND);
    compound.pass(110 * MILLISECOND);
    assertEquals(List.of(List.of(TransportFeedback.class)), shapes(reducedSize.takeRtcp()));
    List<List<RtcpPacket>> sent = compound.takeRtcp();
    assertEquals(List.of(behindReport(TransportFeedback.class)), shapes(sent));
    TransportFeedback feedback = (TransportFeedback) sent.get(0).get(2);
    assertEquals(SSRC, feedback.mediaSsrc());
    assertEquals(2, feedback.packetCount());
  }

  @Test
  void reportsOnceASecondOnWhatItReceives() {
    receive(reducedSize, 1, 2, 3);
    reducedSize.pass(200 * MILLISECOND);
    reducedSize.takeSent();
    reducedSize.pass(SECOND);
    List<List<RtcpPacket>> sent = reducedSize.takeRtcp();
    assertEquals(List.of(List.of(ReceiverReport.class, SourceDescription.class)), shapes(sent));
    ReceiverReport report = (ReceiverReport) sent.get(0).get(0);
    assertEquals(SSRC, report.blocks().get(0).ssrc());
    assertEquals(3, report.blocks().get(0).extendedHighestSequence());
  }

  @Test
  void fallsSilentWithThePeerAndResumesWithIt() {
    receive(reducedSize, 1, 2);
    reducedSize.pass(31 * SECOND);
    assertFalse(reducedSize.takeRtcp().isEmpty());
    reducedSize.pass(10 * SECOND);
    assertTrue(reducedSize.takeRtcp().isEmpty(), "consent is over");
    reducedSize.check();
    reducedSize.pass(2 * SECOND);
    assertFalse(reducedSize.takeRtcp().isEmpty());
  }
}

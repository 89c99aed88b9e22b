package dev.sluice.server.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.HeaderExtension;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.rtp.RtcpFeedback;
import dev.sluice.server.sdp.MediaSection;
import dev.sluice.server.transport.MediaParameters;
import dev.sluice.server.transport.RemoteSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Codecs, feedback, header extensions and encodings of one m-section. */
class FormatSelectionTest {

  private static final String ALL_FEEDBACK =
      "goog-remb,transport-cc,ccm fir,nack,nack pli,ack ccfb";

  private static MediaParameters media(TestOffer offer) throws NegotiationException {
    return TestSessions.session().answer(offer.parsed()).session().media().get(0);
  }

  private static MediaSection answer(TestOffer offer) throws NegotiationException {
    return TestOffer.parse(TestSessions.session().answer(offer.parsed()).sdp()).media().get(0);
  }

  private static TestOffer video(String payloadTypes, String direction, String... lines) {
    return new TestOffer()
        .section("v", "m=video 9 UDP/TLS/RTP/SAVPF " + payloadTypes, direction)
        .lines(lines);
  }

  private static TestOffer h264(String direction, String... fmtp) {
    TestOffer offer = video("100 101 102", direction);
    for (int i = 0; i < 3; i++) {
      offer.lines("a=rtpmap:" + (100 + i) + " H264/90000", "a=fmtp:" + (100 + i) + " " + fmtp[i]);
    }
    return offer;
  }

  private static String[] feedback(String payloadType) {
    return List.of(ALL_FEEDBACK.split(",")).stream()
        .map(kind -> "a=rtcp-fb:" + payloadType + " " + kind)
        .toArray(String[]::new);
  }

  private static List<Integer> types(MediaParameters media) {
    return media.formats().stream().map(PayloadFormat::payloadType).toList();
  }

  @Test
  void aPublishSectionGetsTheFirstSupportedCodecOnly() throws Exception {
    String[] lines = {
      "a=rtpmap:49 flexfec-03/90000",
      "a=rtpmap:35 VP9/90000",
      "a=fmtp:35 profile-id=1",
      "a=rtpmap:98 VP9/90000",
      "a=fmtp:98 profile-id=2",
      "a=rtpmap:99 rtx/90000",
      "a=fmtp:99 apt=98",
      "a=rtpmap:96 VP8/90000"
    };
    MediaParameters media = media(video("49 35 98 99 96", "sendonly", lines));
    assertEquals(List.of(98), types(media));
    assertEquals(99, media.formats().get(0).rtxPayloadType());
    assertEquals(Map.of("profile-id", "2"), media.formats().get(0).parameters());
    assertEquals(List.of(98, 96), types(media(video("49 35 98 99 96", "recvonly", lines))));
  }

  @Test
  void aPublishSectionPrefersNonInterleavedH264() throws Exception {
    MediaParameters media =
        media(
            h264(
                "sendonly",
                "packetization-mode=0;profile-level-id=42e01f",
                "profile-level-id=4d001f;packetization-mode=1;level-asymmetry-allowed=1",
                "packetization-mode=1;profile-level-id=42e01f"));
    assertEquals(List.of(101), types(media));
    assertEquals("4d0034", media.formats().get(0).parameters().get("profile-level-id"));
  }

  @Test
  void aPublishSectionTakesSingleNalH264WhenThereIsNoOther() throws Exception {
    MediaParameters media =
        media(
            h264(
                "sendonly",
                "packetization-mode=2;profile-level-id=42e01f",
                "profile-level-id=42001f",
                "packetization-mode=0;profile-level-id=42e01f"));
    assertEquals(List.of(101), types(media));
    assertEquals(
        Map.of("packetization-mode", "0", "profile-level-id", "42001f"),
        media.formats().get(0).parameters());
  }

  @Test
  void aSlotKeepsEveryH264ProfileWithItsLevel() throws Exception {
    MediaParameters media =
        media(
            h264(
                "recvonly",
                "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42E01F",
                "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=640032",
                "nonsense"));
    assertEquals(List.of(100, 101, 102), types(media));
    assertEquals("42e01f", media.formats().get(0).parameters().get("profile-level-id"));
    assertEquals("640032", media.formats().get(1).parameters().get("profile-level-id"));
    assertEquals("42e01f", media.formats().get(2).parameters().get("profile-level-id"));
  }

  @Test
  void dropsWhatItCannotForward() throws Exception {
    MediaParameters media =
        media(
            new TestOffer()
                .section("a", "m=audio 9 UDP/TLS/RTP/SAVPF 63 0 9 110 109 66 111", "recvonly")
                .lines(
                    "a=rtpmap:63 red/48000/2",
                    "a=rtpmap:9 G722/8000",
                    "a=rtpmap:110 telephone-event/48000",
                    "a=rtpmap:109 opus/16000/2",
                    "a=rtpmap:66 opus/48000/2",
                    "a=rtpmap:111 OPUS/48000/2",
                    "a=rtpmap:112 opus/48000/2"));
    assertEquals(List.of(111), types(media));
    assertEquals(2, media.formats().get(0).channels());
  }

  @Test
  void echoesOpusParametersAndLeavesOutWhatIsNoNumber() throws Exception {
    MediaSection answer =
        answer(
            new TestOffer()
                .audio("a", "sendonly", "a=fmtp:111 stereo=1; sprop-stereo=1;x=1;usedtx=maybe"));
    assertEquals("111 stereo=1;sprop-stereo=1", answer.value("fmtp").orElseThrow());
  }

  @Test
  void doesNotTakeAnRtxTypeThatIsNotOnTheMediaLine() throws Exception {
    MediaParameters media =
        media(
            video(
                "96",
                "sendonly",
                "a=rtpmap:96 VP8/90000",
                "a=rtpmap:97 rtx/90000",
                "a=fmtp:97 apt=96"));
    assertFalse(media.formats().get(0).hasRtx());
  }

  @Test
  void prefersTransportCcAndThenLeavesOutRembAndAbsSendTime() throws Exception {
    TestOffer offer =
        new TestOffer()
            .video("v", "sendonly", feedback("96"))
            .lines("a=extmap:3 " + TestOffer.TRANSPORT_CC, "a=extmap:2 " + TestOffer.ABS_SEND_TIME);
    MediaParameters media = media(offer);
    assertEquals(
        EnumSet.complementOf(EnumSet.of(RtcpFeedback.REMB)), media.formats().get(0).feedback());
    assertEquals(Map.of(HeaderExtension.TRANSPORT_CC, 3), media.extensions().asMap());
  }

  @Test
  void fallsBackToRembAndAbsSendTimeWhenThereIsNoTransportCc() throws Exception {
    Set<RtcpFeedback> withRemb = EnumSet.complementOf(EnumSet.of(RtcpFeedback.TRANSPORT_CC));
    MediaParameters noExtension =
        media(
            new TestOffer()
                .video("v", "sendonly", feedback("96"))
                .lines("a=extmap:2 " + TestOffer.ABS_SEND_TIME));
    assertEquals(withRemb, noExtension.formats().get(0).feedback());
    assertEquals(2, noExtension.extensions().idOf(HeaderExtension.ABS_SEND_TIME));
    MediaParameters noFeedback =
        media(
            new TestOffer()
                .video("v", "sendonly", "a=rtcp-fb:* nack", "a=rtcp-fb:96 goog-remb ")
                .lines("a=extmap:3 " + TestOffer.TRANSPORT_CC));
    assertEquals(
        Set.of(RtcpFeedback.NACK, RtcpFeedback.REMB), noFeedback.formats().get(0).feedback());
    assertTrue(noFeedback.extensions().asMap().isEmpty());
  }

  @Test
  void doesNotAgreeToTransportCcWhereItOnlySends() throws Exception {
    MediaParameters media =
        media(
            new TestOffer()
                .video("v", "recvonly", feedback("96"))
                .lines(
                    "a=extmap:3 " + TestOffer.TRANSPORT_CC,
                    "a=extmap:2 " + TestOffer.ABS_SEND_TIME,
                    "a=extmap:5 " + TestOffer.RID,
                    "a=extmap:4 " + TestOffer.MID));
    assertFalse(media.formats().get(0).supports(RtcpFeedback.TRANSPORT_CC));
    assertTrue(media.formats().get(0).supports(RtcpFeedback.REMB));
    assertEquals(Map.of(HeaderExtension.MID, 4), media.extensions().asMap());
  }

  @Test
  void audioHasNoPictureFeedback() throws Exception {
    MediaParameters media =
        media(
            new TestOffer()
                .audio("a", "sendonly", feedback("111"))
                .lines("a=extmap:3 " + TestOffer.TRANSPORT_CC));
    assertEquals(
        Set.of(RtcpFeedback.NACK, RtcpFeedback.TRANSPORT_CC), media.formats().get(0).feedback());
  }

  @Test
  void respectsAndReversesTheDirectionsOfHeaderExtensions() throws Exception {
    String delay = HeaderExtension.PLAYOUT_DELAY.uri();
    assertEquals(
        List.of("1/recvonly " + delay),
        answer(new TestOffer().video("v", "sendonly", "a=extmap:1/sendonly " + delay))
            .values("extmap"));
    assertEquals(
        List.of(),
        answer(new TestOffer().video("v", "sendonly", "a=extmap:1/recvonly " + delay))
            .values("extmap"));
    assertEquals(
        List.of("1/sendonly " + delay),
        answer(new TestOffer().video("v", "recvonly", "a=extmap:1/recvonly " + delay))
            .values("extmap"));
    assertEquals(
        List.of(),
        answer(new TestOffer().video("v", "sendrecv", "a=extmap:1/inactive " + delay))
            .values("extmap"));
  }

  @Test
  void leavesTurningOfPicturesToWhoSendsThem() throws Exception {
    assertEquals(
        List.of(),
        answer(new TestOffer().video("v", "sendrecv", "a=extmap:1 urn:3gpp:video-orientation"))
            .values("extmap"));
  }

  @Test
  void takesTheFirstOfExtensionLinesThatClashAndNoBadIds() throws Exception {
    MediaParameters media =
        media(
            new TestOffer()
                .video("v", "sendonly", "a=extmap:1 urn:unknown", "a=extmap:1 " + TestOffer.RID)
                .lines(
                    "a=extmap:4 " + TestOffer.MID,
                    "a=extmap:5 " + TestOffer.MID,
                    "a=extmap:15 " + HeaderExtension.PLAYOUT_DELAY.uri(),
                    "a=extmap:4096 " + HeaderExtension.PLAYOUT_DELAY.uri(),
                    "a=extmap:0 " + HeaderExtension.PLAYOUT_DELAY.uri()));
    assertEquals(Map.of(HeaderExtension.MID, 4), media.extensions().asMap());
  }

  @Test
  void acceptsAllRidsInTheOrderOfTheSimulcastLine() throws Exception {
    TestOffer offer =
        new TestOffer()
            .video("v", "sendonly", "a=extmap:5 " + TestOffer.RID)
            .lines(
                "a=rid:f send",
                "a=rid:q send max-width=320",
                "a=rid:h send pt=96",
                "a=rid:x send pt=120",
                "a=rid:r recv",
                "a=simulcast:send q;~h,f;f;x;r;z recv y");
    assertEquals(List.of("q", "h", "f"), media(offer).rids());
    MediaSection answer = answer(offer);
    assertEquals(List.of("q recv", "h recv", "f recv"), answer.values("rid"));
    assertEquals("recv q;h;f", answer.value("simulcast").orElseThrow());
  }

  @Test
  void boundsRidsAndIgnoresOnesThatNoHeaderExtensionCanCarry() throws Exception {
    TestOffer offer = new TestOffer().video("v", "sendonly", "a=extmap:5 " + TestOffer.RID);
    for (String rid : List.of("a", "b", "c", "d", "e", "r".repeat(17), "\u00e9")) {
      offer.lines("a=rid:" + rid + " send");
    }
    offer.lines("a=simulcast:send a;b;c;d;e;" + "r".repeat(17) + ";\u00e9");
    assertEquals(List.of("a", "b", "c", "d"), media(offer).rids());
    TestOffer noExtension =
        new TestOffer().video("v", "sendonly", "a=rid:a send", "a=simulcast:send a");
    assertEquals(List.of(), media(noExtension).rids());
  }

  @Test
  void anInactiveSectionKeepsItsSimulcast() throws Exception {
    TestOffer offer =
        new TestOffer()
            .video("v", "inactive", "a=extmap:5 " + TestOffer.RID)
            .lines("a=rid:a send", "a=rid:b send", "a=simulcast:send a;b");
    assertEquals("recv a;b", answer(offer).value("simulcast").orElseThrow());
  }

  @Test
  void readsDeclaredSourcesInTheOrderOfSimulcastGroups() throws Exception {
    TestOffer offer =
        new TestOffer()
            .video(
                "v",
                "sendonly",
                "a=ssrc-group:FID 3 30",
                "a=ssrc-group:SIM 1 2 3",
                "a=ssrc-group:FID 1 10",
                "a=ssrc-group:FEC-FR 2 20",
                "a=ssrc:3 cname:x",
                "a=ssrc:20 cname:x",
                "a=ssrc:4294967295 cname:x",
                "a=ssrc:4294967296 cname:x",
                "a=ssrc:0 cname:x");
    assertEquals(
        List.of(
            new RemoteSource(1, 10),
            new RemoteSource(2, 0),
            new RemoteSource(3, 30),
            new RemoteSource(-1, 0)),
        media(offer).remoteSources());
  }

  @Test
  void readsARetransmissionStreamThatOnlyItsGroupDeclares() throws Exception {
    TestOffer offer =
        new TestOffer().video("v", "sendonly", "a=ssrc-group:FID 5 6", "a=ssrc:5 cname:FFmpeg");
    assertEquals(List.of(new RemoteSource(5, 6)), media(offer).remoteSources());
  }

  @Test
  void ignoresTheSourcesOfAReceiver() throws Exception {
    TestOffer offer = new TestOffer().video("v", "recvonly", "a=ssrc:5 cname:firefox");
    assertEquals(List.of(), media(offer).remoteSources());
    assertEquals(Codec.VP8, media(offer).formats().get(0).codec());
  }
}

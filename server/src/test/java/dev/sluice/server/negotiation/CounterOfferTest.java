package dev.sluice.server.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.dtls.DtlsRole;
import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.negotiation.NegotiationException.Reason;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.HeaderExtension;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.rtp.RtcpFeedback;
import dev.sluice.server.sdp.MediaSection;
import dev.sluice.server.sdp.SdpException;
import dev.sluice.server.sdp.SessionDescription;
import dev.sluice.server.sdp.StreamDirection;
import dev.sluice.server.transport.Direction;
import dev.sluice.server.transport.MediaParameters;
import dev.sluice.server.transport.SessionParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server offers to a WHEP player, and what it makes of the answer. */
class CounterOfferTest {

  static final PayloadFormat OPUS = format(111, Codec.OPUS, Map.of("useinbandfec", "1"));
  static final PayloadFormat VP8 = format(96, Codec.VP8, Map.of());
  static final PayloadFormat H264 =
      format(
          96,
          Codec.H264,
          Map.of(
              "level-asymmetry-allowed",
              "1",
              "packetization-mode",
              "1",
              "profile-level-id",
              "42e034"));

  private static PayloadFormat format(int type, Codec codec, Map<String, String> parameters) {
    return new PayloadFormat(
        type, codec, codec == Codec.OPUS ? 2 : 0, parameters, PayloadFormat.NO_RTX, Set.of());
  }

  private final OfferAnswer session =
      TestSessions.session(NegotiationOptions.defaults().withProfile(Profile.EGRESS));

  private SessionDescription offer(PayloadFormat... published) throws NegotiationException {
    return TestOffer.parse(session.counterOffer(List.of(published)));
  }

  /** What a browser answers to {@code offer}; a test changes it. */
  static String answer(SessionDescription offer) {
    List<String> lines = new ArrayList<>(List.of("v=0", "o=- 4 2 IN IP4 127.0.0.1", "s=-"));
    lines.add("t=0 0");
    lines.add("a=group:BUNDLE " + String.join(" ", offer.bundle().orElseThrow()));
    for (MediaSection section : offer.media()) {
      lines.add(
          "m="
              + section.media()
              + " 9 "
              + section.protocol()
              + " "
              + String.join(" ", section.formats()));
      lines.add("c=IN IP4 0.0.0.0");
      lines.add("a=ice-ufrag:peer");
      lines.add("a=ice-pwd:0123456789012345678901");
      lines.add("a=fingerprint:sha-256 " + "A1:".repeat(31) + "B2");
      lines.add("a=setup:active");
      lines.add("a=recvonly");
      if (section.has("rtcp-mux")) {
        lines.add("a=rtcp-mux");
      }
      if (section.has("rtcp-rsize")) {
        lines.add("a=rtcp-rsize");
      }
      for (String copied : List.of("mid", "extmap", "rtpmap", "rtcp-fb", "fmtp")) {
        section.values(copied).forEach(value -> lines.add("a=" + copied + ":" + value));
      }
    }
    return String.join("\r\n", lines) + "\r\n";
  }

  private SessionParameters accept(String answer) throws NegotiationException {
    return session.accept(TestOffer.parse(answer));
  }

  private Reason refusal(String answer) {
    NegotiationException refused = assertThrows(NegotiationException.class, () -> accept(answer));
    assertTrue(refused.getMessage().endsWith("."), refused.getMessage());
    return refused.reason();
  }

  @Test
  void offersWhatIsPublishedToBeReceivedOnly() throws Exception {
    SessionDescription offer = offer(H264, OPUS);
    assertTrue(offer.has("ice-lite"));
    assertEquals(List.of("0", "1"), offer.bundle().orElseThrow());
    assertEquals(List.of("audio", "video"), offer.media().stream().map(m -> m.media()).toList());
    for (MediaSection section : offer.media()) {
      assertEquals(StreamDirection.SENDONLY, section.direction(StreamDirection.SENDRECV));
      assertEquals("actpass", section.value("setup").orElseThrow());
      assertTrue(section.has("rtcp-mux") && section.has("rtcp-mux-only"));
      assertTrue(section.has("candidate") && section.has("end-of-candidates"));
      assertEquals(1, section.values("msid").size());
      assertFalse(section.ssrcs().isEmpty());
    }
    MediaSection video = offer.media().get(1);
    assertEquals(Set.of(98, 99), video.payloadTypes());
    assertEquals("H264", video.rtpMaps().get(98).encodingName());
    assertEquals("42e034", video.formatParameters().get(98).get("profile-level-id"));
    assertEquals(Map.of("apt", "98"), video.formatParameters().get(99));
    assertEquals(Set.of("nack", "nack pli", "ccm fir", "goog-remb"), video.feedback().keySet());
    assertEquals(1, video.ssrcGroups().size());
  }

  @Test
  void givesAudioAndVideoOneMediaStream() throws Exception {
    SessionDescription offer = offer(VP8, OPUS);
    List<String> streams =
        offer.media().stream().map(m -> m.value("msid").orElseThrow().split(" ")[0]).toList();
    assertEquals(streams.get(0), streams.get(1));
  }

  @Test
  void offersOnlyTheKindsThatArePublished() throws Exception {
    assertEquals(List.of("video"), offer(VP8).media().stream().map(MediaSection::media).toList());
  }

  @Test
  void offersEachFormatOnceAndNotWithoutBound() throws Exception {
    PayloadFormat again = format(120, Codec.VP8, Map.of());
    assertEquals(2, offer(VP8, again, VP8).media().get(0).payloadTypes().size());
    List<PayloadFormat> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(format(96, Codec.VP9, Map.of("profile-id", Integer.toString(i % 4 * 2 / 4 * 2))));
      many.add(
          format(96, Codec.H264, Map.of("packetization-mode", "1", "level", Integer.toString(i))));
    }
    MediaSection video = TestOffer.parse(session.counterOffer(many)).media().get(0);
    assertTrue(video.payloadTypes().size() <= 16, video.formats().toString());
    assertTrue(video.payloadTypes().stream().allMatch(type -> type >= 96));
  }

  @Test
  void offersNothingWhenNothingIsPublishedThatMayBeAgreed() {
    assertEquals(
        Reason.NO_SUPPORTED_CODEC,
        assertThrows(NegotiationException.class, () -> session.counterOffer(List.of())).reason());
  }

  @Test
  void agreesToABrowsersAnswer() throws Exception {
    SessionDescription offer = offer(VP8, OPUS);
    SessionParameters agreed = accept(answer(offer));
    assertEquals(DtlsRole.SERVER, agreed.transport().dtlsRole());
    assertEquals(
        new IceCredentials("peer", "0123456789012345678901"), agreed.transport().remoteIce());
    assertEquals(
        offer.media().get(0).value("ice-ufrag").orElseThrow(),
        agreed.transport().localIce().ufrag());
    assertEquals(List.of("0", "1"), agreed.media().stream().map(MediaParameters::mid).toList());
    for (int i = 0; i < 2; i++) {
      MediaParameters media = agreed.media().get(i);
      MediaSection offered = offer.media().get(i);
      assertEquals(Direction.SEND, media.direction());
      assertTrue(offered.ssrcs().contains(media.sendSource().orElseThrow().ssrc()));
      assertEquals(offered.extMaps().size(), media.extensions().asMap().size());
      assertTrue(media.reducedSizeRtcp());
    }
    PayloadFormat video = agreed.media().get(1).formats().get(0);
    assertEquals(98, video.payloadType());
    assertEquals(99, video.rtxPayloadType());
    assertTrue(video.supports(RtcpFeedback.NACK) && video.supports(RtcpFeedback.PLI));
    assertNotEquals(0, agreed.media().get(1).sendSource().orElseThrow().rtxSsrc());
  }

  @Test
  void agreesWithAnotherSessionOfOurOwn() throws Exception {
    SessionDescription offer = offer(VP8, OPUS);
    Answer answer = TestSessions.session().answer(offer);
    SessionParameters agreed = accept(answer.sdp());
    assertEquals(DtlsRole.CLIENT, agreed.transport().dtlsRole());
    assertEquals(DtlsRole.SERVER, answer.session().transport().dtlsRole());
    assertEquals(agreed.transport().remoteIce(), answer.session().transport().localIce());
    assertEquals(
        agreed.media("1").orElseThrow().formats(),
        answer.session().media("1").orElseThrow().formats());
  }

  @ParameterizedTest
  @CsvSource({"active, SERVER", "passive, CLIENT"})
  void takesTheDtlsRoleThatTheAnswerLeaves(String setup, DtlsRole role) throws Exception {
    String answer = answer(offer(VP8)).replace("setup:active", "setup:" + setup);
    assertEquals(role, accept(answer).transport().dtlsRole());
  }

  @Test
  void takesAMissingSetupForActive() throws Exception {
    String answer = answer(offer(VP8)).replace("a=setup:active\r\n", "");
    assertEquals(DtlsRole.SERVER, accept(answer).transport().dtlsRole());
  }

  @ParameterizedTest
  @ValueSource(strings = {"actpass", "holdconn", "nonsense"})
  void refusesAnAnswerThatChoosesNoDtlsRole(String setup) throws Exception {
    String answer = answer(offer(VP8)).replace("setup:active", "setup:" + setup);
    assertEquals(Reason.UNSUPPORTED_SETUP, refusal(answer));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sendonly", "sendrecv"})
  void refusesAnAnswerThatIsNotRecvonly(String direction) throws Exception {
    String answer = answer(offer(VP8)).replace("a=recvonly", "a=" + direction);
    assertEquals(Reason.ANSWER_MISMATCH, refusal(answer));
  }

  @Test
  void leavesOutWhatTheAnswerLeavesInactive() throws Exception {
    String answer = answer(offer(VP8, OPUS));
    int video = answer.indexOf("m=video");
    String inactive =
        answer.substring(0, video).replace("a=recvonly", "a=inactive") + answer.substring(video);
    assertEquals(List.of("1"), mids(accept(inactive)));
  }

  @Test
  void leavesOutARejectedSectionAndTakesTheTransportOfTheOther() throws Exception {
    String answer = answer(offer(VP8, OPUS));
    String rejected = answer.replace("m=audio 9", "m=audio 0").replace("BUNDLE 0 1", "BUNDLE 1");
    SessionParameters agreed = accept(rejected);
    assertEquals(List.of("1"), mids(agreed));
    assertEquals("peer", agreed.transport().remoteIce().ufrag());
  }

  private static List<String> mids(SessionParameters agreed) {
    return agreed.media().stream().map(MediaParameters::mid).toList();
  }

  @Test
  void refusesAnAnswerThatTakesNothing() throws Exception {
    String answer = answer(offer(VP8));
    assertEquals(Reason.NO_MEDIA, refusal(answer.replace("a=recvonly", "a=inactive")));
    assertEquals(Reason.NO_MEDIA, refusal(answer.replace("m=video 9", "m=video 0")));
    assertEquals(Reason.NO_SUPPORTED_CODEC, refusal(answer.replace("VP8/90000", "VP9/90000")));
    assertEquals(Reason.NO_SUPPORTED_CODEC, refusal(answer.replace("96", "100")));
  }

  @Test
  void refusesAnAnswerToSomeOtherOffer() throws Exception {
    String answer = answer(offer(VP8, OPUS));
    String audioOnly = answer.substring(0, answer.indexOf("m=video"));
    assertEquals(Reason.ANSWER_MISMATCH, refusal(audioOnly));
    assertEquals(Reason.ANSWER_MISMATCH, refusal(answer + answer.substring(answer.indexOf("m=v"))));
    assertEquals(Reason.ANSWER_MISMATCH, refusal(answer.replace("a=mid:1", "a=mid:video")));
    assertEquals(Reason.ANSWER_MISMATCH, refusal(answer.replace("m=audio", "m=text")));
    assertEquals(Reason.ANSWER_MISMATCH, refusal(answer.replace("UDP/TLS/RTP/SAVPF", "RTP/AVP")));
    assertEquals(Reason.ANSWER_MISMATCH, refusal(answer.replace("a=rtcp-mux\r\n", "")));
    assertEquals(Reason.ANSWER_MISMATCH, refusal(answer.replace("BUNDLE 0 1", "BUNDLE 0")));
    assertEquals(Reason.NO_BUNDLE, refusal(answer.replace("a=group:BUNDLE 0 1\r\n", "")));
  }

  @Test
  void refusesAnAnswerWithoutWhatATransportNeeds() throws Exception {
    String answer = answer(offer(VP8));
    assertEquals(Reason.NO_ICE_CREDENTIALS, refusal(answer.replace("a=ice-pwd:", "a=x:")));
    assertEquals(Reason.NO_FINGERPRINT, refusal(answer.replace("a=fingerprint:", "a=x:")));
  }

  @Test
  void takesAnotherAnswerAfterARefusedOne() throws Exception {
    String answer = answer(offer(VP8));
    refusal(answer.replace("a=fingerprint:", "a=x:"));
    assertEquals(List.of("0"), mids(accept(answer)));
    assertThrows(IllegalStateException.class, () -> accept(answer));
    assertThrows(IllegalStateException.class, () -> session.counterOffer(List.of(VP8)));
  }

  @Test
  void usesNoNumberThatTheOfferGaveToSomethingElse() throws Exception {
    String answer =
        answer(offer(VP8))
            .replace("a=extmap:1 ", "a=extmap:5 ")
            .replace("a=rtcp-fb:96 nack\r\n", "a=rtcp-fb:96 nack\r\na=rtcp-fb:96 transport-cc\r\n")
            .replace("a=fmtp:97 apt=96", "a=fmtp:100 apt=96")
            .replace("a=rtpmap:97 rtx", "a=rtpmap:100 rtx")
            .replace("SAVPF 96 97", "SAVPF 96 100");
    MediaParameters media = accept(answer).media().get(0);
    assertFalse(media.extensions().has(HeaderExtension.MID));
    assertTrue(media.extensions().has(HeaderExtension.PLAYOUT_DELAY));
    assertFalse(media.formats().get(0).hasRtx());
    assertFalse(media.formats().get(0).supports(RtcpFeedback.TRANSPORT_CC));
    assertEquals(0, media.sendSource().orElseThrow().rtxSsrc());
  }

  @Test
  void restartsIceLikeAnAnsweredSession() throws Exception {
    SessionDescription offer = offer(VP8, OPUS);
    SessionParameters agreed = accept(answer(offer));
    IceRestart restart = session.restart(new IceCredentials("next", "9876543210987654321098"));
    assertEquals(agreed.media(), restart.session().media());
    assertEquals(agreed.transport().dtlsRole(), restart.session().transport().dtlsRole());
    assertNotEquals(agreed.transport().localIce(), restart.session().transport().localIce());
    assertEquals(
        offer.media().get(0).values("candidate"),
        restart.fragment().media().get(0).values("candidate"));
  }

  @Test
  void agreesToOrRefusesDamagedAnswers() throws Exception {
    Random random = new Random(20261125);
    List<String> lines = answer(offer(VP8, H264, OPUS)).lines().toList();
    int agreed = 0;
    for (int round = 0; round < 500; round++) {
      OfferAnswer fresh = TestSessions.session();
      SessionDescription offered = TestOffer.parse(fresh.counterOffer(List.of(VP8, H264, OPUS)));
      agreed += agreesByTheRules(fresh, offered, Damage.of(lines, random)) ? 1 : 0;
    }
    assertTrue(agreed > 0, "damage this light leaves some answers that can be taken");
  }

  /** Whether {@code text} was taken; what was agreed then lies within what was offered. */
  static boolean agreesByTheRules(OfferAnswer session, SessionDescription offer, String text) {
    try {
      SessionParameters agreed = session.accept(SessionDescription.parse(text));
      assertFalse(agreed.media().isEmpty());
      for (MediaParameters media : agreed.media()) {
        MediaSection offered =
            offer.media().stream()
                .filter(section -> section.mid().orElseThrow().equals(media.mid()))
                .findFirst()
                .orElseThrow();
        assertEquals(Direction.SEND, media.direction());
        assertTrue(offered.ssrcs().contains(media.sendSource().orElseThrow().ssrc()));
        assertFalse(media.formats().isEmpty());
        for (PayloadFormat format : media.formats()) {
          assertEquals(
              format.codec().encodingName(),
              offered.rtpMaps().get(format.payloadType()).encodingName());
          assertTrue(!format.hasRtx() || offered.payloadTypes().contains(format.rtxPayloadType()));
          format
              .feedback()
              .forEach(kind -> assertTrue(offered.feedback().containsKey(kind.attributeValue())));
        }
        media
            .extensions()
            .asMap()
            .forEach(
                (extension, id) ->
                    assertTrue(
                        offered.extMaps().stream()
                            .anyMatch(
                                line -> line.id() == id && line.uri().equals(extension.uri()))));
      }
      return true;
    } catch (SdpException | NegotiationException e) {
      assertTrue(e.getMessage().endsWith("."), e.getMessage());
      return false;
    }
  }
}

package dev.sluice.server.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.dtls.DtlsRole;
import dev.sluice.server.negotiation.NegotiationException.Reason;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.sdp.MediaSection;
import dev.sluice.server.sdp.SessionDescription;
import dev.sluice.server.transport.Direction;
import dev.sluice.server.transport.MediaParameters;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferAnswerTest {

  private static Answer answer(TestOffer offer) throws NegotiationException {
    return TestSessions.session().answer(offer.parsed());
  }

  private static SessionDescription sdp(Answer answer) {
    return TestOffer.parse(answer.sdp());
  }

  private static Reason refusal(String offer) {
    return assertThrows(
            NegotiationException.class, () -> TestSessions.session().answer(TestOffer.parse(offer)))
        .reason();
  }

  @ParameterizedTest
  @CsvSource({
    "sendonly, recvonly, RECEIVE",
    "recvonly, sendonly, SEND",
    "sendrecv, sendrecv, SEND_RECEIVE",
    "inactive, inactive, INACTIVE"
  })
  void answersEachDirectionWithItsReverse(String offered, String answered, Direction direction)
      throws Exception {
    Answer answer = answer(new TestOffer().audio("a", offered));
    assertTrue(sdp(answer).media().get(0).has(answered));
    MediaParameters media = answer.session().media("a").orElseThrow();
    assertEquals(direction, media.direction());
    assertEquals(1, media.formats().size());
    assertEquals(direction.sends(), media.sendSource().isPresent());
  }

  @Test
  void takesADirectionFromTheSessionLevel() throws Exception {
    String offer = new TestOffer().audio("a", "sendonly").textWithout("a=sendonly");
    String withSession = offer.replace("t=0 0\n", "t=0 0\na=recvonly\n");
    Answer answer = TestSessions.session().answer(TestOffer.parse(withSession));
    assertEquals(Direction.SEND, answer.session().media().get(0).direction());
  }

  @ParameterizedTest
  @CsvSource({"actpass, passive, SERVER", "active, passive, SERVER", "passive, active, CLIENT"})
  void choosesTheDtlsRoleThatTheSetupLeaves(String offered, String answered, DtlsRole role)
      throws Exception {
    Answer answer = answer(new TestOffer().audio("a", "sendonly").setup(offered));
    assertEquals(answered, sdp(answer).media().get(0).value("setup").orElseThrow());
    assertEquals(role, answer.session().transport().dtlsRole());
  }

  @Test
  void takesTheDtlsClientRoleForActpassWhenSoConfigured() throws Exception {
    NegotiationOptions options =
        new NegotiationOptions(
            DtlsRole.CLIENT, NegotiationOptions.defaults().codecs(), Profile.PEER);
    OfferAnswer session = TestSessions.session(options);
    Answer answer = session.answer(new TestOffer().audio("a", "sendonly").parsed());
    assertEquals(DtlsRole.CLIENT, answer.session().transport().dtlsRole());
  }

  @Test
  void takesAMissingSetupAsActpass() throws Exception {
    String offer = new TestOffer().audio("a", "sendonly").textWithout("a=setup");
    Answer answer = TestSessions.session().answer(TestOffer.parse(offer));
    assertEquals(DtlsRole.SERVER, answer.session().transport().dtlsRole());
  }

  @Test
  void listsUdpBeforeTcpAndIpv4BeforeIpv6InTheTaggedSectionOnly() throws Exception {
    Answer answer = answer(new TestOffer().audio("a", "sendonly").video("v", "sendonly"));
    List<MediaSection> sections = sdp(answer).media();
    List<String> candidates = sections.get(0).values("candidate");
    assertEquals(3, candidates.size());
    assertTrue(candidates.get(0).contains("udp 2130706431 203.0.113.7"), candidates.get(0));
    assertTrue(candidates.get(1).contains("udp 2130706175 2001:db8"), candidates.get(1));
    assertTrue(candidates.get(2).contains("tcptype passive"), candidates.get(2));
    assertTrue(sections.get(0).has("end-of-candidates"));
    assertTrue(sections.get(1).values("candidate").isEmpty());
  }

  @Test
  void rejectsDataChannelsStoppedUnbundledAndUnmultiplexedSections() throws Exception {
    TestOffer offer =
        new TestOffer()
            .section("data", "m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "sendrecv")
            .section("stopped", "m=video 0 UDP/TLS/RTP/SAVPF 96", "inactive")
            .video("outside", "sendonly")
            .section("plain", "m=audio 9 RTP/AVP 0", "sendonly")
            .audio("in", "sendonly")
            .bundle("data stopped plain in");
    Answer answer = answer(offer);
    List<MediaSection> sections = sdp(answer).media();
    assertEquals(List.of(0, 0, 0, 0, 9), sections.stream().map(MediaSection::port).toList());
    assertEquals("BUNDLE in", sdp(answer).value("group").orElseThrow());
    assertEquals("outside", sections.get(2).mid().orElseThrow());
    assertTrue(sections.get(4).has("candidate"), "the first accepted section is the tagged one");
    assertEquals(
        List.of("in"), answer.session().media().stream().map(MediaParameters::mid).toList());
  }

  @Test
  void rejectsASectionWithoutRtcpMux() throws Exception {
    String offer = new TestOffer().audio("a", "sendonly").textWithout("a=rtcp-mux");
    assertEquals(Reason.NO_MEDIA, refusal(offer));
  }

  @Test
  void acceptsABundleOnlySectionWithPortZero() throws Exception {
    TestOffer offer =
        new TestOffer()
            .audio("a", "sendonly")
            .section("v", "m=video 0 UDP/TLS/RTP/SAVPF 96", "sendonly")
            .lines("a=bundle-only", "a=rtpmap:96 VP8/90000");
    Answer answer = answer(offer);
    assertEquals(9, sdp(answer).media().get(1).port());
    assertFalse(sdp(answer).media().get(1).has("bundle-only"));
  }

  @Test
  void toleratesABundleGroupThatNamesMidsNobodyHas() throws Exception {
    Answer answer = answer(new TestOffer().audio("1", "sendonly").bundle("0 1 2"));
    assertEquals("BUNDLE 1", sdp(answer).value("group").orElseThrow());
  }

  @Test
  void tagsTheFirstAcceptedMidOfTheOffersGroup() throws Exception {
    TestOffer offer = new TestOffer().audio("a", "sendonly").video("v", "sendonly").bundle("v a");
    Answer answer = answer(offer);
    assertEquals("BUNDLE v a", sdp(answer).value("group").orElseThrow());
    assertFalse(sdp(answer).media().get(0).has("candidate"));
    assertTrue(sdp(answer).media().get(1).has("candidate"));
    assertEquals("a", answer.session().media().get(0).mid(), "parameters keep the offer's order");
  }

  @Test
  void readsTheTransportOfTheTaggedSectionBeforeTheSessions() throws Exception {
    TestOffer offer =
        new TestOffer()
            .section("data", "m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "sendrecv")
            .lines("a=ice-ufrag:data", "a=ice-pwd:dddddddddddddddddddddd")
            .audio("a", "sendonly", "a=ice-ufrag:mine", "a=ice-pwd:mmmmmmmmmmmmmmmmmmmmmm");
    assertEquals("mine", answer(offer).session().transport().remoteIce().ufrag());
  }

  @Test
  void readsTheTransportOfAnotherSectionWhenTheTaggedOneSaysNothing() throws Exception {
    String offer =
        new TestOffer()
            .audio("a", "sendonly")
            .video("v", "sendonly", "a=ice-ufrag:late")
            .textWithout("a=ice-ufrag:peer");
    Answer answer = TestSessions.session().answer(TestOffer.parse(offer));
    assertEquals("late", answer.session().transport().remoteIce().ufrag());
  }

  @Test
  void keepsEveryFingerprintOfAKnownHashFunction() throws Exception {
    TestOffer offer =
        new TestOffer()
            .audio("a", "sendonly")
            .sessionLines(
                "a=fingerprint:SHA-512 " + "c3:".repeat(63) + "c3",
                "a=fingerprint:sha-1 " + "c3:".repeat(19) + "c3",
                "a=fingerprint:sha-256 C3");
    List<String> algorithms =
        answer(offer).session().transport().remoteFingerprints().stream()
            .map(fingerprint -> fingerprint.algorithm())
            .sorted()
            .toList();
    assertEquals(List.of("sha-256", "sha-512"), algorithms);
  }

  @Test
  void pairsTheAudioAndVideoSlotsByStreamId() throws Exception {
    Answer answer =
        answer(
            new TestOffer()
                .audio("p", "sendonly")
                .audio("a0", "recvonly")
                .audio("a1", "recvonly")
                .video("v0", "recvonly")
                .video("v1", "recvonly")
                .video("v2", "recvonly"));
    List<String> msids =
        sdp(answer).media().stream().map(section -> section.value("msid").orElse("none")).toList();
    assertEquals(
        List.of(
            "none",
            "slot-0 slot-0-audio",
            "slot-1 slot-1-audio",
            "slot-0 slot-0-video",
            "slot-1 slot-1-video",
            "slot-2 slot-2-video"),
        msids);
  }

  @Test
  void declaresAnSsrcOfItsOwnForEverySlotAndItsRetransmissions() throws Exception {
    Answer answer = answer(new TestOffer().audio("a", "recvonly").video("v", "recvonly"));
    MediaSection audio = sdp(answer).media().get(0);
    MediaSection video = sdp(answer).media().get(1);
    assertEquals(1, audio.ssrcs().size());
    assertEquals(List.copyOf(video.ssrcs()), video.ssrcGroups().get(0).ssrcs());
    assertEquals(2, video.ssrcs().size());
    assertEquals(0, answer.session().media("a").orElseThrow().sendSource().orElseThrow().rtxSsrc());
    assertTrue(audio.ssrcs().stream().noneMatch(video.ssrcs()::contains));
  }

  @Test
  void agreesOnlyToCodecsThatAreEnabled() throws Exception {
    OfferAnswer session =
        TestSessions.session(
            new NegotiationOptions(DtlsRole.SERVER, Set.of(Codec.OPUS), Profile.PEER));
    Answer answer =
        session.answer(new TestOffer().video("v", "sendonly").audio("a", "sendonly").parsed());
    assertEquals(0, sdp(answer).media().get(0).port());
    assertEquals("BUNDLE a", sdp(answer).value("group").orElseThrow());
  }

  @Test
  void echoesMixedExtensionsWhereTheyWereOffered() throws Exception {
    assertFalse(sdp(answer(new TestOffer().audio("a", "sendonly"))).has("extmap-allow-mixed"));
    TestOffer session = new TestOffer().audio("a", "sendonly").sessionLines("a=extmap-allow-mixed");
    assertTrue(sdp(answer(session)).has("extmap-allow-mixed"));
    TestOffer media = new TestOffer().audio("a", "sendonly", "a=extmap-allow-mixed");
    assertTrue(sdp(answer(media)).media().get(0).has("extmap-allow-mixed"));
  }

  @Test
  void agreesToReducedSizeRtcpPerSection() throws Exception {
    Answer answer =
        answer(new TestOffer().audio("a", "sendonly").video("v", "sendonly", "a=rtcp-rsize"));
    assertFalse(answer.session().media("a").orElseThrow().reducedSizeRtcp());
    assertTrue(answer.session().media("v").orElseThrow().reducedSizeRtcp());
    assertTrue(sdp(answer).media().get(1).has("rtcp-rsize"));
  }

  @Test
  void refusesWhatLacksEssentials() {
    TestOffer offer = new TestOffer().audio("a", "sendonly");
    assertEquals(Reason.NO_BUNDLE, refusal(offer.textWithout("a=group")));
    assertEquals(Reason.NO_ICE_CREDENTIALS, refusal(offer.textWithout("a=ice-ufrag")));
    assertEquals(Reason.NO_ICE_CREDENTIALS, refusal(offer.textWithout("a=ice-pwd")));
    assertEquals(Reason.NO_FINGERPRINT, refusal(offer.textWithout("a=fingerprint")));
    assertEquals(Reason.NO_SUPPORTED_CODEC, refusal(offer.textWithout("a=rtpmap")));
    assertEquals(Reason.NO_MEDIA, refusal(offer.textWithout("a=mid")));
    assertEquals(
        Reason.UNSUPPORTED_SETUP,
        refusal(new TestOffer().audio("a", "sendonly").setup("holdconn").text()));
    assertEquals(
        Reason.NO_MEDIA, refusal(new TestOffer().audio("a", "sendonly").bundle("b c").text()));
  }

  @Test
  void refusesMidsThatAreTwiceOrNoTokens() {
    assertEquals(
        Reason.DUPLICATE_MID,
        refusal(new TestOffer().audio("a", "sendonly").video("a", "sendonly").text()));
    assertEquals(Reason.INVALID_MID, refusal(new TestOffer().audio("a\"b", "sendonly").text()));
    assertEquals(
        Reason.INVALID_MID, refusal(new TestOffer().audio("m".repeat(33), "sendonly").text()));
  }

  @Test
  void refusesInWordsForPeopleAndACodeForPrograms() {
    NegotiationException refusal =
        assertThrows(
            NegotiationException.class,
            () ->
                TestSessions.session()
                    .answer(
                        TestOffer.parse(
                            new TestOffer().audio("a", "sendonly").textWithout("a=fingerprint"))));
    assertEquals("sdp_no_fingerprint", refusal.reason().code());
    assertTrue(refusal.getMessage().startsWith("There must be an a=fingerprint"));
  }

  @Test
  void givesEverySessionCredentialsOfItsOwn() throws Exception {
    OfferAnswer session = TestSessions.session();
    Answer one = session.answer(new TestOffer().audio("a", "sendonly").parsed());
    Answer two = session.answer(new TestOffer().audio("a", "sendonly").certificate("C3").parsed());
    assertNotEquals(
        one.session().transport().localIce().ufrag(), two.session().transport().localIce().ufrag());
  }
}

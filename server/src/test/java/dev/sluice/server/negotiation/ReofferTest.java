package dev.sluice.server.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.dtls.DtlsRole;
import dev.sluice.server.transport.Direction;
import dev.sluice.server.transport.SendSource;
import dev.sluice.server.transport.TransportParameters;
import org.junit.jupiter.api.Test;

class ReofferTest {

  private final OfferAnswer session = TestSessions.session();

  private static TestOffer join() {
    return new TestOffer().audio("0", "sendonly").audio("1", "recvonly").video("2", "recvonly");
  }

  private static SendSource source(Answer answer, String mid) {
    return answer.session().media(mid).orElseThrow().sendSource().orElseThrow();
  }

  private static long version(Answer answer) {
    return Long.parseLong(TestOffer.parse(answer.sdp()).origin().split(" ")[2]);
  }

  private static String msid(Answer answer, int section) {
    return TestOffer.parse(answer.sdp()).media().get(section).value("msid").orElse("none");
  }

  @Test
  void theFirstAnswerHasANewTransportAndNoRestart() throws Exception {
    Answer first = session.answer(join().parsed());
    assertTrue(first.newTransport());
    assertFalse(first.iceRestart());
  }

  @Test
  void aReofferKeepsTransportAndStreamsAndCountsTheVersionUp() throws Exception {
    Answer first = session.answer(join().parsed());
    Answer second = session.answer(join().video("3", "recvonly").parsed());
    assertFalse(second.newTransport());
    assertFalse(second.iceRestart());
    assertEquals(first.session().transport(), second.session().transport());
    assertEquals(source(first, "1"), source(second, "1"));
    assertEquals(source(first, "2"), source(second, "2"));
    assertEquals(version(first) + 1, version(second));
    assertEquals(
        first.sdp().lines().toList().get(1).split(" ")[1],
        second.sdp().lines().toList().get(1).split(" ")[1]);
  }

  @Test
  void anIceRestartChangesOurCredentialsAndNothingElse() throws Exception {
    Answer first = session.answer(join().parsed());
    Answer second = session.answer(join().ufrag("next").parsed());
    TransportParameters before = first.session().transport();
    TransportParameters after = second.session().transport();
    assertTrue(second.iceRestart());
    assertFalse(second.newTransport());
    assertNotEquals(before.localIce().ufrag(), after.localIce().ufrag());
    assertNotEquals(before.localIce().pwd(), after.localIce().pwd());
    assertEquals("next", after.remoteIce().ufrag());
    assertEquals(before.dtlsRole(), after.dtlsRole());
    assertEquals(source(first, "2"), source(second, "2"));
  }

  @Test
  void anotherCertificateMeansEverythingAnew() throws Exception {
    Answer first = session.answer(join().parsed());
    Answer second = session.answer(join().certificate("C3").parsed());
    assertTrue(second.newTransport());
    assertFalse(second.iceRestart());
    assertNotEquals(
        first.session().transport().localIce(), second.session().transport().localIce());
    assertNotEquals(source(first, "2").ssrc(), source(second, "2").ssrc());
    assertNotEquals(source(first, "2").rtxSsrc(), source(second, "2").rtxSsrc());
  }

  @Test
  void keepsTheDtlsRoleWhenALaterOfferIsActpass() throws Exception {
    session.answer(join().setup("passive").parsed());
    Answer second = session.answer(join().setup("actpass").parsed());
    assertEquals(DtlsRole.CLIENT, second.session().transport().dtlsRole());
    assertFalse(second.newTransport());
  }

  @Test
  void aChangedDtlsRoleMeansANewTransport() throws Exception {
    session.answer(join().setup("passive").parsed());
    Answer second = session.answer(join().setup("active").parsed());
    assertEquals(DtlsRole.SERVER, second.session().transport().dtlsRole());
    assertTrue(second.newTransport());
  }

  @Test
  void aSlotKeepsItsStreamWhileItIsInactive() throws Exception {
    Answer first = session.answer(join().parsed());
    Answer paused =
        session.answer(
            new TestOffer()
                .audio("0", "sendonly")
                .audio("1", "inactive")
                .video("2", "recvonly")
                .audio("3", "recvonly")
                .parsed());
    assertEquals(Direction.INACTIVE, paused.session().media("1").orElseThrow().direction());
    assertEquals("none", msid(paused, 1));
    assertEquals("slot-1 slot-1-audio", msid(paused, 3));
    Answer resumed = session.answer(join().audio("3", "recvonly").parsed());
    assertEquals(source(first, "1"), source(resumed, "1"));
    assertEquals("slot-0 slot-0-audio", msid(resumed, 1));
    assertEquals("slot-1 slot-1-audio", msid(resumed, 3));
  }

  @Test
  void aRecycledSectionGetsAStreamOfItsOwnInTheFreeSlot() throws Exception {
    Answer first = session.answer(join().audio("3", "recvonly").parsed());
    Answer recycled =
        session.answer(
            new TestOffer()
                .audio("0", "sendonly")
                .audio("4", "recvonly")
                .video("2", "recvonly")
                .audio("3", "recvonly")
                .parsed());
    assertNotEquals(source(first, "1").ssrc(), source(recycled, "4").ssrc());
    assertEquals("slot-0 slot-0-audio", msid(recycled, 1));
    assertEquals("slot-1 slot-1-audio", msid(recycled, 3));
  }

  @Test
  void theTagMovesWhenTheFirstSectionStops() throws Exception {
    session.answer(join().parsed());
    Answer second =
        session.answer(
            new TestOffer()
                .section("0", "m=audio 0 UDP/TLS/RTP/SAVPF 111", "inactive")
                .audio("1", "recvonly")
                .video("2", "recvonly")
                .bundle("1 2")
                .parsed());
    assertTrue(TestOffer.parse(second.sdp()).media().get(1).has("candidate"));
    assertEquals(2, second.session().media().size());
  }

  @Test
  void aStreamGainsItsReservedRtxSsrcWhenRtxIsOfferedLater() throws Exception {
    TestOffer without =
        new TestOffer()
            .section("v", "m=video 9 UDP/TLS/RTP/SAVPF 96", "recvonly")
            .lines("a=rtpmap:96 VP8/90000");
    Answer first = session.answer(without.parsed());
    Answer second = session.answer(new TestOffer().video("v", "recvonly").parsed());
    assertEquals(0, source(first, "v").rtxSsrc());
    assertNotEquals(0, source(second, "v").rtxSsrc());
    assertEquals(source(first, "v").ssrc(), source(second, "v").ssrc());
  }

  @Test
  void aRefusedOfferLeavesTheSessionAsItWas() throws Exception {
    Answer first = session.answer(join().parsed());
    String refused = join().ufrag("next").audio("3", "recvonly").textWithout("a=fingerprint");
    assertThrows(NegotiationException.class, () -> session.answer(TestOffer.parse(refused)));
    Answer second = session.answer(join().parsed());
    assertFalse(second.iceRestart());
    assertFalse(second.newTransport());
    assertEquals(first.session().transport(), second.session().transport());
    assertEquals(first.session().media(), second.session().media());
    assertEquals(version(first) + 1, version(second));
  }
}

package dev.sluice.server.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.sdp.SdpException;
import dev.sluice.server.sdp.SessionDescription;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Properties that hold for every offer: captured ones, and what seeded damage makes of them. */
class AnswerPropertyTest {

  private static final String OFFERS = "dev.sluice.server.negotiation.TestSessions#offerNames";

  /** RFC 9725 clients take answers up to this size; FFmpeg's buffer is one of them. */
  private static final int SMALLEST_CLIENT_BUFFER = 8192;

  @ParameterizedTest
  @MethodSource(OFFERS)
  void answersCapturedOffersByTheRules(String name) throws Exception {
    SessionDescription offer = SessionDescription.parse(TestSessions.offer(name));
    OfferAnswer session = TestSessions.session();
    Answer first = session.answer(offer);
    AnswerRules.check(offer, first);
    Answer second = session.answer(offer);
    AnswerRules.check(offer, second);
    assertFalse(second.newTransport());
    assertFalse(second.iceRestart());
    assertEquals(first.session().transport(), second.session().transport());
    assertEquals(first.session().media(), second.session().media());
    assertTrue(name.contains("join") || first.sdp().length() < SMALLEST_CLIENT_BUFFER);
  }

  @ParameterizedTest
  @MethodSource(OFFERS)
  void answersOrRefusesDamagedOffers(String name) {
    Random random = new Random(name.hashCode());
    List<String> lines = TestSessions.offer(name).lines().toList();
    OfferAnswer session = TestSessions.session();
    int answered = 0;
    for (int round = 0; round < 60; round++) {
      answered += answeredByTheRules(session, Damage.of(lines, random)) ? 1 : 0;
    }
    assertTrue(answered > 0, "damage this light leaves some offers that can be answered");
  }

  private static boolean answeredByTheRules(OfferAnswer session, String text) {
    try {
      SessionDescription offer = SessionDescription.parse(text);
      AnswerRules.check(offer, session.answer(offer));
      return true;
    } catch (SdpException | NegotiationException e) {
      assertTrue(e.getMessage().endsWith("."), e.getMessage());
      return false;
    }
  }

  @Test
  void answersTheLargestOfferInBoundedWork() throws Exception {
    TestOffer offer = new TestOffer();
    for (int i = 0; i < 64; i++) {
      StringBuilder types = new StringBuilder("m=video 9 UDP/TLS/RTP/SAVPF");
      for (int type = 0; type < 128; type++) {
        types.append(' ').append(type);
      }
      offer.section("m" + i, types.toString(), "sendrecv");
      for (int type = 0; type < 128; type++) {
        offer.lines("a=rtpmap:" + type + " VP8/90000");
      }
    }
    AnswerRules.check(offer.parsed(), TestSessions.session().answer(offer.parsed()));
  }
}

package dev.sluice.server.negotiation;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.server.sdp.SdpException;
import dev.sluice.server.sdp.SessionDescription;

class OfferAnswerFuzzTest {

  @FuzzTest
  void answersByTheRulesOrRefuses(FuzzedDataProvider data) {
    SessionDescription offer;
    try {
      offer = SessionDescription.parse(data.consumeRemainingAsString());
    } catch (SdpException e) {
      return;
    }
    OfferAnswer session = TestSessions.session();
    try {
      AnswerRules.check(offer, session.answer(offer));
      AnswerRules.check(offer, session.answer(offer));
    } catch (NegotiationException e) {
      // refused: what else there is to say of it is in the unit tests
    }
  }
}

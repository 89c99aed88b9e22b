package dev.sluice.server.negotiation;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

class CounterOfferFuzzTest {

  @FuzzTest
  void agreesByTheRulesOrRefuses(FuzzedDataProvider data) throws NegotiationException {
    OfferAnswer session = TestSessions.session();
    String offer =
        session.counterOffer(
            List.of(CounterOfferTest.VP8, CounterOfferTest.H264, CounterOfferTest.OPUS));
    CounterOfferTest.agreesByTheRules(
        session, TestOffer.parse(offer), data.consumeRemainingAsString());
  }
}

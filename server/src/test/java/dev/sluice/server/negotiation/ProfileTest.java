package dev.sluice.server.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.server.sdp.SessionDescription;
import dev.sluice.server.sdp.StreamDirection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileTest {

  @ParameterizedTest
  @CsvSource({
    "PEER,sendrecv,sendrecv",
    "PEER,sendonly,recvonly",
    "PEER,recvonly,sendonly",
    "PEER,inactive,inactive",
    "INGEST,sendrecv,recvonly",
    "INGEST,sendonly,recvonly",
    "INGEST,recvonly,inactive",
    "EGRESS,sendrecv,sendonly",
    "EGRESS,recvonly,sendonly",
    "EGRESS,sendonly,inactive",
  })
  void answersNoMoreThanItsDirection(Profile profile, String offered, String answered)
      throws Exception {
    OfferAnswer session = TestSessions.session(NegotiationOptions.defaults().withProfile(profile));
    SessionDescription answer =
        TestOffer.parse(session.answer(new TestOffer().audio("0", offered).parsed()).sdp());

    assertEquals(
        StreamDirection.of(answered).orElseThrow(),
        answer.media().get(0).direction(StreamDirection.SENDRECV));
    assertEquals(profile != Profile.PEER, answer.media().get(0).has("rtcp-mux-only"));
  }
}

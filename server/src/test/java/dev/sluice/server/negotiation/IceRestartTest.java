package dev.sluice.server.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.sdp.SdpFragment;
import dev.sluice.server.sdp.SdpLimits;
import dev.sluice.server.sdp.SessionDescription;
import dev.sluice.server.transport.TransportParameters;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** ICE restarts by fragments instead of offers. RFC 9725 section 4.3.3. */
class IceRestartTest {

  private static final IceCredentials NEXT = new IceCredentials("next", "9876543210987654321098");

  private final OfferAnswer session = TestSessions.session();

  private static TestOffer offer() {
    return new TestOffer().video("v", "sendonly").audio("a", "sendonly").bundle("a v");
  }

  @Test
  void changesTheCredentialsAndNothingElse() throws Exception {
    TransportParameters before = session.answer(offer().parsed()).session().transport();
    IceRestart restart = session.restart(NEXT);
    TransportParameters after = restart.session().transport();

    assertEquals(NEXT, after.remoteIce());
    assertNotEquals(before.localIce(), after.localIce());
    assertEquals(before.dtlsRole(), after.dtlsRole());
    assertEquals(before.remoteFingerprints(), after.remoteFingerprints());
    assertEquals(2, restart.session().media().size());
  }

  @Test
  void repeatsWhatTheAnswerSaidOfIce() throws Exception {
    SessionDescription answer = TestOffer.parse(session.answer(offer().parsed()).sdp());
    IceRestart restart = session.restart(NEXT);
    IceCredentials local = restart.session().transport().localIce();

    assertEquals(
        SdpFragment.of(answer, "a").with("ice-ufrag", local.ufrag()).with("ice-pwd", local.pwd()),
        restart.fragment());
    assertEquals(List.of("a"), restart.fragment().values("mid"));
    assertEquals(3, restart.fragment().values("candidate").size());
  }

  @Test
  void canBeRepeatedAndFollowedByAnOffer() throws Exception {
    session.answer(offer().parsed());
    IceCredentials first = session.restart(NEXT).session().transport().localIce();
    IceCredentials second = session.restart(NEXT).session().transport().localIce();
    assertNotEquals(first, second);

    Answer answer = session.answer(offer().ufrag("third").parsed());
    assertFalse(answer.newTransport());
    assertNotEquals(second, answer.session().transport().localIce());
  }

  @Test
  void needsAnAnswerBefore() {
    assertThrows(NoSuchElementException.class, () -> session.restart(NEXT));
  }

  @Test
  void readsCredentialsAndCountsCandidates() throws Exception {
    String fragment =
        """
        a=ice-ufrag:next
        a=ice-pwd:9876543210987654321098
        m=audio 9 RTP/AVP 0
        a=mid:0
        a=candidate:1 1 udp 1 10.0.0.1 9 typ host
        a=candidate:
        """;
    TrickleUpdate update = TrickleUpdate.read(SdpFragment.parse(fragment, SdpLimits.DEFAULT));
    assertEquals(new TrickleUpdate(Optional.of(NEXT), 1), update);
  }

  @Test
  void refusesHalfTheCredentials() throws Exception {
    for (String half : List.of("a=ice-ufrag:next", "a=ice-pwd:9876543210987654321098")) {
      SdpFragment fragment = SdpFragment.parse(half, SdpLimits.DEFAULT);
      assertThrows(NegotiationException.class, () -> TrickleUpdate.read(fragment));
    }
  }
}

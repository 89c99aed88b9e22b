package dev.sluice.server.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.sdp.SessionDescription;
import dev.sluice.server.transport.Transcript;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TranscriptWriterTest {

  private static final Pattern ADDRESS = Pattern.compile("\\b\\d+\\.\\d+\\.\\d+\\.\\d+\\b");

  @ParameterizedTest
  @MethodSource("dev.sluice.server.negotiation.TestSessions#offerNames")
  void tellsNothingThatOpensASessionNorAnyAddress(String name) throws Exception {
    String offer = TestSessions.offer(name);
    Answer answer;
    try {
      answer = TestSessions.session().answer(SessionDescription.parse(offer));
    } catch (NegotiationException e) {
      return; // some captures are there because they are refused
    }
    Transcript transcript = answer.session().transcript();
    String all = transcript.offer() + transcript.answer();
    assertTrue(transcript.offer().contains("m=") && transcript.answer().contains("m="), all);
    Matcher secrets =
        Pattern.compile("a=(?:ice-pwd|fingerprint|candidate):([^\r\n]+)")
            .matcher(offer + answer.sdp());
    while (secrets.find()) {
      assertFalse(all.contains(secrets.group(1)), secrets.group());
    }
    assertFalse(ADDRESS.matcher(all).find(), all);
  }

  @Test
  void staysAfterAnIceRestart() throws Exception {
    OfferAnswer session = TestSessions.session();
    Transcript first =
        session.answer(new TestOffer().audio("a", "sendonly").parsed()).session().transcript();
    assertEquals(
        first, session.restart(new IceCredentials("abcd", "x".repeat(24))).session().transcript());
  }

  @Test
  void isCutWhenItIsVeryLong() throws Exception {
    StringBuilder offer = new StringBuilder(new TestOffer().audio("a", "sendonly").text());
    for (int i = 0; i < 900; i++) {
      offer.append("a=x-something:").append("y".repeat(100)).append('\n');
    }
    SessionDescription parsed = TestOffer.parse(offer.toString());
    assertTrue(
        TranscriptWriter.of(parsed, parsed).offer().length() <= TranscriptWriter.MOST_CHARS + 64);
  }
}

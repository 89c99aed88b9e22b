package dev.sluice.server.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.server.sdp.SdpException.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SdpFragmentTest {

  /** The example of RFC 9725 section 4.3.2, shortened. */
  private static final String EXAMPLE =
      """
      a=group:BUNDLE 0 1
      m=audio 9 UDP/TLS/RTP/SAVPF 111
      a=mid:0
      a=ice-ufrag:EsAw
      a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1
      a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw
      a=candidate:473322822 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active generation 0
      a=end-of-candidates
      """
          .replace("\n", "\r\n");

  private static SdpFragment parse(String text) throws SdpException {
    return SdpFragment.parse(text, SdpLimits.DEFAULT);
  }

  private static Reason refusal(String text, SdpLimits limits) {
    return assertThrows(SdpException.class, () -> SdpFragment.parse(text, limits)).reason();
  }

  @Test
  void writesWhatItRead() throws SdpException {
    assertEquals(EXAMPLE, parse(EXAMPLE).write());
    assertEquals(EXAMPLE, parse(EXAMPLE.replace("\r\n", "\n")).write());
  }

  @Test
  void readsValuesOfBothLevelsInOrder() throws SdpException {
    SdpFragment fragment = parse("a=ice-ufrag:one\n" + EXAMPLE);
    assertEquals(List.of("one", "EsAw"), fragment.values("ice-ufrag"));
    assertEquals(2, fragment.values("candidate").size());
    assertEquals("audio", fragment.media().get(0).media());
  }

  @Test
  void skipsLinesThatMeanNothingHere() throws SdpException {
    assertEquals(
        parse("a=mid:0\n"), parse("v=0\no=- 1 2 IN IP4 0.0.0.0\nb=AS:1\n\na=mid:0\nx=y\n"));
  }

  @Test
  void isEmptyWhenNothingWasSent() throws SdpException {
    assertEquals(new SdpFragment(List.of(), List.of()), parse(""));
    assertEquals("", parse("").write());
  }

  @ParameterizedTest
  @CsvSource({
    "hello,MALFORMED_LINE",
    "a,MALFORMED_LINE",
    "a=,MALFORMED_LINE",
    "A=mid:0,MALFORMED_LINE",
    "m=audio 9,MALFORMED_MEDIA_LINE",
    "a=candidate:1,MALFORMED_CANDIDATE",
    "a=candidate:1 1 udp 1 10.0.0.1 70000 typ host,MALFORMED_CANDIDATE",
    "a=candidate:1 1 udp 1 10.0.0.1 9 type host,MALFORMED_CANDIDATE",
    "a=candidate:1 1 udp x 10.0.0.1 9 typ host,MALFORMED_CANDIDATE",
    "a=candidate:1  1 udp 1 10.0.0.1 9 typ host,MALFORMED_CANDIDATE",
  })
  void refusesWhatIsMalformed(String text, Reason reason) {
    assertEquals(reason, refusal(text, SdpLimits.DEFAULT));
  }

  @Test
  void keepsToTheLimits() {
    SdpLimits limits = new SdpLimits(200, 2, 3, 50);
    assertEquals(Reason.TOO_LARGE, refusal("a=x\n".repeat(51), limits));
    assertEquals(Reason.LINE_TOO_LONG, refusal("a=" + "x".repeat(49), limits));
    assertEquals(Reason.TOO_MANY_ATTRIBUTES, refusal("a=x\n".repeat(4), limits));
    assertEquals(
        Reason.TOO_MANY_MEDIA_SECTIONS, refusal("m=audio 9 RTP/AVP 0\n".repeat(3), limits));
  }

  @Test
  void takesTheIceInformationOfOneSectionOutOfADescription() throws SdpException {
    SessionDescription description =
        SessionDescription.parse(
            """
            v=0
            a=group:BUNDLE 0 1
            a=ice-lite
            a=ice-options:trickle ice2
            a=msid-semantic: WMS
            m=audio 9 UDP/TLS/RTP/SAVPF 111
            a=mid:0
            a=recvonly
            a=ice-ufrag:u
            a=ice-pwd:p
            a=candidate:1 1 udp 1 10.0.0.1 9 typ host
            a=rtpmap:111 opus/48000/2
            m=video 9 UDP/TLS/RTP/SAVPF 96
            a=mid:1
            a=ice-ufrag:u
            a=ice-pwd:p
            """);

    assertEquals(
        "a=group:BUNDLE 0 1|a=ice-lite|a=ice-options:trickle ice2|m=audio 9 UDP/TLS/RTP/SAVPF 111"
            + "|a=mid:0|a=ice-ufrag:new|a=ice-pwd:p|a=candidate:1 1 udp 1 10.0.0.1 9 typ host|",
        SdpFragment.of(description, "0").with("ice-ufrag", "new").write().replace("\r\n", "|"));
  }
}

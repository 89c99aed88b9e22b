package dev.sluice.server.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.sdp.SdpException.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionDescriptionTest {

  /** RFC 8866 section 5: the RFC's own example. */
  private static final String RFC_EXAMPLE =
      """
      v=0
      o=jdoe 3724394400 3724394405 IN IP4 198.51.100.1
      s=Call to John Smith
      i=SDP Offer #1
      u=http://www.jdoe.example.com/home.html
      e=Jane Doe <jane@jdoe.example.com>
      p=+1 617 555-6011
      c=IN IP4 198.51.100.1
      t=0 0
      m=audio 49170 RTP/AVP 0
      m=audio 49180 RTP/AVP 0
      m=video 51372 RTP/AVP 99
      c=IN IP6 2001:db8::2
      a=rtpmap:99 h263-1998/90000
      """;

  private static final String OFFER =
      """
      v=0
      o=FFmpeg 4489045141692799359 2 IN IP4 127.0.0.1
      s=FFmpegPublishSession
      t=0 0
      a=group:LS 0 1
      a=group:BUNDLE 0 1
      a=msid-semantic: WMS
      m=audio 9/2 UDP/TLS/RTP/SAVPF 111 0
      b=AS:128
      a=mid:0
      a=rtcp-mux
      a=sendonly
      a=rtpmap:111 opus/48000/2
      a=fmtp:111 minptime=10;useinbandfec=1
      m=video 0 UDP/TLS/RTP/SAVPF 96
      a=bundle-only
      a=mid:1
      """;

  private static Reason refusal(String text) {
    return assertThrows(SdpException.class, () -> SessionDescription.parse(text)).reason();
  }

  @Test
  void readsTheExampleOfTheRfc() throws SdpException {
    SessionDescription description = SessionDescription.parse(RFC_EXAMPLE);
    assertEquals("jdoe 3724394400 3724394405 IN IP4 198.51.100.1", description.origin());
    assertEquals("Call to John Smith", description.sessionName());
    assertEquals(
        List.of(49170, 49180, 51372),
        description.media().stream().map(MediaSection::port).toList());
    assertEquals(
        new RtpMap(99, "h263-1998", 90_000, 1), description.media().get(2).rtpMaps().get(99));
    assertEquals(Optional.empty(), description.bundle());
    assertEquals(StreamDirection.SENDRECV, description.direction());
  }

  @Test
  void readsLinesThatEndWithLfOrCrlf() throws SdpException {
    assertEquals(
        SessionDescription.parse(OFFER), SessionDescription.parse(OFFER.replace("\n", "\r\n")));
    assertEquals(SessionDescription.parse(OFFER), SessionDescription.parse(OFFER.strip()));
  }

  @Test
  void skipsUnknownLinesBlankOnesAndAttributesWithoutAName() throws SdpException {
    String odd = OFFER.replace("a=mid:1\n", "\n\n!?\nz=\nx\n=\na=\na=:5\nq=odd\na=mid:1\n\n");
    assertEquals(SessionDescription.parse(OFFER), SessionDescription.parse(odd));
  }

  @Test
  void readsAttributesOfTheSessionAndOfSections() throws SdpException {
    SessionDescription description = SessionDescription.parse(OFFER);
    assertEquals(List.of("0", "1"), description.bundle().orElseThrow());
    assertEquals("WMS", description.value("msid-semantic").orElseThrow());
    MediaSection audio = description.media().get(0);
    assertEquals(List.of("111", "0"), audio.formats());
    assertEquals(9, audio.port());
    assertTrue(audio.has("rtcp-mux"));
    assertEquals("0", audio.mid().orElseThrow());
    assertEquals(StreamDirection.SENDONLY, audio.direction(StreamDirection.RECVONLY));
    assertEquals(
        StreamDirection.RECVONLY, description.media().get(1).direction(StreamDirection.RECVONLY));
  }

  @Test
  void aSectionWithPortZeroIsStoppedUnlessItIsBundleOnly() throws SdpException {
    assertFalse(SessionDescription.parse(OFFER).media().get(1).stopped());
    String stopped = OFFER.replace("a=bundle-only\n", "");
    assertTrue(SessionDescription.parse(stopped).media().get(1).stopped());
  }

  @Test
  void writesWhatItReads() throws SdpException {
    SessionDescription description = SessionDescription.parse(OFFER);
    assertEquals(description, SessionDescription.parse(description.write()));
    assertTrue(description.write().startsWith("v=0\r\no=FFmpeg "));
    assertTrue(description.write().endsWith("a=mid:1\r\n"));
  }

  @Test
  void refusesWhatIsNoSessionDescription() {
    assertEquals(Reason.NOT_SDP, refusal(""));
    assertEquals(Reason.NOT_SDP, refusal("\r\n\r\n"));
    assertEquals(Reason.NOT_SDP, refusal("{\"type\":\"offer\"}"));
    assertEquals(Reason.NOT_SDP, refusal("v=1\r\n"));
    assertEquals(Reason.MALFORMED_MEDIA_LINE, refusal("v=0\nm=audio\n"));
    assertEquals(Reason.MALFORMED_MEDIA_LINE, refusal("v=0\nm=audio 9 RTP/SAVPF\n"));
    assertEquals(Reason.MALFORMED_MEDIA_LINE, refusal("v=0\nm=audio x RTP/SAVPF 0\n"));
    assertEquals(Reason.MALFORMED_MEDIA_LINE, refusal("v=0\nm=audio 65536 RTP/SAVPF 0\n"));
  }

  @Test
  void refusesMoreThanItsLimits() {
    assertEquals(Reason.TOO_MANY_MEDIA_SECTIONS, refusal("v=0\n" + "m=audio 9 X 0\n".repeat(65)));
    assertEquals(
        Reason.TOO_MANY_MEDIA_SECTIONS, refusal("v=0\n" + "m=audio 9 X 0\n".repeat(10_000)));
    assertEquals(Reason.TOO_MANY_ATTRIBUTES, refusal("v=0\n" + "a=x\n".repeat(1025)));
    assertEquals(Reason.TOO_MANY_FORMATS, refusal("v=0\nm=audio 9 X" + " 0".repeat(129)));
    assertEquals(Reason.LINE_TOO_LONG, refusal("v=0\na=" + "x".repeat(8192)));
    assertEquals(Reason.LINE_TOO_LONG, refusal("v=0\na=x:" + "y".repeat((1 << 20) - 10)));
    assertEquals(Reason.TOO_LARGE, refusal("v=0\na=x:" + "y".repeat(1 << 20)));
  }

  @Test
  void acceptsExactlyItsLimits() throws SdpException {
    assertEquals(64, SessionDescription.parse("v=0\n" + "m=a 9 X 0\n".repeat(64)).media().size());
    assertEquals(
        1024, SessionDescription.parse("v=0\n" + "a=x\n".repeat(1024)).attributes().size());
    String longest = "v=0\na=" + "x".repeat(8190);
    assertEquals(1, SessionDescription.parse(longest).attributes().size());
    SdpLimits tight = new SdpLimits(100, 1, 1, 20);
    assertThrows(SdpException.class, () -> SessionDescription.parse("v=0\na=x\na=y", tight));
  }

  @Test
  void explainsItselfToPeople() {
    SdpException refusal =
        assertThrows(
            SdpException.class, () -> SessionDescription.parse("v=0\ns=-\nm=audio 9 RTP/AVP\n"));
    assertEquals("sdp_malformed_media_line", refusal.reason().code());
    assertEquals(
        "Line 3: an m-line needs a media type, a port, a protocol and a format.",
        refusal.getMessage());
  }

  @Test
  void aTextCutAnywhereIsReadOrRefusedButNeverBreaks() {
    for (int length = 0; length < OFFER.length(); length++) {
      readOrRefuse(OFFER.substring(0, length));
    }
  }

  @Test
  void randomChangesAreReadOrRefusedAndRoundTrip() {
    Random random = new Random(8866);
    for (int round = 0; round < 5_000; round++) {
      StringBuilder text = new StringBuilder(OFFER);
      for (int change = random.nextInt(8); change >= 0; change--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, (char) random.nextInt(256));
          case 1 -> text.deleteCharAt(at);
          default -> text.insert(at, "\na=\u0000 ");
        }
      }
      readOrRefuse(text.toString());
    }
  }

  private static void readOrRefuse(String text) {
    try {
      SessionDescription description = SessionDescription.parse(text);
      description.media().forEach(SessionDescriptionTest::readEverything);
      assertEquals(description, SessionDescription.parse(description.write()));
    } catch (SdpException e) {
      assertTrue(e.getMessage().endsWith("."), e.getMessage());
    }
  }

  /** Calls every typed accessor. */
  static void readEverything(MediaSection section) {
    section.rtpMaps();
    section.formatParameters();
    section.payloadTypes();
    section.feedback();
    section.extMaps();
    section.rids();
    section.simulcastSend();
    section.ssrcs();
    section.ssrcGroups();
    section.stopped();
    section.direction(StreamDirection.INACTIVE);
  }
}

package dev.sluice.server.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaSectionTest {

  private static MediaSection section(String... attributes) {
    String text = "v=0\nm=video 9 UDP/TLS/RTP/SAVPF 96 97 x 128 96\n";
    try {
      return SessionDescription.parse(
              text + String.join("", Arrays.stream(attributes).map(a -> "a=" + a + "\n").toList()))
          .media()
          .get(0);
    } catch (SdpException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void listsPayloadTypesOnceAndNothingElse() {
    assertEquals(List.of(96, 97), List.copyOf(section().payloadTypes()));
  }

  @Test
  void readsRtpMaps() {
    assertEquals(
        Map.of(96, new RtpMap(96, "VP8", 90_000, 1), 111, new RtpMap(111, "opus", 48_000, 2)),
        section("rtpmap:96 VP8/90000", "rtpmap:111 opus/48000/2", "rtpmap:96 AV1/90000").rtpMaps());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "96",
        "96 VP8",
        "x VP8/90000",
        "128 VP8/90000",
        "-1 VP8/90000",
        "96 /90000",
        "96 VP8/",
        "96 VP8/0",
        "96 VP8/99999999999",
        "96 opus/48000/0",
        "96 opus/48000/x"
      })
  void skipsMalformedRtpMaps(String value) {
    assertEquals(Optional.empty(), RtpMap.parse(value));
    assertTrue(section("rtpmap:" + value).rtpMaps().isEmpty());
  }

  @Test
  void readsFormatParameters() {
    assertEquals(
        Map.of(96, Map.of("profile-level-id", "42e01f", "x", "a=b"), 101, Map.of("0-15", "")),
        section(
                "fmtp:96 Profile-Level-Id=42e01f; x = a=b;;",
                "fmtp:101 0-15",
                "fmtp:96 x=2",
                "fmtp:300 x=2",
                "fmtp:96")
            .formatParameters());
  }

  @Test
  void readsFeedbackByKind() {
    MediaSection section =
        section(
            "rtcp-fb:96 nack", "rtcp-fb:97 nack ", "rtcp-fb:* ccm fir", "rtcp-fb:97", "rtcp-fb:");
    assertEquals(Map.of("nack", Set.of("96", "97"), "ccm fir", Set.of("*")), section.feedback());
  }

  @Test
  void readsHeaderExtensions() {
    assertEquals(
        List.of(
            new ExtMap(1, Optional.empty(), "urn:a"),
            new ExtMap(14, Optional.of(StreamDirection.SENDONLY), "urn:b"),
            new ExtMap(255, Optional.empty(), "urn:c")),
        section("extmap:1 urn:a", "extmap:14/sendonly urn:b x=1", "extmap:255 urn:c").extMaps());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1 ",
        "0 urn:a",
        "15 urn:a",
        "256 urn:a",
        "x urn:a",
        "1/up urn:a",
        "/ urn:a"
      })
  void skipsMalformedHeaderExtensions(String value) {
    assertEquals(Optional.empty(), ExtMap.parse(value));
  }

  @Test
  void readsRids() {
    assertEquals(
        List.of(
            new Rid("q", StreamDirection.SENDONLY, List.of()),
            new Rid("h_2", StreamDirection.RECVONLY, List.of("96", "97"))),
        section(
                "rid:q send",
                "rid:h_2 recv max-width=9; pt=96,97",
                "rid:a both",
                "rid:b",
                "rid:* send")
            .rids());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"send q;h;f", "send q,x;~h;f,~y recv z", "recv z send q;h;f", "send  ~q;h;f"})
  void readsTheSendSideOfSimulcast(String value) {
    assertEquals(List.of("q", "h", "f"), section("simulcast:" + value).simulcastSend());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "send", "recv a;b", "nonsense"})
  void readsNoSendSideWhereThereIsNone(String value) {
    assertEquals(List.of(), section("simulcast:" + value).simulcastSend());
  }

  @Test
  void readsSsrcsAndTheirGroups() {
    MediaSection section =
        section(
            "ssrc:1 cname:x",
            "ssrc:1 msid:y",
            "ssrc:4294967295",
            "ssrc:x",
            "ssrc-group:FID 1 4294967295",
            "ssrc-group:SIM 1 x",
            "ssrc-group:FID");
    assertEquals(Set.of(1, -1), section.ssrcs());
    assertEquals(List.of(new SsrcGroup("FID", List.of(1, -1))), section.ssrcGroups());
    assertEquals("FID 1 4294967295", section.ssrcGroups().get(0).toAttributeValue());
  }
}

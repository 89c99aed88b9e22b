package dev.sluice.server.negotiation;

import dev.sluice.server.sdp.SdpException;
import dev.sluice.server.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;

/** Writes offers for tests: complete ones, from which a test takes or to which it adds lines. */
final class TestOffer {

  static final String MID = "urn:ietf:params:rtp-hdrext:sdes:mid";
  static final String RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
  static final String TRANSPORT_CC =
      "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
  static final String ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";

  private static final String DIGEST = "A1:".repeat(31);

  private final List<String> sessionLines = new ArrayList<>();
  private final List<List<String>> sections = new ArrayList<>();
  private final List<String> mids = new ArrayList<>();
  private String ufrag = "peer";
  private String digest = DIGEST + "B2";
  private String setup = "actpass";
  private String bundle = "";

  /** Opus with the attributes that every section has. */
  TestOffer audio(String mid, String direction, String... lines) {
    return section(mid, "m=audio 9 UDP/TLS/RTP/SAVPF 111", direction)
        .lines("a=rtpmap:111 opus/48000/2")
        .lines(lines);
  }

  /** VP8 with RTX. */
  TestOffer video(String mid, String direction, String... lines) {
    return section(mid, "m=video 9 UDP/TLS/RTP/SAVPF 96 97", direction)
        .lines("a=rtpmap:96 VP8/90000", "a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96")
        .lines(lines);
  }

  /** Any m-line. */
  TestOffer section(String mid, String mediaLine, String direction) {
    mids.add(mid);
    sections.add(new ArrayList<>(List.of(mediaLine, "c=IN IP4 0.0.0.0")));
    return lines("a=mid:" + mid, "a=" + direction, "a=rtcp-mux");
  }

  /** Adds lines to the section begun last. */
  TestOffer lines(String... lines) {
    sections.get(sections.size() - 1).addAll(List.of(lines));
    return this;
  }

  TestOffer sessionLines(String... lines) {
    sessionLines.addAll(List.of(lines));
    return this;
  }

  TestOffer ufrag(String value) {
    ufrag = value;
    return this;
  }

  /** Another certificate: {@code lastByte} is two hex digits. */
  TestOffer certificate(String lastByte) {
    digest = DIGEST + lastByte;
    return this;
  }

  TestOffer setup(String value) {
    setup = value;
    return this;
  }

  /** Bundles these mids in place of all. */
  TestOffer bundle(String value) {
    bundle = value;
    return this;
  }

  String text() {
    List<String> lines = new ArrayList<>(List.of("v=0", "o=- 7 2 IN IP4 127.0.0.1", "s=-"));
    lines.add("t=0 0");
    lines.add("a=group:BUNDLE " + (bundle.isEmpty() ? String.join(" ", mids) : bundle));
    lines.add("a=ice-ufrag:" + ufrag);
    lines.add("a=ice-pwd:0123456789012345678901");
    lines.add("a=fingerprint:sha-256 " + digest);
    lines.add("a=setup:" + setup);
    lines.addAll(sessionLines);
    sections.forEach(lines::addAll);
    return String.join("\r\n", lines) + "\r\n";
  }

  /** The text with every line that begins with {@code prefix} taken out. */
  String textWithout(String prefix) {
    return text()
        .lines()
        .filter(line -> !line.startsWith(prefix))
        .reduce("", (a, b) -> a + b + "\n");
  }

  SessionDescription parsed() {
    return parse(text());
  }

  static SessionDescription parse(String text) {
    try {
      return SessionDescription.parse(text);
    } catch (SdpException e) {
      throw new AssertionError(e);
    }
  }
}

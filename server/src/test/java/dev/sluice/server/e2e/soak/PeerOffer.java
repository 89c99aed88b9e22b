package dev.sluice.server.e2e.soak;

import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.rtp.HeaderExtension;
import java.util.ArrayList;
import java.util.List;

/**
 * What a peer offers: sections to publish in, then slots to receive in. Mids are {@code mic},
 * {@code cam}, {@code a0…} and {@code v0…}.
 *
 * @param publishes whether there are a microphone and a camera
 * @param rids of the camera's encodings, small ones first; empty for one encoding
 * @param audioSlots how many to receive in
 * @param videoSlots likewise
 */
record PeerOffer(boolean publishes, List<String> rids, int audioSlots, int videoSlots) {

  static final String MIC = "mic";
  static final String CAM = "cam";
  static final int OPUS = 111;
  static final int VP8 = 96;
  static final int LEVEL_ID = 1;
  static final int TRANSPORT_CC_ID = 3;
  static final int MID_ID = 4;
  static final int RID_ID = 10;

  /** Encodings of a camera, when it has more than one. */
  static final List<String> SIMULCAST = List.of("q", "h", "f");

  /** Of a participant: it publishes and receives. */
  static PeerOffer participant(boolean simulcast) {
    return new PeerOffer(true, simulcast ? SIMULCAST : List.of(), 2, 3);
  }

  /** Of a WHIP publisher. */
  static PeerOffer publisher(boolean simulcast) {
    return new PeerOffer(true, simulcast ? SIMULCAST : List.of(), 0, 0);
  }

  /** Of a WHEP viewer. */
  static PeerOffer viewer() {
    return new PeerOffer(false, List.of(), 1, 1);
  }

  /**
   * The offer.
   *
   * @param setup which roles in DTLS the peer can have
   */
  String text(IceCredentials ice, Fingerprint fingerprint, String setup) {
    List<String> sections = new ArrayList<>();
    List<String> mids = new ArrayList<>();
    if (publishes) {
      sections.add(audio(MIC, "sendonly"));
      sections.add(video(CAM, "sendonly", rids));
      mids.addAll(List.of(MIC, CAM));
    }
    for (int i = 0; i < audioSlots; i++) {
      sections.add(audio("a" + i, "recvonly"));
      mids.add("a" + i);
    }
    for (int i = 0; i < videoSlots; i++) {
      sections.add(video("v" + i, "recvonly", List.of()));
      mids.add("v" + i);
    }
    String session =
        """
        v=0
        o=- 1 2 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE %s
        a=extmap-allow-mixed
        a=ice-options:trickle
        a=ice-ufrag:%s
        a=ice-pwd:%s
        a=fingerprint:%s
        a=setup:%s
        """
            .formatted(
                String.join(" ", mids),
                ice.ufrag(),
                ice.pwd(),
                fingerprint.toAttributeValue(),
                setup);
    return (session + String.join("", sections)).replace("\n", "\r\n");
  }

  private static String audio(String mid, String direction) {
    return """
    m=audio 9 UDP/TLS/RTP/SAVPF %2$d
    c=IN IP4 0.0.0.0
    a=mid:%1$s
    a=%3$s
    a=msid:stream %1$s
    a=rtcp-mux
    a=rtcp-mux-only
    a=extmap:%4$d %5$s
    a=extmap:%6$d %7$s
    a=rtpmap:%2$d opus/48000/2
    """
        .formatted(
            mid,
            OPUS,
            direction,
            LEVEL_ID,
            HeaderExtension.AUDIO_LEVEL.uri(),
            MID_ID,
            HeaderExtension.MID.uri());
  }

  private static String video(String mid, String direction, List<String> rids) {
    StringBuilder text =
        new StringBuilder(
            """
            m=video 9 UDP/TLS/RTP/SAVPF %2$d 97
            c=IN IP4 0.0.0.0
            a=mid:%1$s
            a=%3$s
            a=msid:stream %1$s
            a=rtcp-mux
            a=rtcp-mux-only
            a=extmap:%4$d %5$s
            a=extmap:%6$d %7$s
            a=extmap:%8$d %9$s
            a=rtpmap:%2$d VP8/90000
            a=rtcp-fb:%2$d nack
            a=rtcp-fb:%2$d nack pli
            a=rtcp-fb:%2$d transport-cc
            a=rtpmap:97 rtx/90000
            a=fmtp:97 apt=%2$d
            """
                .formatted(
                    mid,
                    VP8,
                    direction,
                    TRANSPORT_CC_ID,
                    HeaderExtension.TRANSPORT_CC.uri(),
                    MID_ID,
                    HeaderExtension.MID.uri(),
                    RID_ID,
                    HeaderExtension.RID.uri()));
    if (!rids.isEmpty()) {
      rids.forEach(rid -> text.append("a=rid:%s send\n".formatted(rid)));
      text.append("a=simulcast:send %s\n".formatted(String.join(";", rids)));
    }
    return text.toString();
  }
}

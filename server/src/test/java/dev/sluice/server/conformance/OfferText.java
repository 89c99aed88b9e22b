package dev.sluice.server.conformance;

import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.ice.IceCredentials;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Offers of a full agent that are right in everything; tests make one thing wrong. */
public final class OfferText {

  static final String AUDIO_AND_VIDEO =
      """
      v=0
      o=- 5228595038118931041 2 IN IP4 127.0.0.1
      s=-
      t=0 0
      a=group:BUNDLE 0 1
      a=extmap-allow-mixed
      a=ice-options:trickle
      a=msid-semantic: WMS *
      m=audio 9 UDP/TLS/RTP/SAVPF 111
      c=IN IP4 0.0.0.0
      a=ice-ufrag:UFRAG
      a=ice-pwd:PWD
      a=fingerprint:FINGERPRINT
      a=setup:actpass
      a=mid:0
      a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
      a=DIRECTION
      a=msid:stream audio
      a=rtcp-mux
      a=rtcp-mux-only
      a=rtpmap:111 opus/48000/2
      a=fmtp:111 minptime=10;useinbandfec=1
      m=video 0 UDP/TLS/RTP/SAVPF 96 97
      c=IN IP4 0.0.0.0
      a=ice-ufrag:UFRAG
      a=ice-pwd:PWD
      a=fingerprint:FINGERPRINT
      a=setup:actpass
      a=mid:1
      a=bundle-only
      a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
      a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
      a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id
      a=DIRECTION
      a=msid:stream video
      a=rtcp-mux
      a=rtcp-mux-only
      a=rtpmap:96 VP8/90000
      a=rtcp-fb:96 ccm fir
      a=rtcp-fb:96 nack
      a=rtcp-fb:96 nack pli
      a=rtpmap:97 rtx/90000
      a=fmtp:97 apt=96
      """
          .replace("\n", "\r\n");

  private static final SecureRandom RANDOM = new SecureRandom();

  /** Of somebody who will never open a DTLS connection. */
  private static final Fingerprint NOBODY = new Fingerprint("sha-256", "00:".repeat(31) + "00");

  private OfferText() {}

  static String offer(String direction) {
    return offer(direction, credentials(), NOBODY);
  }

  public static String offer(String direction, IceCredentials ice, Fingerprint fingerprint) {
    return AUDIO_AND_VIDEO
        .replace("UFRAG", ice.ufrag())
        .replace("PWD", ice.pwd())
        .replace("FINGERPRINT", fingerprint.toAttributeValue())
        .replace("DIRECTION", direction);
  }

  /** Credentials that nobody had before. */
  public static IceCredentials credentials() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    String hex = HexFormat.of().formatHex(bytes);
    return new IceCredentials(hex.substring(0, 8), hex.substring(8));
  }

  /** The ICE information of an m-section as a client patches it. */
  static String fragment(IceCredentials ice, String... lines) {
    StringBuilder text = new StringBuilder("a=ice-options:trickle\r\na=group:BUNDLE 0 1\r\n");
    text.append("m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n");
    text.append("a=ice-ufrag:").append(ice.ufrag()).append("\r\n");
    text.append("a=ice-pwd:").append(ice.pwd()).append("\r\n");
    for (String line : lines) {
      text.append(line).append("\r\n");
    }
    return text.toString();
  }
}

package dev.sluice.server.signaling;

/** Offers for tests of signaling, which does not look into them. */
public final class Offers {

  private Offers() {}

  /** An audio section to publish in and an audio slot, as a browser would offer them. */
  public static String publishAndSlot(String ufrag) {
    return """
        v=0
        o=- 1 2 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0 1
        a=ice-ufrag:%s
        a=ice-pwd:0123456789012345678901
        a=fingerprint:sha-256 %sB2
        a=setup:actpass
        m=audio 9 UDP/TLS/RTP/SAVPF 111
        c=IN IP4 0.0.0.0
        a=mid:0
        a=sendonly
        a=rtcp-mux
        a=rtpmap:111 opus/48000/2
        m=audio 9 UDP/TLS/RTP/SAVPF 111
        c=IN IP4 0.0.0.0
        a=mid:1
        a=recvonly
        a=rtcp-mux
        a=rtpmap:111 opus/48000/2
        """
        .formatted(ufrag, "A1:".repeat(31))
        .replace("\n", "\r\n");
  }
}

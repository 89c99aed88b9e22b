package dev.sluice.server.conformance;

import dev.sluice.server.dtls.DtlsRole;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.sdp.MediaSection;
import dev.sluice.server.sdp.SdpException;
import dev.sluice.server.sdp.SessionDescription;
import java.net.InetSocketAddress;

/**
 * What an answer tells a peer on this machine of the server's side of their transport.
 *
 * @param ice the server's credentials
 * @param role the peer's in DTLS
 * @param udp the server's candidate on the loopback address
 */
public record AnsweredTransport(
    IceCredentials ice, Fingerprint fingerprint, DtlsRole role, InetSocketAddress udp) {

  /** Reads the first m-section, as everything is bundled. */
  public static AnsweredTransport parse(String answer) {
    try {
      return of(SessionDescription.parse(answer).media().get(0));
    } catch (SdpException e) {
      throw new IllegalArgumentException("not an answer: " + answer, e);
    }
  }

  private static AnsweredTransport of(MediaSection section) {
    String[] fingerprint = section.value("fingerprint").orElseThrow().split(" ", 2);
    return new AnsweredTransport(
        new IceCredentials(
            section.value("ice-ufrag").orElseThrow(), section.value("ice-pwd").orElseThrow()),
        new Fingerprint(fingerprint[0], fingerprint[1]),
        section.value("setup").orElseThrow().equals("active") ? DtlsRole.SERVER : DtlsRole.CLIENT,
        section.values("candidate").stream()
            .map(candidate -> candidate.split(" "))
            .filter(words -> words[2].equals("udp") && words[4].equals("127.0.0.1"))
            .map(words -> new InetSocketAddress(words[4], Integer.parseInt(words[5])))
            .findFirst()
            .orElseThrow());
  }
}

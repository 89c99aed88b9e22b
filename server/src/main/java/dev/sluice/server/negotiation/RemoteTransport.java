package dev.sluice.server.negotiation;

import dev.sluice.server.dtls.DtlsRole;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.negotiation.NegotiationException.Reason;
import dev.sluice.server.sdp.MediaSection;
import dev.sluice.server.sdp.SdpFragment;
import dev.sluice.server.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the peer says of its end of the bundled transport.
 *
 * @param ice its credentials
 * @param fingerprints those of a hash function we accept; not empty
 * @param fixedRole our DTLS role where the offer's {@code a=setup} leaves only one
 */
record RemoteTransport(
    IceCredentials ice, Set<Fingerprint> fingerprints, Optional<DtlsRole> fixedRole) {

  /** Hex digits of a digest by hash function. RFC 8122 forbids older ones than these. */
  private static final Map<String, Integer> DIGEST_DIGITS =
      Map.of("sha-256", 64, "sha-384", 96, "sha-512", 128);

  private static final int SHORTEST_UFRAG = 4;
  private static final int SHORTEST_PWD = 22;
  private static final int LONGEST_CREDENTIAL = 256;

  RemoteTransport {
    fingerprints = Set.copyOf(fingerprints);
  }

  /**
   * Reads the transport attributes of the tagged m-section; what is not there is taken from the
   * session level, then from the other m-sections, since senders differ in where they write it.
   */
  static RemoteTransport read(SessionDescription offer, MediaSection tagged)
      throws NegotiationException {
    return new RemoteTransport(
        credentials(offer, tagged), fingerprints(offer, tagged), fixedRole(offer, tagged));
  }

  /**
   * The same of an answer, which chooses the DTLS roles: {@code a=setup} is active or passive, and
   * active when it is missing. RFC 4145 section 4.
   */
  static RemoteTransport readAnswer(SessionDescription answer, MediaSection tagged)
      throws NegotiationException {
    if (values(answer, tagged, "setup").contains("actpass")) {
      throw new NegotiationException(
          Reason.UNSUPPORTED_SETUP, "The answer's a=setup must be active or passive.");
    }
    RemoteTransport remote = read(answer, tagged);
    return new RemoteTransport(
        remote.ice(),
        remote.fingerprints(),
        Optional.of(remote.fixedRole().orElse(DtlsRole.SERVER)));
  }

  private static IceCredentials credentials(SessionDescription offer, MediaSection tagged)
      throws NegotiationException {
    return credentials(values(offer, tagged, "ice-ufrag"), values(offer, tagged, "ice-pwd"));
  }

  /** The credentials of a fragment, which names one pair: all m-sections are bundled. */
  static IceCredentials credentials(SdpFragment fragment) throws NegotiationException {
    return credentials(fragment.values("ice-ufrag"), fragment.values("ice-pwd"));
  }

  private static IceCredentials credentials(List<String> ufrags, List<String> pwds)
      throws NegotiationException {
    String ufrag = ufrags.stream().findFirst().orElse("");
    String pwd = pwds.stream().findFirst().orElse("");
    if (!isCredential(ufrag, SHORTEST_UFRAG) || !isCredential(pwd, SHORTEST_PWD)) {
      throw new NegotiationException(
          Reason.NO_ICE_CREDENTIALS,
          "There must be an a=ice-ufrag of 4 to 256 characters and an a=ice-pwd of 22 to 256.");
    }
    return new IceCredentials(ufrag, pwd);
  }

  private static Set<Fingerprint> fingerprints(SessionDescription offer, MediaSection tagged)
      throws NegotiationException {
    Set<Fingerprint> accepted = new LinkedHashSet<>();
    for (String value : values(offer, tagged, "fingerprint")) {
      String[] words = value.split(" +", 2);
      Integer digits = DIGEST_DIGITS.get(words[0].toLowerCase(Locale.ROOT));
      if (digits != null && words.length == 2 && isDigest(words[1], digits)) {
        accepted.add(new Fingerprint(words[0], words[1]));
      }
    }
    if (accepted.isEmpty()) {
      throw new NegotiationException(
          Reason.NO_FINGERPRINT, "There must be an a=fingerprint of sha-256, sha-384 or sha-512.");
    }
    return accepted;
  }

  /** A missing setup leaves the choice to us, as every offer of WebRTC does. */
  private static Optional<DtlsRole> fixedRole(SessionDescription offer, MediaSection tagged)
      throws NegotiationException {
    String setup = values(offer, tagged, "setup").stream().findFirst().orElse("actpass");
    return switch (setup) {
      case "actpass" -> Optional.empty();
      case "active" -> Optional.of(DtlsRole.SERVER);
      case "passive" -> Optional.of(DtlsRole.CLIENT);
      default ->
          throw new NegotiationException(
              Reason.UNSUPPORTED_SETUP, "The a=setup must be one of actpass, active and passive.");
    };
  }

  private static List<String> values(
      SessionDescription offer, MediaSection tagged, String attribute) {
    List<List<String>> places = new ArrayList<>();
    places.add(tagged.values(attribute));
    places.add(offer.values(attribute));
    offer.media().forEach(section -> places.add(section.values(attribute)));
    return places.stream().filter(values -> !values.isEmpty()).findFirst().orElse(List.of());
  }

  private static boolean isCredential(String text, int shortest) {
    return text.length() >= shortest
        && text.length() <= LONGEST_CREDENTIAL
        && text.chars().allMatch(c -> c > ' ' && c < 0x7F && c != ':');
  }

  /** Pairs of hex digits joined by colons. */
  private static boolean isDigest(String text, int digits) {
    if (text.length() != digits + digits / 2 - 1) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (i % 3 == 2 ? c != ':' : Character.digit(c, 16) < 0) {
        return false;
      }
    }
    return true;
  }
}

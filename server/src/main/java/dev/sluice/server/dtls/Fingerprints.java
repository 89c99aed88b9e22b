package dev.sluice.server.dtls;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Computes and compares certificate fingerprints, RFC 8122 section 5. */
final class Fingerprints {

  private static final HexFormat HEX = HexFormat.ofDelimiter(":").withUpperCase();

  private Fingerprints() {}

  /** The fingerprint of a DER certificate; empty for a hash function that we do not accept. */
  static Optional<Fingerprint> of(String algorithm, byte[] certificate) {
    String digestName =
        switch (algorithm) {
          case "sha-256" -> "SHA-256";
          case "sha-384" -> "SHA-384";
          case "sha-512" -> "SHA-512";
          default -> null; // sha-1 and older: collisions can be made
        };
    if (digestName == null) {
      return Optional.empty();
    }
    try {
      byte[] digest = MessageDigest.getInstance(digestName).digest(certificate);
      return Optional.of(new Fingerprint(algorithm, HEX.formatHex(digest)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether a DER certificate is one that the peer's session description announced. */
  static boolean anyMatches(List<Fingerprint> announced, byte[] certificate) {
    boolean matches = false;
    for (Fingerprint fingerprint : announced) {
      matches |=
          of(fingerprint.algorithm(), certificate)
              .filter(own -> equal(own, fingerprint))
              .isPresent();
    }
    return matches;
  }

  private static boolean equal(Fingerprint one, Fingerprint other) {
    return MessageDigest.isEqual(
        one.value().getBytes(StandardCharsets.UTF_8),
        other.value().getBytes(StandardCharsets.UTF_8));
  }
}

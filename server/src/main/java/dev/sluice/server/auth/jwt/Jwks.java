package dev.sluice.server.auth.jwt;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a JWK Set (RFC 7517 section 5): the keys that can verify tokens here; others are skipped.
 */
final class Jwks {

  /** Large providers have ten or so. */
  static final int MAX_KEYS = 64;

  private Jwks() {}

  /**
   * The keys of a document.
   *
   * @throws JwksException when it is none, or none of its keys is of use
   */
  static List<VerificationKey> parse(byte[] document) throws JwksException {
    JWKSet set;
    try {
      set = JWKSet.parse(new String(document, StandardCharsets.UTF_8));
    } catch (ParseException | RuntimeException e) {
      throw new JwksException("what came is no JWK Set", e);
    }
    if (set.getKeys().size() > MAX_KEYS) {
      throw new JwksException("it holds more than " + MAX_KEYS + " keys");
    }
    List<VerificationKey> keys = new ArrayList<>();
    for (JWK key : set.getKeys()) {
      usable(key).ifPresent(keys::add);
    }
    if (keys.isEmpty()) {
      throw new JwksException("none of its " + set.getKeys().size() + " keys is of use");
    }
    return List.copyOf(keys);
  }

  /** For signatures, public, RSA or EC. */
  private static Optional<VerificationKey> usable(JWK key) {
    boolean meant =
        (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
            && (key.getKeyOperations() == null
                || key.getKeyOperations().contains(KeyOperation.VERIFY));
    if (!meant || key.isPrivate()) {
      return Optional.empty();
    }
    try {
      return Optional.of(VerificationKey.of(key, Optional.ofNullable(key.getKeyID())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

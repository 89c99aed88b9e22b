package dev.sluice.server.auth.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.util.Optional;
import java.util.Set;

/**
 * A key, and the algorithms it is for: a token does not choose what a key is used for. Immutable;
 * its verifier is thread-safe.
 *
 * @param id as a token's {@code kid} names it; empty for a key that is tried whatever a token names
 */
record VerificationKey(Optional<String> id, Set<JWSAlgorithm> algorithms, JWSVerifier verifier) {

  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;

  private static final Set<JWSAlgorithm> RSA =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512);

  VerificationKey {
    algorithms = Set.copyOf(algorithms);
  }

  /**
   * A secret, for the algorithms that it is long enough for: RFC 7518 section 3.2.
   *
   * @throws IllegalArgumentException when it is too short for all of them
   */
  static VerificationKey of(byte[] secret) {
    Set<JWSAlgorithm> algorithms = MACSigner.getCompatibleAlgorithms(secret.length * Byte.SIZE);
    try {
      return new VerificationKey(Optional.empty(), algorithms, new MACVerifier(secret));
    } catch (JOSEException e) {
      throw new IllegalArgumentException("the secret is too short", e);
    }
  }

  /**
   * A public key; a private part is not used.
   *
   * @param id under which tokens name it
   * @throws IllegalArgumentException when it is none, too weak, or of a kind that is not read here
   */
  static VerificationKey of(JWK key, Optional<String> id) {
    try {
      Set<JWSAlgorithm> algorithms;
      JWSVerifier verifier;
      if (key instanceof RSAKey rsa) {
        require(rsa.size() >= MIN_RSA_BITS && rsa.size() <= MAX_RSA_BITS);
        algorithms = RSA;
        verifier = new RSASSAVerifier(rsa.toRSAPublicKey());
      } else if (key instanceof ECKey ec) {
        algorithms = Set.of(algorithm(ec.getCurve()));
        verifier = new ECDSAVerifier(ec.toECPublicKey());
      } else {
        throw new IllegalArgumentException("neither RSA nor EC");
      }
      if (key.getAlgorithm() != null) {
        JWSAlgorithm only = JWSAlgorithm.parse(key.getAlgorithm().getName());
        require(algorithms.contains(only));
        algorithms = Set.of(only);
      }
      return new VerificationKey(id, algorithms, verifier);
    } catch (JOSEException e) {
      throw new IllegalArgumentException("not a usable key", e);
    }
  }

  /** What keys on a curve are for. */
  static JWSAlgorithm algorithm(Curve curve) {
    if (Curve.P_256.equals(curve)) {
      return JWSAlgorithm.ES256;
    }
    if (Curve.P_384.equals(curve)) {
      return JWSAlgorithm.ES384;
    }
    require(Curve.P_521.equals(curve));
    return JWSAlgorithm.ES512;
  }

  private static void require(boolean usable) {
    if (!usable) {
      throw new IllegalArgumentException("not a usable key");
    }
  }

  /** Tells nothing of the key itself. */
  @Override
  public String toString() {
    return "VerificationKey[id=%s, algorithms=%s]".formatted(id.orElse("-"), algorithms);
  }
}

package dev.sluice.server.auth.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All that can verify a token here. Immutable, though keys of a provider change within. */
public final class JwtKeys {

  /** No more keys than this are tried for one token. */
  private static final int MAX_FIXED_KEYS = 4;

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----[^-]+-----END \\1-----");

  private final List<KeySource> sources;

  private JwtKeys(List<KeySource> sources) {
    this.sources = List.copyOf(sources);
  }

  /** None at all. */
  public static JwtKeys none() {
    return new JwtKeys(List.of());
  }

  /**
   * And secrets of HS256, HS384 and HS512, each for those that it is long enough for.
   *
   * @throws IllegalArgumentException when one is shorter than 32 bytes in UTF-8
   */
  public JwtKeys withSecrets(List<String> secrets) {
    return with(
        secrets.stream()
            .map(secret -> VerificationKey.of(secret.getBytes(StandardCharsets.UTF_8)))
            .toList());
  }

  /**
   * And public keys, RSA from 2048 bits or EC on P-256, P-384 or P-521.
   *
   * @param pem public keys or certificates, one after the other
   * @throws IllegalArgumentException with a reason when there is none, or one is not usable
   */
  public JwtKeys withPublicKeys(String pem) {
    List<VerificationKey> keys = new ArrayList<>();
    Matcher blocks = PEM.matcher(pem);
    while (blocks.find()) {
      if (blocks.group(1).contains("PRIVATE")) {
        throw new IllegalArgumentException("a private key");
      }
      keys.add(key(blocks.group()));
    }
    if (keys.isEmpty() || keys.size() > MAX_FIXED_KEYS) {
      throw new IllegalArgumentException("no keys in PEM, or too many");
    }
    return with(keys);
  }

  private static VerificationKey key(String pem) {
    try {
      JWK key =
          pem.contains("CERTIFICATE")
              ? JWK.parseFromPEMEncodedX509Cert(pem)
              : JWK.parseFromPEMEncodedObjects(pem);
      return VerificationKey.of(key, Optional.empty());
    } catch (JOSEException e) {
      throw new IllegalArgumentException("not a key in PEM", e);
    }
  }

  /** And those of an identity provider. */
  public JwtKeys with(JwksKeys provider) {
    return plus(provider);
  }

  private JwtKeys with(List<VerificationKey> keys) {
    List<VerificationKey> fixed = List.copyOf(keys);
    return plus(() -> fixed);
  }

  private JwtKeys plus(KeySource source) {
    List<KeySource> all = new ArrayList<>(sources);
    all.add(source);
    return new JwtKeys(all);
  }

  List<KeySource> sources() {
    return sources;
  }
}

package dev.sluice.server.auth.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Signs tokens with one key. Thread-safe. */
public final class TokenSigner {

  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private final JWSHeader header;
  private final JWSSigner signer;

  private TokenSigner(JWSAlgorithm algorithm, JWSSigner signer) {
    this.header = new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).build();
    this.signer = signer;
  }

  /**
   * By HS256.
   *
   * @throws IllegalArgumentException when the secret is shorter than 32 bytes in UTF-8
   */
  public static TokenSigner ofSecret(String secret) {
    try {
      return new TokenSigner(
          JWSAlgorithm.HS256, new MACSigner(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (JOSEException e) {
      throw new IllegalArgumentException("the secret is too short", e);
    }
  }

  /**
   * By RS256, or ES256, ES384 or ES512 as the curve is.
   *
   * @param pem one private key in PKCS #8, not encrypted
   * @throws IllegalArgumentException when it is none
   */
  public static TokenSigner ofPrivateKey(String pem) {
    Matcher block = PKCS8.matcher(pem);
    if (!block.find()) {
      throw new IllegalArgumentException("no private key in PKCS #8");
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(block.group(1));
      PrivateKey key = privateKey(new PKCS8EncodedKeySpec(encoded));
      if (key instanceof ECPrivateKey ec) {
        Curve curve = Curve.forECParameterSpec(ec.getParams());
        return new TokenSigner(VerificationKey.algorithm(curve), new ECDSASigner(key, curve));
      }
      return new TokenSigner(JWSAlgorithm.RS256, new RSASSASigner(key));
    } catch (GeneralSecurityException | JOSEException e) {
      throw new IllegalArgumentException("no usable private key", e);
    }
  }

  private static PrivateKey privateKey(PKCS8EncodedKeySpec encoded)
      throws GeneralSecurityException {
    try {
      return KeyFactory.getInstance("EC").generatePrivate(encoded);
    } catch (GeneralSecurityException e) {
      return KeyFactory.getInstance("RSA").generatePrivate(encoded);
    }
  }

  /** The token with these claims, a JSON object. */
  String sign(String claims) {
    JWSObject token = new JWSObject(header, new Payload(claims));
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("a key that was taken signs", e);
    }
    return token.serialize();
  }

  /** The algorithm's name. */
  public String algorithm() {
    return header.getAlgorithm().getName();
  }
}

package dev.sluice.server.auth.jwt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens for tests, good and bad ones. */
public final class Tokens {

  /** Long enough for HS512. */
  public static final String SECRET =
      "a secret of tests that is known to everybody, sixty-four bytes long";

  private static final ObjectMapper JSON = new ObjectMapper();

  private Tokens() {}

  /** An hour in a room from {@code now} on, and further claims; {@code null} takes one away. */
  static Map<String, Object> claims(Instant now, Object... more) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("room", "standup");
    claims.put("sub", "alice");
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.getEpochSecond() + 3600);
    for (int i = 0; i < more.length; i += 2) {
      claims.put((String) more[i], more[i + 1]);
      if (more[i + 1] == null) {
        claims.remove((String) more[i]);
      }
    }
    return claims;
  }

  static String hs256(Map<String, Object> claims) {
    return signed(JWSAlgorithm.HS256, SECRET, claims);
  }

  static String signed(JWSAlgorithm algorithm, String secret, Map<String, Object> claims) {
    try {
      return sign(new JWSHeader(algorithm), new MACSigner(secret), json(claims));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String signed(JWSAlgorithm algorithm, JWK key, Map<String, Object> claims) {
    try {
      JWSSigner signer =
          key instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner(key.toECKey());
      return sign(
          new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), signer, json(claims));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String sign(JWSHeader header, JWSSigner signer, String payload)
      throws JOSEException {
    JWSObject token = new JWSObject(header, new Payload(payload));
    token.sign(signer);
    return token.serialize();
  }

  /** Whatever header and payload, by HMAC-SHA-256 with whatever key: what libraries do not do. */
  static String raw(String header, String payload, byte[] key) {
    try {
      String input = base64(header) + "." + base64(payload);
      Key secret = new SecretKeySpec(key, "HmacSHA256");
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(secret);
      return input
          + "."
          + Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String raw(String header, String payload) {
    return raw(header, payload, SECRET.getBytes(StandardCharsets.UTF_8));
  }

  static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static ECKey ec(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The public half. */
  static String pem(JWK key) {
    try {
      Key publicKey =
          key instanceof RSAKey rsa ? rsa.toRSAPublicKey() : key.toECKey().toECPublicKey();
      return "-----BEGIN PUBLIC KEY-----\n"
          + Base64.getMimeEncoder().encodeToString(publicKey.getEncoded())
          + "\n-----END PUBLIC KEY-----\n";
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}

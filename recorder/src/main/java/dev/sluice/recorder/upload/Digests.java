package dev.sluice.recorder.upload;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * What bytes hash to.
 *
 * @param md5 in hexadecimal: what ETags are made of
 * @param sha256 in hexadecimal: what signatures are made of
 */
public record Digests(String md5, String sha256) {

  public static Digests of(byte[] data) {
    return new Digests(hex(md5Digest().digest(data)), hex(sha256Digest().digest(data)));
  }

  /** As the header Content-MD5 wants it. */
  public String md5Base64() {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(md5));
  }

  public static String hex(byte[] hash) {
    return HexFormat.of().formatHex(hash);
  }

  static MessageDigest md5Digest() {
    return digest("MD5");
  }

  public static MessageDigest sha256Digest() {
    return digest("SHA-256");
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(algorithm + " belongs to every Java platform", e);
    }
  }
}

package dev.sluice.server.stun;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.server.bytes.BigEndian;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * MESSAGE-INTEGRITY under one short-term or long-term password: HMAC-SHA1 over the message up to
 * the attribute, with the header's length as if the attribute were the last. RFC 8489 sections 9.1
 * and 14.5.
 *
 * <p>Keeps one {@link Mac} for all messages, so it belongs to one thread.
 */
public final class StunIntegrity {

  static final int LENGTH = 20;

  private static final String ALGORITHM = "HmacSHA1";

  private final Mac mac;
  private final byte[] lengthField = new byte[2];
  private final byte[] digest = new byte[LENGTH];

  /**
   * @param password not empty; ICE passwords are ASCII, which SASLprep leaves as it is
   */
  public StunIntegrity(String password) {
    this(password.getBytes(UTF_8));
  }

  /**
   * With a long-term credential, as TURN servers want it; RFC 8489 section 9.2.2.
   *
   * @param username ASCII, as the password is
   * @param realm as the server spelt it
   */
  public static StunIntegrity longTerm(String username, String realm, String password) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      String text = username + ":" + realm + ":" + password;
      return new StunIntegrity(md5.digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no MD5", e);
    }
  }

  private StunIntegrity(byte[] key) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }

  /** Compares in constant time the attribute whose value stands at {@code valueOffset}. */
  boolean matches(byte[] data, int messageOffset, int valueOffset) {
    compute(data, messageOffset, valueOffset - StunMessage.ATTRIBUTE_HEADER_LENGTH, digest, 0);
    int difference = 0;
    for (int i = 0; i < LENGTH; i++) {
      difference |= digest[i] ^ data[valueOffset + i];
    }
    return difference == 0;
  }

  /**
   * Writes the 20 bytes for a message whose MESSAGE-INTEGRITY attribute begins at {@code
   * attributeOffset}.
   */
  void compute(byte[] data, int messageOffset, int attributeOffset, byte[] out, int outOffset) {
    int covered =
        attributeOffset
            + StunMessage.ATTRIBUTE_HEADER_LENGTH
            + LENGTH
            - messageOffset
            - StunMessage.HEADER_LENGTH;
    BigEndian.putU16(lengthField, 0, covered);
    mac.update(data, messageOffset, 2);
    mac.update(lengthField, 0, 2);
    mac.update(data, messageOffset + 4, attributeOffset - messageOffset - 4);
    try {
      mac.doFinal(out, outOffset);
    } catch (ShortBufferException e) {
      throw new IllegalStateException("no room for MESSAGE-INTEGRITY", e);
    }
  }
}

package dev.sluice.server.srtp;

import dev.sluice.server.bytes.BigEndian;
import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * HMAC-SHA1 (RFC 2104) from cloned digest states: the two key blocks are hashed once, not for every
 * packet as JCE's Mac does.
 */
final class HmacSha1 {

  static final int DIGEST_LENGTH = 20;

  private static final int BLOCK = 64;

  private final MessageDigest innerStart;
  private final MessageDigest outerStart;
  private final byte[] digest = new byte[DIGEST_LENGTH];
  private final byte[] trailer = new byte[4];

  /**
   * @param key at most a block of 64 bytes
   */
  HmacSha1(byte[] key) throws GeneralSecurityException {
    innerStart = start(key, 0x36);
    outerStart = start(key, 0x5c);
  }

  private static MessageDigest start(byte[] key, int pad) throws GeneralSecurityException {
    byte[] block = Arrays.copyOf(key, BLOCK);
    for (int i = 0; i < BLOCK; i++) {
      block[i] ^= (byte) pad;
    }
    MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
    sha1.update(block);
    return sha1;
  }

  /** The HMAC of data followed by a 32-bit word; the array is this object's and reused. */
  byte[] digest(byte[] data, int off, int length, int word) {
    BigEndian.putI32(trailer, 0, word);
    try {
      MessageDigest inner = (MessageDigest) innerStart.clone();
      inner.update(data, off, length);
      inner.update(trailer, 0, trailer.length);
      inner.digest(digest, 0, DIGEST_LENGTH);
      MessageDigest outer = (MessageDigest) outerStart.clone();
      outer.update(digest, 0, DIGEST_LENGTH);
      outer.digest(digest, 0, DIGEST_LENGTH);
    } catch (CloneNotSupportedException | DigestException e) {
      throw new IllegalStateException(e);
    }
    return digest;
  }
}

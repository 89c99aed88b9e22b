package dev.sluice.server.srtp;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Arrays;
import javax.crypto.Cipher;

/**
 * Session keys from a master key and salt, RFC 3711 section 4.3, with AES in counter mode as the
 * pseudo-random function (128 or, RFC 6188, 256 bits as the master key is). The key derivation rate
 * is zero: each key is derived once.
 */
final class KeyDerivation {

  static final int RTP_ENCRYPTION = 0x00;
  static final int RTP_AUTHENTICATION = 0x01;
  static final int RTP_SALT = 0x02;
  static final int RTCP_ENCRYPTION = 0x03;
  static final int RTCP_AUTHENTICATION = 0x04;
  static final int RTCP_SALT = 0x05;

  private static final int BLOCK = 16;

  /** Where the label stands in the 112-bit x of section 4.3.1: above the 48 bits of index. */
  private static final int LABEL_OFFSET = 7;

  private final Cipher aes;
  private final byte[] masterSalt;

  /**
   * @param masterSalt 14 bytes, or the 12 of the AEAD profiles, which RFC 7714 section 11 has
   *     followed by zeros
   */
  KeyDerivation(byte[] masterKey, byte[] masterSalt, Provider aesProvider)
      throws GeneralSecurityException {
    this.aes = AesCounter.ecb(masterKey, aesProvider);
    this.masterSalt = masterSalt;
  }

  /** Derives {@code length} bytes for one of the labels above. */
  byte[] derive(int label, int length) throws GeneralSecurityException {
    byte[] counters = new byte[(length + BLOCK - 1) / BLOCK * BLOCK];
    for (int block = 0; block * BLOCK < counters.length; block++) {
      int at = block * BLOCK;
      System.arraycopy(masterSalt, 0, counters, at, masterSalt.length);
      counters[at + LABEL_OFFSET] ^= (byte) label;
      counters[at + BLOCK - 2] = (byte) (block >>> 8);
      counters[at + BLOCK - 1] = (byte) block;
    }
    byte[] stream = aes.update(counters);
    return Arrays.copyOf(stream, length);
  }
}

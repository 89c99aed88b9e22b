package dev.sluice.server.srtp;

import dev.sluice.server.bytes.BigEndian;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in counter mode as RFC 3711 section 4.1.1 lays it out. The keystream comes from one ECB
 * cipher that is never initialised again: JCE's CTR mode would need a new key schedule for every
 * packet.
 */
final class AesCounter {

  private static final int BLOCK = 16;
  private static final int REPORT = 256;
  private static final int MEDIA_PACKET = 1536;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final Cipher aes;
  private final long saltHigh;
  private final long saltLow;

  // Two arrays, since SunJCE copies its input when it encrypts in place.
  private byte[] counters = new byte[REPORT];
  private byte[] keystream = new byte[REPORT];

  /**
   * @param salt the 14-byte session salt
   */
  AesCounter(byte[] key, byte[] salt, Provider provider) throws GeneralSecurityException {
    this.aes = ecb(key, provider);
    byte[] padded = new byte[BLOCK];
    System.arraycopy(salt, 0, padded, 0, salt.length);
    this.saltHigh = BigEndian.i64(padded, 0);
    this.saltLow = BigEndian.i64(padded, 8);
  }

  /** An ECB cipher for whole blocks: the bare AES permutation. */
  static Cipher ecb(byte[] key, Provider provider) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding", provider);
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
    return cipher;
  }

  /**
   * Computes the keystream of one packet: IV = salt * 2^16 XOR ssrc * 2^64 XOR index * 2^16.
   *
   * @param length bytes of keystream wanted, below 2^20 (the counter has 16 bits)
   */
  void begin(int ssrc, long index, int length) {
    int blocks = (length + BLOCK - 1) / BLOCK;
    if (keystream.length < blocks * BLOCK) {
      int size = Math.max(blocks * BLOCK, MEDIA_PACKET);
      counters = new byte[size];
      keystream = new byte[size];
    }
    long high = saltHigh ^ (ssrc & 0xFFFFFFFFL);
    long low = saltLow ^ index << 16;
    for (int block = 0; block < blocks; block++) {
      BigEndian.putI64(counters, block * BLOCK, high);
      BigEndian.putI64(counters, block * BLOCK + 8, low ^ block);
    }
    try {
      aes.update(counters, 0, blocks * BLOCK, keystream, 0);
    } catch (ShortBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** XORs {@code length} bytes with the keystream from {@code streamOff} on; may be in place. */
  void apply(byte[] in, int inOff, byte[] out, int outOff, int length, int streamOff) {
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      long word = (long) LONGS.get(in, inOff + i) ^ (long) LONGS.get(keystream, streamOff + i);
      LONGS.set(out, outOff + i, word);
    }
    for (; i < length; i++) {
      out[outOff + i] = (byte) (in[inOff + i] ^ keystream[streamOff + i]);
    }
  }
}

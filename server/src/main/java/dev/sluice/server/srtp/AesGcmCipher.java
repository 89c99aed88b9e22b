package dev.sluice.server.srtp;

import dev.sluice.server.bytes.BigEndian;
import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AEAD_AES_128_GCM and AEAD_AES_256_GCM, RFC 7714, through JCE. One Cipher per key is kept; JCE has
 * no way to set only the nonce, so each packet initialises it again with the same key object, which
 * the providers recognise, and the same parameter object, whose nonce has changed.
 */
final class AesGcmCipher implements SrtpCipher {

  private static final int TAG_BITS = 128;
  private static final int NONCE = 12;
  private static final int RTCP_HEADER = 8;
  private static final int INDEX_WORD = 4;
  private static final int ENCRYPTED = 0x80000000;

  private final int mode;
  private final SecretKeySpec rtpKey;
  private final SecretKeySpec rtcpKey;
  private final byte[] rtpSalt;
  private final byte[] rtcpSalt;
  private final Cipher rtpCipher;
  private final Cipher rtcpCipher;
  private final Nonce nonce = new Nonce();
  private final byte[] indexWord = new byte[INDEX_WORD];

  /** The packet sealed last. */
  private int sealedSsrc;

  private long sealedIndex = -1;

  /**
   * @param mode Cipher.ENCRYPT_MODE to seal, Cipher.DECRYPT_MODE to open
   * @param gcm provides AES/GCM/NoPadding
   */
  AesGcmCipher(int mode, SessionKeys keys, Provider gcm) throws GeneralSecurityException {
    this.mode = mode;
    rtpKey = new SecretKeySpec(keys.rtpKey(), "AES");
    rtpSalt = keys.rtpSalt();
    rtcpKey = new SecretKeySpec(keys.rtcpKey(), "AES");
    rtcpSalt = keys.rtcpSalt();
    rtpCipher = Cipher.getInstance("AES/GCM/NoPadding", gcm);
    rtcpCipher = Cipher.getInstance("AES/GCM/NoPadding", gcm);
  }

  @Override
  public int sealRtp(
      byte[] out,
      int outOff,
      int headerLength,
      int ssrc,
      long index,
      byte[] prefix,
      int prefixOff,
      int prefixLen,
      byte[] payload,
      int payloadOff,
      int payloadLen,
      int padding) {
    int at = outOff + headerLength;
    int clearLength = prefixLen + payloadLen + padding;
    byte[] in = payload;
    int inOff = payloadOff;
    if (prefixLen + padding > 0) {
      // One in-place call over the gathered parts costs less than a call to JCE for each part.
      if (prefixLen > 0) {
        System.arraycopy(prefix, prefixOff, out, at, prefixLen);
      }
      System.arraycopy(payload, payloadOff, out, at + prefixLen, payloadLen);
      if (padding > 0) {
        RtpPadding.write(out, at + prefixLen + payloadLen, padding);
      }
      in = out;
      inOff = at;
    }
    try {
      if (ssrc == sealedSsrc && index == sealedIndex) {
        // the same packet again; JCE refuses a nonce twice in a row
        rtpCipher.init(mode, rtpKey, rtpNonce(ssrc, index ^ 1));
      }
      sealedSsrc = ssrc;
      sealedIndex = index;
      rtpCipher.init(mode, rtpKey, rtpNonce(ssrc, index));
      rtpCipher.updateAAD(out, outOff, headerLength);
      return headerLength + rtpCipher.doFinal(in, inOff, clearLength, out, at);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing RTP", e);
    }
  }

  @Override
  public int openRtp(byte[] data, int off, int headerLength, int length, int ssrc, long index) {
    int at = off + headerLength;
    try {
      rtpCipher.init(mode, rtpKey, rtpNonce(ssrc, index));
      rtpCipher.updateAAD(data, off, headerLength);
      return headerLength + rtpCipher.doFinal(data, at, length - headerLength, data, at);
    } catch (AEADBadTagException e) {
      return SrtpResult.FORGED;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("opening SRTP", e);
    }
  }

  @Override
  public int sealRtcp(
      byte[] src, int off, int length, byte[] out, int outOff, int ssrc, int index) {
    System.arraycopy(src, off, out, outOff, RTCP_HEADER);
    BigEndian.putI32(indexWord, 0, ENCRYPTED | index);
    try {
      rtcpCipher.init(mode, rtcpKey, rtcpNonce(ssrc, index));
      rtcpCipher.updateAAD(out, outOff, RTCP_HEADER);
      rtcpCipher.updateAAD(indexWord, 0, INDEX_WORD);
      int sealed =
          RTCP_HEADER
              + rtcpCipher.doFinal(
                  src, off + RTCP_HEADER, length - RTCP_HEADER, out, outOff + RTCP_HEADER);
      System.arraycopy(indexWord, 0, out, outOff + sealed, INDEX_WORD);
      return sealed + INDEX_WORD;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing RTCP", e);
    }
  }

  @Override
  public int openRtcp(byte[] data, int off, int length, int ssrc, int index) {
    int at = off + RTCP_HEADER;
    int sealed = length - INDEX_WORD;
    try {
      rtcpCipher.init(mode, rtcpKey, rtcpNonce(ssrc, index));
      rtcpCipher.updateAAD(data, off, RTCP_HEADER);
      rtcpCipher.updateAAD(data, off + sealed, INDEX_WORD);
      return RTCP_HEADER + rtcpCipher.doFinal(data, at, sealed - RTCP_HEADER, data, at);
    } catch (AEADBadTagException e) {
      return SrtpResult.FORGED;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("opening SRTCP", e);
    }
  }

  /** RFC 7714 section 8.1: two zero bytes, SSRC, ROC, sequence number, XORed with the salt. */
  private GCMParameterSpec rtpNonce(int ssrc, long index) {
    return nonce.fill(rtpSalt, ssrc, index);
  }

  /** RFC 7714 section 9.1: two zero bytes, SSRC, two zero bytes, 31-bit index, salted. */
  private GCMParameterSpec rtcpNonce(int ssrc, int index) {
    return nonce.fill(rtcpSalt, ssrc, index);
  }

  /** JCE's parameters with a nonce that changes, so that one object serves all packets. */
  private static final class Nonce extends GCMParameterSpec {

    private final byte[] bytes = new byte[NONCE];

    Nonce() {
      super(TAG_BITS, new byte[NONCE]);
    }

    Nonce fill(byte[] salt, int ssrc, long index) {
      bytes[0] = salt[0];
      bytes[1] = salt[1];
      for (int i = 0; i < 4; i++) {
        bytes[2 + i] = (byte) (salt[2 + i] ^ ssrc >>> (24 - 8 * i));
      }
      for (int i = 0; i < 6; i++) {
        bytes[6 + i] = (byte) (salt[6 + i] ^ index >>> (40 - 8 * i));
      }
      return this;
    }

    /** A copy, as the contract says: providers keep it to refuse a nonce that comes twice. */
    @Override
    public byte[] getIV() {
      return bytes.clone();
    }
  }
}

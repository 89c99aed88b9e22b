package dev.sluice.server.srtp;

import dev.sluice.server.bytes.BigEndian;
import java.security.GeneralSecurityException;
import java.security.Provider;

/**
 * AES128_CM_HMAC_SHA1_80, RFC 3711 sections 4.1.1 and 4.2.1: encrypt with the keystream, then
 * authenticate header and ciphertext, with the ROC (RTP) or the index word (RTCP) behind them.
 */
final class AesCmHmacSha1Cipher implements SrtpCipher {

  private static final int TAG = 10;
  private static final int RTCP_HEADER = 8;
  private static final int INDEX_WORD = 4;
  private static final int ENCRYPTED = 0x80000000;

  private final AesCounter rtpCounter;
  private final HmacSha1 rtpHmac;
  private final AesCounter rtcpCounter;
  private final HmacSha1 rtcpHmac;

  AesCmHmacSha1Cipher(SessionKeys keys, Provider aes) throws GeneralSecurityException {
    rtpCounter = new AesCounter(keys.rtpKey(), keys.rtpSalt(), aes);
    rtpHmac = new HmacSha1(keys.rtpAuthenticationKey());
    rtcpCounter = new AesCounter(keys.rtcpKey(), keys.rtcpSalt(), aes);
    rtcpHmac = new HmacSha1(keys.rtcpAuthenticationKey());
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
    int clearLength = prefixLen + payloadLen + padding;
    int at = outOff + headerLength;
    rtpCounter.begin(ssrc, index, clearLength);
    if (prefixLen > 0) {
      rtpCounter.apply(prefix, prefixOff, out, at, prefixLen, 0);
    }
    rtpCounter.apply(payload, payloadOff, out, at + prefixLen, payloadLen, prefixLen);
    if (padding > 0) {
      int from = at + prefixLen + payloadLen;
      RtpPadding.write(out, from, padding);
      rtpCounter.apply(out, from, out, from, padding, prefixLen + payloadLen);
    }
    int sealed = headerLength + clearLength;
    byte[] digest = rtpHmac.digest(out, outOff, sealed, (int) (index >>> 16));
    System.arraycopy(digest, 0, out, outOff + sealed, TAG);
    return sealed + TAG;
  }

  @Override
  public int openRtp(byte[] data, int off, int headerLength, int length, int ssrc, long index) {
    int sealed = length - TAG;
    if (differs(rtpHmac.digest(data, off, sealed, (int) (index >>> 16)), data, off + sealed)) {
      return SrtpResult.FORGED;
    }
    int clearLength = sealed - headerLength;
    int at = off + headerLength;
    rtpCounter.begin(ssrc, index, clearLength);
    rtpCounter.apply(data, at, data, at, clearLength, 0);
    return sealed;
  }

  @Override
  public int sealRtcp(
      byte[] src, int off, int length, byte[] out, int outOff, int ssrc, int index) {
    System.arraycopy(src, off, out, outOff, RTCP_HEADER);
    int clearLength = length - RTCP_HEADER;
    rtcpCounter.begin(ssrc, index, clearLength);
    rtcpCounter.apply(src, off + RTCP_HEADER, out, outOff + RTCP_HEADER, clearLength, 0);
    int word = ENCRYPTED | index;
    BigEndian.putI32(out, outOff + length, word);
    byte[] digest = rtcpHmac.digest(out, outOff, length, word);
    System.arraycopy(digest, 0, out, outOff + length + INDEX_WORD, TAG);
    return length + INDEX_WORD + TAG;
  }

  @Override
  public int openRtcp(byte[] data, int off, int length, int ssrc, int index) {
    int sealed = length - INDEX_WORD - TAG;
    byte[] digest = rtcpHmac.digest(data, off, sealed, ENCRYPTED | index);
    if (differs(digest, data, off + length - TAG)) {
      return SrtpResult.FORGED;
    }
    int at = off + RTCP_HEADER;
    rtcpCounter.begin(ssrc, index, sealed - RTCP_HEADER);
    rtcpCounter.apply(data, at, data, at, sealed - RTCP_HEADER, 0);
    return sealed;
  }

  /** Takes the same time wherever the difference is. */
  private static boolean differs(byte[] digest, byte[] data, int off) {
    int difference = 0;
    for (int i = 0; i < TAG; i++) {
      difference |= digest[i] ^ data[off + i];
    }
    return difference != 0;
  }
}

package dev.sluice.server.srtp;

import dev.sluice.server.bytes.BigEndian;
import javax.crypto.Cipher;

/**
 * Seals what we send to one peer under the keys of one DTLS session. Owned by the transport's media
 * loop.
 */
public final class SrtpSender {

  private static final int RTCP_HEADER = 8;
  private static final int SSRC_OFFSET = 8;

  /** E flag and index behind the encrypted part of SRTCP, RFC 3711 section 3.4. */
  private static final int RTCP_INDEX = 4;

  private final SrtpCipher cipher;
  private final SrtpProfile profile;
  private int nextRtcpIndex;

  /** Keys as the handshake exported them; uses their send half. */
  public SrtpSender(SrtpKeys keys) {
    this(keys, SrtpProviders.selected());
  }

  /** The same with ciphers of {@code providers}. */
  public SrtpSender(SrtpKeys keys, SrtpProviders providers) {
    profile = keys.profile();
    cipher = providers.cipher(Cipher.ENCRYPT_MODE, keys.profile(), keys.sendKey(), keys.sendSalt());
  }

  /** Bytes by which sealing makes an RTP packet longer. */
  public int rtpOverhead() {
    return profile.rtpTagLength();
  }

  /** Bytes by which sealing makes an RTCP packet longer. */
  public int rtcpOverhead() {
    return profile.rtcpTagLength() + RTCP_INDEX;
  }

  /**
   * Seals one RTP packet out of place: the header already stands at {@code out[outOff]}; the
   * plaintext is {@code prefix}, {@code payload} and padding, and lands behind it. {@code out}
   * needs room for all of that and the profile's tag, and must not be the array of prefix or
   * payload.
   *
   * <p>The same index must never be sealed for two different packets of one SSRC: with GCM this
   * would give away the authentication key. To retransmit, seal the very same header and payload
   * again or use RTX. RFC 7714 section 8.
   *
   * @param headerLength bytes of header with CSRCs and extensions, which stay in the clear
   * @param index ROC and sequence number; its low 16 bits stand in the header
   * @param prefix may be null when {@code prefixLen} is 0
   * @param padding 0 to 255 bytes of RTP padding; the P bit is the caller's
   * @return the length of the whole datagram, or {@link SrtpResult#KEY_EXHAUSTED}
   */
  public int protectRtp(
      byte[] out,
      int outOff,
      int headerLength,
      long index,
      byte[] prefix,
      int prefixOff,
      int prefixLen,
      byte[] payload,
      int payloadOff,
      int payloadLen,
      int padding) {
    if (index >>> 48 != 0) {
      return SrtpResult.KEY_EXHAUSTED;
    }
    return cipher.sealRtp(
        out,
        outOff,
        headerLength,
        BigEndian.i32(out, outOff + SSRC_OFFSET),
        index,
        prefix,
        prefixOff,
        prefixLen,
        payload,
        payloadOff,
        payloadLen,
        padding);
  }

  /**
   * Seals a compound RTCP packet into another array, where it grows by the tag and 4 bytes. The
   * SRTCP index counts all packets of this sender, so that no SSRC sees one twice.
   *
   * @param len at least 8 bytes
   * @return the sealed length, or {@link SrtpResult#MALFORMED} or {@link SrtpResult#KEY_EXHAUSTED}
   */
  public int protectRtcp(byte[] src, int off, int len, byte[] out, int outOff) {
    if (len < RTCP_HEADER) {
      return SrtpResult.MALFORMED;
    }
    if (nextRtcpIndex < 0) {
      return SrtpResult.KEY_EXHAUSTED;
    }
    return cipher.sealRtcp(
        src, off, len, out, outOff, BigEndian.i32(src, off + 4), nextRtcpIndex++);
  }
}

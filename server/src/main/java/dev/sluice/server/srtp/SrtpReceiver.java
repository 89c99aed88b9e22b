package dev.sluice.server.srtp;

import dev.sluice.server.bytes.BigEndian;
import javax.crypto.Cipher;

/**
 * Opens what one peer sends: SRTP and SRTCP of all its SSRCs under the keys of one DTLS session.
 * Owned by the transport's media loop.
 *
 * <p>An SSRC gets state only after one of its packets proved authentic, and state moves only for
 * authentic packets, so nobody without the keys can make it forget or grow.
 */
public final class SrtpReceiver {

  private static final int RTP_HEADER = 12;
  private static final int RTCP_HEADER = 8;
  private static final int INDEX_WORD = 4;
  private static final int VERSION_BITS = 0xC0;
  private static final int VERSION_2 = 0x80;
  private static final int EXTENSION_BIT = 0x10;
  private static final int CSRC_COUNT = 0x0F;
  private static final int HALF_SEQUENCE = 0x8000;
  private static final long MAX_ROC = 0xFFFFFFFFL;

  private final SrtpCipher cipher;
  private final int rtpTagLength;
  private final int rtcpTagLength;

  /** Where the SRTCP index word stands, counted from the packet's end: RFC 7714 puts it last. */
  private final int indexWordFromEnd;

  private final SsrcTable rtpSources;
  private final SsrcTable rtcpSources;
  private long lastIndex;

  /** Keys as the handshake exported them; uses their receive half. */
  public SrtpReceiver(SrtpKeys keys, SrtpOptions options) {
    this(keys, options, SrtpProviders.selected());
  }

  /** The same with ciphers of {@code providers}. */
  public SrtpReceiver(SrtpKeys keys, SrtpOptions options, SrtpProviders providers) {
    SrtpProfile profile = keys.profile();
    cipher = providers.cipher(Cipher.DECRYPT_MODE, profile, keys.receiveKey(), keys.receiveSalt());
    rtpTagLength = profile.rtpTagLength();
    rtcpTagLength = profile.rtcpTagLength();
    indexWordFromEnd = profile.aead() ? INDEX_WORD : INDEX_WORD + rtcpTagLength;
    rtpSources = new SsrcTable(options.maxSsrcs(), options.rtpReplayWindow());
    rtcpSources = new SsrcTable(options.maxSsrcs(), options.rtcpReplayWindow());
  }

  /**
   * Opens one SRTP packet in place; {@code data[off, off + len)} holds header, ciphertext and tag.
   * If it is refused, what stands behind the header is undefined. RFC 3711 section 3.3, RFC 7714
   * section 8.
   *
   * @return the clear length in bytes, or a code of {@link SrtpResult}
   */
  public int unprotectRtp(byte[] data, int off, int len) {
    int headerLength = rtpHeaderLength(data, off, len);
    if (headerLength < 0 || len < headerLength + rtpTagLength) {
      return SrtpResult.MALFORMED;
    }
    int sequence = BigEndian.u16(data, off + 2);
    int ssrc = BigEndian.i32(data, off + 8);
    ReplayWindow window = rtpSources.find(ssrc);
    long index = window == null ? sequence : estimateIndex(window.highest(), sequence);
    if (window != null && !window.accepts(index)) {
      return SrtpResult.REPLAYED;
    }
    int clearLength = cipher.openRtp(data, off, headerLength, len, ssrc, index);
    if (clearLength < 0) {
      return clearLength;
    }
    if (window == null) {
      window = rtpSources.add(ssrc);
      if (window == null) {
        return SrtpResult.TOO_MANY_SSRCS;
      }
    }
    window.record(index);
    lastIndex = index;
    return clearLength;
  }

  /** The 48-bit index (ROC and sequence number) of the RTP packet opened last. */
  public long lastIndex() {
    return lastIndex;
  }

  /**
   * Opens one SRTCP packet in place; {@code data[off, off + len)} holds the compound packet, index
   * word and tag. If it is refused, what stands behind the first 8 bytes is undefined. RFC 3711
   * section 3.4, RFC 7714 section 9.
   *
   * @return the clear length in bytes, or a code of {@link SrtpResult}
   */
  public int unprotectRtcp(byte[] data, int off, int len) {
    if (len < RTCP_HEADER + INDEX_WORD + rtcpTagLength || (data[off] & VERSION_BITS) != VERSION_2) {
      return SrtpResult.MALFORMED;
    }
    int word = BigEndian.i32(data, off + len - indexWordFromEnd);
    if (word >= 0) {
      return SrtpResult.UNENCRYPTED;
    }
    int index = word & 0x7FFFFFFF;
    int ssrc = BigEndian.i32(data, off + 4);
    ReplayWindow window = rtcpSources.find(ssrc);
    if (window != null && !window.accepts(index)) {
      return SrtpResult.REPLAYED;
    }
    int clearLength = cipher.openRtcp(data, off, len, ssrc, index);
    if (clearLength < 0) {
      return clearLength;
    }
    if (window == null) {
      window = rtcpSources.add(ssrc);
      if (window == null) {
        return SrtpResult.TOO_MANY_SSRCS;
      }
    }
    window.record(index);
    return clearLength;
  }

  /**
   * RFC 3711 section 3.3.1: the index with this sequence number that is nearest to the highest one
   * seen. There is nothing before ROC 0, so there the packet must lie ahead.
   */
  static long estimateIndex(long highest, int sequence) {
    long roc = highest >>> 16;
    int highestSequence = (int) highest & 0xFFFF;
    if (highestSequence < HALF_SEQUENCE) {
      if (sequence - highestSequence > HALF_SEQUENCE && roc > 0) {
        roc--;
      }
    } else if (highestSequence - HALF_SEQUENCE > sequence && roc < MAX_ROC) {
      roc++;
    }
    return roc << 16 | sequence;
  }

  /** Header with CSRCs and extension block, or -1 if the packet does not hold it. */
  private static int rtpHeaderLength(byte[] data, int off, int len) {
    if (len < RTP_HEADER || (data[off] & VERSION_BITS) != VERSION_2) {
      return -1;
    }
    int length = RTP_HEADER + 4 * (data[off] & CSRC_COUNT);
    if ((data[off] & EXTENSION_BIT) != 0) {
      if (len < length + 4) {
        return -1;
      }
      int words = BigEndian.u16(data, off + length + 2);
      length += 4 + 4 * words;
    }
    return length <= len ? length : -1;
  }
}

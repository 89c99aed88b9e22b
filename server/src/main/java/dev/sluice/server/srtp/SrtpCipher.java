package dev.sluice.server.srtp;

/**
 * The transform of one direction of a session, RTP and RTCP: what lies below indices and replay
 * windows. An instance belongs to one thread and keeps its key schedules; a sender's instance seals
 * and a receiver's opens.
 *
 * <p>Packets are given as byte[] because every JCE provider is slower with direct buffers.
 */
interface SrtpCipher {

  /**
   * Seals an RTP packet whose header already stands at {@code out[outOff]}. The plaintext is
   * prefix, payload and {@code padding} bytes of RTP padding.
   *
   * @param index the 48-bit packet index, ROC and sequence number
   * @return the length from {@code outOff} to the end of the tag
   */
  int sealRtp(
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
      int padding);

  /**
   * Opens an RTP packet in place. When the tag does not match, what stands behind the header is
   * undefined.
   *
   * @param length header, ciphertext and tag; at least {@code headerLength} and a tag
   * @return the clear length, or {@link SrtpResult#FORGED}
   */
  int openRtp(byte[] data, int off, int headerLength, int length, int ssrc, long index);

  /**
   * Seals a compound RTCP packet into {@code out} and appends index and tag.
   *
   * @param index the 31-bit SRTCP index
   * @return the sealed length
   */
  int sealRtcp(byte[] src, int off, int length, byte[] out, int outOff, int ssrc, int index);

  /**
   * Opens an SRTCP packet in place.
   *
   * @param length header, ciphertext, tag and index word, at least 12 bytes and a tag
   * @param index the 31-bit index read from the packet
   * @return the clear length, or {@link SrtpResult#FORGED}
   */
  int openRtcp(byte[] data, int off, int length, int ssrc, int index);
}

package dev.sluice.server.media;

import dev.sluice.server.bytes.BigEndian;

/**
 * Takes what a TCP connection brings apart into frames, each of which is what would be a datagram
 * over UDP. RFC 4571 section 2, RFC 6544 section 10.1:
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------------------------------+-------------------------------+
 *  |             LENGTH            |  STUN, DTLS, SRTP or SRTCP …  |
 *  +-------------------------------+-------------------------------+
 * </pre>
 *
 * A frame that came as a whole is handed on where it stands; only one that was cut is gathered, in
 * an array that never grows. A null frame (length 0) means nothing; one that is too long is told
 * and passed over. Sans-IO.
 */
final class FrameReader {

  /** Bytes of LENGTH. */
  static final int PREFIX_LENGTH = 2;

  /** Takes frames during {@link #read}. */
  interface Sink {

    /** {@code data[offset, offset + length)} may be changed in place during the call. */
    void onFrame(byte[] data, int offset, int length);

    /** A frame begins that is longer than any may be; it is passed over. */
    void onTooLong();
  }

  private final int maxLength;
  private final byte[] gathered;
  private int have;
  private int toSkip;

  /**
   * @param maxLength the longest frame that is handed on
   */
  FrameReader(int maxLength) {
    this.maxLength = maxLength;
    this.gathered = new byte[PREFIX_LENGTH + maxLength];
  }

  /** The next bytes of the connection. */
  void read(byte[] data, int offset, int length, Sink sink) {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (toSkip > 0) {
        int skipped = Math.min(toSkip, end - at);
        toSkip -= skipped;
        at += skipped;
      } else if (have > 0 || end - at < PREFIX_LENGTH) {
        at = gather(data, at, end, sink);
      } else {
        at = readInPlace(data, at, end, sink);
      }
    }
  }

  private int readInPlace(byte[] data, int at, int end, Sink sink) {
    int frameLength = BigEndian.u16(data, at);
    int body = at + PREFIX_LENGTH;
    if (frameLength > maxLength) {
      skip(frameLength, sink);
      return body;
    }
    if (end - body < frameLength) {
      return gather(data, at, end, sink);
    }
    if (frameLength > 0) {
      sink.onFrame(data, body, frameLength);
    }
    return body + frameLength;
  }

  /** Adds to the frame being gathered, first its length, then its body. */
  private int gather(byte[] data, int at, int end, Sink sink) {
    int wanted = have < PREFIX_LENGTH ? PREFIX_LENGTH : PREFIX_LENGTH + BigEndian.u16(gathered, 0);
    int taken = Math.min(wanted - have, end - at);
    System.arraycopy(data, at, gathered, have, taken);
    have += taken;
    if (have == PREFIX_LENGTH) {
      int frameLength = BigEndian.u16(gathered, 0);
      if (frameLength > maxLength) {
        have = 0;
        skip(frameLength, sink);
      } else if (frameLength == 0) {
        have = 0;
      }
    } else if (have == wanted && have > PREFIX_LENGTH) {
      have = 0;
      sink.onFrame(gathered, PREFIX_LENGTH, wanted - PREFIX_LENGTH);
    }
    return at + taken;
  }

  private void skip(int frameLength, Sink sink) {
    toSkip = frameLength;
    sink.onTooLong();
  }
}

package dev.sluice.server.srtp;

import java.util.Arrays;

/** RTP padding, RFC 3550 section 5.1: zeros, and the count of all of them in the last byte. */
final class RtpPadding {

  private RtpPadding() {}

  /** Writes {@code length} bytes, 1 to 255. */
  static void write(byte[] out, int off, int length) {
    Arrays.fill(out, off, off + length - 1, (byte) 0);
    out[off + length - 1] = (byte) length;
  }
}

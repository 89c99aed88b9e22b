package dev.sluice.server.rtp;

import java.util.HexFormat;

/** Packets the RTP tests share, as hex; spaces are for the reader. */
final class RtpPackets {

  /** V=2, marker, payload type 96, sequence number 0x1234, payload "abcd". */
  static final byte[] PLAIN = hex("80e01234 01020304 a1b2c3d4 61626364");

  /** Two contributing sources in front of a payload of two bytes. */
  static final byte[] WITH_CSRCS = hex("82600001 00000002 00000003 0000000a 0000000b 7879");

  /** A payload of two bytes and four bytes of padding. */
  static final byte[] PADDED = hex("a0600001 00000002 00000003 7879 00000004");

  /**
   * The shape of a browser's simulcast packet: mid (id 1) "0", rid (2) "hi", transport-wide
   * sequence number (3), absolute send time (4), with padding between and behind.
   */
  static final byte[] SIMULCAST =
      hex("90600001 00000bb8 00000001 bede0004 1030 00 216869 310101 00 42abcdef 0000 1090809d");

  /** The elements drawn in RFC 8285 §4.2, ids 1 to 3. */
  static final byte[] RFC_8285_ONE_BYTE =
      hex("90600001 00000002 00000003 bede0003 10aa 21bbcc 0000 33ddeeff11 99");

  /** The elements drawn in RFC 8285 §4.3, ids 1 to 3, the first one empty. */
  static final byte[] RFC_8285_TWO_BYTE =
      hex("90600001 00000002 00000003 10000003 0100 0201aa 00 0304bbccddee 99");

  private RtpPackets() {}

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }
}

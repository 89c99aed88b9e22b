package dev.sluice.server.rtp.codec;

import java.util.Arrays;
import java.util.HexFormat;

/** Payloads as hex; spaces are for the reader. */
final class Payloads {

  /** RFC 7741 §4.6.1: a key frame in one packet, 7-bit picture id 17. */
  static final byte[] VP8_RFC_KEYFRAME = hex("908011 100200 9d012a 8002e001");

  /** All fields: picture id 4711 in 15 bits, TL0PICIDX 211, TID 1, Y, KEYIDX 9; an inter frame. */
  static final byte[] VP8_ALL_FIELDS = hex("90f0 9267 d3 69 31");

  /** First packet of a keyframe of three spatial layers, with their sizes and a group of one. */
  static final byte[] VP9_SVC_KEYFRAME =
      hex("aa 8abc 00 1f 58 0140 00b4 0280 0168 0500 02d0 01 04 01 8249");

  /** Second packet of spatial layer 1: predicted, temporal layer 2, depends on layer 0. */
  static final byte[] VP9_SVC_INTER = hex("e4 8abd 53 20 8612");

  /** Flexible mode with three references. */
  static final byte[] VP9_FLEXIBLE = hex("d8 7f 03 05 06 8612");

  private Payloads() {}

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  static byte[] cut(byte[] data, int length) {
    return Arrays.copyOf(data, length);
  }
}

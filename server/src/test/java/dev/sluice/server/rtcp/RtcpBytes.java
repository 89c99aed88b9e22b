package dev.sluice.server.rtcp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** RTCP packets the tests share, as hex; spaces are for the reader. */
final class RtcpBytes {

  static final byte[] SENDER_REPORT =
      hex(
          "81c8000c 11223344 e1234567 89abcdef 00bc614e ffffffff 80000001"
              + "aabbccdd 19 000102 00010203 00000007 456789ab 00010000");

  static final byte[] RECEIVER_REPORT_OF_TWO =
      hex(
          "82c9000d 11223344"
              + "aabbccdd ff 7fffff ffffffff ffffffff ffffffff ffffffff"
              + "aabbccde 00 ffffff 00000000 00000000 00000000 00000000");

  /** CNAME "sluice" followed by a tool item, then a chunk that has no CNAME. */
  static final byte[] SOURCE_DESCRIPTION =
      hex("82ca0007 11223344 0106736c75696365 0602 7878 00000000 11223345 00000000");

  static final byte[] GOODBYE_WITH_REASON = hex("82cb0003 11223344 11223345 03627965");

  /** 0xffdc and 0xffec; 0xfffe, 0xffff, 0, 1 and 3; 0x14; 0x64. */
  static final byte[] NACK_OVER_THE_WRAP =
      hex("81cd0006 12345678 23456789 ffdc8000 fffe0017 00140000 00640000");

  static final byte[] PLI = hex("81ce0002 12345678 23456789");

  static final byte[] FIR_OF_TWO =
      hex("84ce0006 12345678 00000000 23456789 0a000000 2345678a ff000000");

  /** 522022 bit/s for three streams. */
  static final byte[] REMB =
      hex("8fce0007 12345678 00000000 52454d42 0307fb93 23456789 2345678a 2345678b");

  /** One packet received 37 ms after the reference time; padded, as browsers send it. */
  static final byte[] TRANSPORT_FEEDBACK_OF_ONE =
      hex("afcd0005 fa17fa17 43032fa0 00990001 3de80217 2001 94 01");

  private RtcpBytes() {}

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  static byte[] join(byte[]... packets) {
    int length = 0;
    for (byte[] packet : packets) {
      length += packet.length;
    }
    byte[] joined = new byte[length];
    int position = 0;
    for (byte[] packet : packets) {
      System.arraycopy(packet, 0, joined, position, packet.length);
      position += packet.length;
    }
    return joined;
  }

  static byte[][] all() {
    return new byte[][] {
      SENDER_REPORT,
      RECEIVER_REPORT_OF_TWO,
      SOURCE_DESCRIPTION,
      GOODBYE_WITH_REASON,
      NACK_OVER_THE_WRAP,
      PLI,
      FIR_OF_TWO,
      REMB,
      TRANSPORT_FEEDBACK_OF_ONE
    };
  }

  /** Reads a datagram that must be whole. */
  static List<RtcpPacket> read(byte[] data) {
    List<RtcpPacket> packets = new ArrayList<>();
    int malformed = RtcpReader.read(data, 0, data.length, packets::add);
    if (malformed != 0) {
      throw new AssertionError(malformed + " malformed in " + HexFormat.of().formatHex(data));
    }
    return packets;
  }

  /** Reads a datagram of one whole packet. */
  static RtcpPacket readOne(byte[] data) {
    List<RtcpPacket> packets = read(data);
    if (packets.size() != 1) {
      throw new AssertionError(packets);
    }
    return packets.get(0);
  }

  /** How many packets of data are malformed. */
  static int malformed(byte[] data) {
    return RtcpReader.read(data, 0, data.length, packet -> {});
  }

  static byte[] cut(byte[] data, int length) {
    return Arrays.copyOf(data, length);
  }
}

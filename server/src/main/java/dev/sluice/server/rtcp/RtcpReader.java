package dev.sluice.server.rtcp;

import static dev.sluice.server.rtcp.RtcpTypes.FEEDBACK_SSRCS_LENGTH;
import static dev.sluice.server.rtcp.RtcpTypes.HEADER_LENGTH;
import static dev.sluice.server.rtcp.RtcpTypes.PADDING_BIT;
import static dev.sluice.server.rtcp.RtcpTypes.REPORT_BLOCK_LENGTH;
import static dev.sluice.server.rtcp.RtcpTypes.SENDER_INFO_LENGTH;

import dev.sluice.server.bytes.BigEndian;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Takes RTCP datagrams apart, compound (RFC 3550 §6.1) or reduced-size (RFC 5506).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |V=2|P|  count  |  packet type  |  length in words, minus one   |
 * </pre>
 *
 * <p>A packet whose body is broken is skipped and counted; the rest of the datagram is still read.
 * When the framing itself is broken, reading ends there.
 */
public final class RtcpReader {

  /** Packets read from one datagram; the rest is ignored and counts as one malformed packet. */
  public static final int MAX_PACKETS = 64;

  private RtcpReader() {}

  /**
   * Reads data[offset, offset+length), which must be clear, and gives each packet to {@code
   * consumer} in order.
   *
   * @return how many packets were malformed; 0 when all were read
   */
  public static int read(byte[] data, int offset, int length, Consumer<RtcpPacket> consumer) {
    int end = offset + length;
    int position = offset;
    int malformed = 0;
    for (int i = 0; position < end; i++) {
      if (i == MAX_PACKETS || end - position < HEADER_LENGTH || (data[position] & 0xc0) != 0x80) {
        return malformed + 1;
      }
      int packetLength = (BigEndian.u16(data, position + 2) + 1) * 4;
      if (packetLength > end - position) {
        return malformed + 1;
      }
      RtcpPacket packet = readPacketOrNull(data, position, packetLength);
      if (packet == null) {
        malformed++;
      } else {
        consumer.accept(packet);
      }
      position += packetLength;
    }
    return length > 0 ? malformed : 1;
  }

  private static RtcpPacket readPacketOrNull(byte[] data, int offset, int packetLength) {
    int bodyLength = packetLength - HEADER_LENGTH;
    if ((data[offset] & PADDING_BIT) != 0) {
      int padding = BigEndian.u8(data, offset + packetLength - 1);
      if (padding == 0 || padding > bodyLength) {
        return null;
      }
      bodyLength -= padding;
    }
    int count = data[offset] & 0x1f;
    int packetType = BigEndian.u8(data, offset + 1);
    int body = offset + HEADER_LENGTH;
    return switch (packetType) {
      case RtcpTypes.SENDER_REPORT -> senderReportOrNull(count, data, body, bodyLength);
      case RtcpTypes.RECEIVER_REPORT -> receiverReportOrNull(count, data, body, bodyLength);
      case RtcpTypes.SOURCE_DESCRIPTION -> sourceDescriptionOrNull(count, data, body, bodyLength);
      case RtcpTypes.GOODBYE -> goodbyeOrNull(count, data, body, bodyLength);
      case RtcpTypes.TRANSPORT_LAYER_FEEDBACK ->
          transportLayerFeedbackOrNull(count, data, body, bodyLength);
      case RtcpTypes.PAYLOAD_SPECIFIC_FEEDBACK ->
          payloadSpecificFeedbackOrNull(count, data, body, bodyLength);
      default -> new UnknownRtcp(packetType, count, HEADER_LENGTH + bodyLength);
    };
  }

  private static RtcpPacket senderReportOrNull(int count, byte[] data, int body, int length) {
    int blocksOffset = 4 + SENDER_INFO_LENGTH;
    if (length < blocksOffset + count * REPORT_BLOCK_LENGTH) {
      return null;
    }
    return new SenderReport(
        BigEndian.i32(data, body),
        BigEndian.i64(data, body + 4),
        BigEndian.i32(data, body + 12),
        BigEndian.u32(data, body + 16),
        BigEndian.u32(data, body + 20),
        reportBlocks(count, data, body + blocksOffset));
  }

  private static RtcpPacket receiverReportOrNull(int count, byte[] data, int body, int length) {
    if (length < 4 + count * REPORT_BLOCK_LENGTH) {
      return null;
    }
    return new ReceiverReport(BigEndian.i32(data, body), reportBlocks(count, data, body + 4));
  }

  private static List<ReportBlock> reportBlocks(int count, byte[] data, int offset) {
    List<ReportBlock> blocks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int at = offset + i * REPORT_BLOCK_LENGTH;
      blocks.add(
          new ReportBlock(
              BigEndian.i32(data, at),
              BigEndian.u8(data, at + 4),
              (BigEndian.u24(data, at + 5) << 8) >> 8,
              BigEndian.u32(data, at + 8),
              BigEndian.u32(data, at + 12),
              BigEndian.u32(data, at + 16),
              BigEndian.u32(data, at + 20)));
    }
    return blocks;
  }

  private static RtcpPacket sourceDescriptionOrNull(int count, byte[] data, int body, int length) {
    List<SourceDescription.Chunk> chunks = new ArrayList<>(count);
    int end = body + length;
    int position = body;
    for (int i = 0; i < count; i++) {
      if (position + 4 > end) {
        return null;
      }
      int ssrc = BigEndian.i32(data, position);
      String cname = "";
      int item = position + 4;
      while (item < end && data[item] != 0) {
        if (item + 2 > end) {
          return null;
        }
        int itemLength = BigEndian.u8(data, item + 1);
        if (item + 2 + itemLength > end) {
          return null;
        }
        if (data[item] == RtcpTypes.SDES_CNAME) {
          cname = new String(data, item + 2, itemLength, StandardCharsets.UTF_8);
        }
        item += 2 + itemLength;
      }
      if (item == end) {
        return null; // the items of a chunk end with a zero byte
      }
      chunks.add(new SourceDescription.Chunk(ssrc, cname));
      // the next chunk starts at the next word behind the zero byte
      position = body + (((item - body) / 4) + 1) * 4;
    }
    return new SourceDescription(chunks);
  }

  private static RtcpPacket goodbyeOrNull(int count, byte[] data, int body, int length) {
    if (length < count * 4) {
      return null;
    }
    return new Goodbye(ssrcs(count, data, body));
  }

  private static List<Integer> ssrcs(int count, byte[] data, int offset) {
    List<Integer> ssrcs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ssrcs.add(BigEndian.i32(data, offset + i * 4));
    }
    return ssrcs;
  }

  private static RtcpPacket transportLayerFeedbackOrNull(
      int format, byte[] data, int body, int length) {
    if (length < FEEDBACK_SSRCS_LENGTH) {
      return null;
    }
    int senderSsrc = BigEndian.i32(data, body);
    int mediaSsrc = BigEndian.i32(data, body + 4);
    int fci = body + FEEDBACK_SSRCS_LENGTH;
    int fciLength = length - FEEDBACK_SSRCS_LENGTH;
    return switch (format) {
      case RtcpTypes.FORMAT_NACK -> nackOrNull(senderSsrc, mediaSsrc, data, fci, fciLength);
      case RtcpTypes.FORMAT_TRANSPORT_CC ->
          TransportFeedback.readOrNull(senderSsrc, mediaSsrc, data, fci, fciLength);
      default ->
          new UnknownRtcp(RtcpTypes.TRANSPORT_LAYER_FEEDBACK, format, HEADER_LENGTH + length);
    };
  }

  private static RtcpPacket nackOrNull(
      int senderSsrc, int mediaSsrc, byte[] data, int fci, int length) {
    if (length < 4) {
      return null;
    }
    List<Integer> sequenceNumbers = new ArrayList<>();
    for (int at = fci; at + 4 <= fci + length; at += 4) {
      int packetId = BigEndian.u16(data, at);
      int following = BigEndian.u16(data, at + 2);
      // bit 0 stands for the PID itself, bit n for the n-th packet behind it
      int missing = (following << 1) | 1;
      for (int n = 0; missing != 0; n++, missing >>>= 1) {
        if (sequenceNumbers.size() == GenericNack.MAX_SEQUENCE_NUMBERS) {
          return new GenericNack(senderSsrc, mediaSsrc, sequenceNumbers);
        }
        if ((missing & 1) != 0) {
          sequenceNumbers.add((packetId + n) & 0xffff);
        }
      }
    }
    return new GenericNack(senderSsrc, mediaSsrc, sequenceNumbers);
  }

  private static RtcpPacket payloadSpecificFeedbackOrNull(
      int format, byte[] data, int body, int length) {
    if (length < FEEDBACK_SSRCS_LENGTH) {
      return null;
    }
    int senderSsrc = BigEndian.i32(data, body);
    int fci = body + FEEDBACK_SSRCS_LENGTH;
    int fciLength = length - FEEDBACK_SSRCS_LENGTH;
    return switch (format) {
      case RtcpTypes.FORMAT_PLI ->
          new PictureLossIndication(senderSsrc, BigEndian.i32(data, body + 4));
      case RtcpTypes.FORMAT_FIR -> firOrNull(senderSsrc, data, fci, fciLength);
      case RtcpTypes.FORMAT_APPLICATION -> applicationOrNull(senderSsrc, data, fci, fciLength);
      default ->
          new UnknownRtcp(RtcpTypes.PAYLOAD_SPECIFIC_FEEDBACK, format, HEADER_LENGTH + length);
    };
  }

  private static RtcpPacket applicationOrNull(int senderSsrc, byte[] data, int fci, int length) {
    if (length >= 4 && BigEndian.i32(data, fci) == RtcpTypes.REMB_IDENTIFIER) {
      return rembOrNull(senderSsrc, data, fci + 4, length - 4);
    }
    return new UnknownRtcp(
        RtcpTypes.PAYLOAD_SPECIFIC_FEEDBACK,
        RtcpTypes.FORMAT_APPLICATION,
        HEADER_LENGTH + FEEDBACK_SSRCS_LENGTH + length);
  }

  private static RtcpPacket firOrNull(int senderSsrc, byte[] data, int fci, int length) {
    if (length < 8) {
      return null;
    }
    List<FullIntraRequest.Entry> entries = new ArrayList<>();
    for (int at = fci; at + 8 <= fci + length; at += 8) {
      entries.add(new FullIntraRequest.Entry(BigEndian.i32(data, at), BigEndian.u8(data, at + 4)));
    }
    return new FullIntraRequest(senderSsrc, entries);
  }

  /** Count of SSRCs (8 bits), exponent (6), mantissa (18), SSRCs. */
  private static RtcpPacket rembOrNull(int senderSsrc, byte[] data, int offset, int length) {
    if (length < 4) {
      return null;
    }
    int count = BigEndian.u8(data, offset);
    int exponent = BigEndian.u8(data, offset + 1) >> 2;
    long mantissa = BigEndian.u24(data, offset + 1) & 0x3ffff;
    long bitrateBps = mantissa << exponent;
    if (length < 4 + count * 4 || bitrateBps < 0 || bitrateBps >>> exponent != mantissa) {
      return null;
    }
    return new ReceiverEstimatedMaxBitrate(senderSsrc, bitrateBps, ssrcs(count, data, offset + 4));
  }
}

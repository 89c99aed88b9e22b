package dev.sluice.server.rtcp;

/** Numbers on the wire: packet types, feedback formats and lengths. */
final class RtcpTypes {

  /** RFC 3550 §12.1. */
  static final int SENDER_REPORT = 200;

  static final int RECEIVER_REPORT = 201;
  static final int SOURCE_DESCRIPTION = 202;
  static final int GOODBYE = 203;

  /** RFC 4585 §6.1. */
  static final int TRANSPORT_LAYER_FEEDBACK = 205;

  static final int PAYLOAD_SPECIFIC_FEEDBACK = 206;

  /** Formats of transport layer feedback. */
  static final int FORMAT_NACK = 1;

  static final int FORMAT_TRANSPORT_CC = 15;

  /** Formats of payload-specific feedback. */
  static final int FORMAT_PLI = 1;

  static final int FORMAT_FIR = 4;
  static final int FORMAT_APPLICATION = 15;

  /** "REMB" in ASCII. */
  static final int REMB_IDENTIFIER = 0x5245_4d42;

  /** Largest value of the count field in a header's first byte. */
  static final int MAX_COUNT = 31;

  static final int HEADER_LENGTH = 4;
  static final int REPORT_BLOCK_LENGTH = 24;
  static final int SENDER_INFO_LENGTH = 20;

  /** SSRC of the packet sender and of the media source, in every feedback packet. */
  static final int FEEDBACK_SSRCS_LENGTH = 8;

  static final int PADDING_BIT = 0x20;
  static final int SDES_CNAME = 1;

  private RtcpTypes() {}
}

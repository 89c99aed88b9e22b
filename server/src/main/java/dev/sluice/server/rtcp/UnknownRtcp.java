package dev.sluice.server.rtcp;

/**
 * A well-framed packet of a kind Sluice does not read.
 *
 * @param packetType 192 to 223
 * @param format the count or format field, 0 to 31
 * @param lengthBytes with header, without padding
 */
public record UnknownRtcp(int packetType, int format, int lengthBytes) implements RtcpPacket {}

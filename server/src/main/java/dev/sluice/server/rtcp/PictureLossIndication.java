package dev.sluice.server.rtcp;

/**
 * A request for a keyframe after loss. RFC 4585 §6.3.1.
 *
 * @param senderSsrc who asks
 * @param mediaSsrc the stream to refresh
 */
public record PictureLossIndication(int senderSsrc, int mediaSsrc) implements RtcpPacket {}

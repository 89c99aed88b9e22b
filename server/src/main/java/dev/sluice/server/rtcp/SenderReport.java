package dev.sluice.server.rtcp;

import java.util.List;

/**
 * What a source sent so far, and when its RTP clock showed what. RFC 3550 §6.4.1.
 *
 * @param ssrc the sender
 * @param ntp NTP timestamp in 32.32 fixed point, seconds since 1900
 * @param rtpTimestamp the same instant on the sender's RTP clock
 * @param packets RTP packets sent, 0 to 2^32 - 1
 * @param octets payload bytes sent, 0 to 2^32 - 1
 * @param blocks at most 31
 */
public record SenderReport(
    int ssrc, long ntp, int rtpTimestamp, long packets, long octets, List<ReportBlock> blocks)
    implements RtcpPacket {

  public SenderReport {
    blocks = List.copyOf(blocks);
  }

  /** The middle 32 bits of {@link #ntp}, which receivers repeat as {@link ReportBlock#lastSr}. */
  public long ntpMiddle() {
    return (ntp >>> 16) & 0xffff_ffffL;
  }
}

package dev.sluice.server.rtcp;

import java.util.List;

/**
 * Reports from a peer that sends no media itself. RFC 3550 §6.4.2.
 *
 * @param ssrc the reporter
 * @param blocks at most 31
 */
public record ReceiverReport(int ssrc, List<ReportBlock> blocks) implements RtcpPacket {

  public ReceiverReport {
    blocks = List.copyOf(blocks);
  }
}

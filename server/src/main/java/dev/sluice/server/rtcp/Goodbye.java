package dev.sluice.server.rtcp;

import java.util.List;

/**
 * Sources that stopped; the reason text is skipped. RFC 3550 §6.6.
 *
 * @param ssrcs at most 31
 */
public record Goodbye(List<Integer> ssrcs) implements RtcpPacket {

  public Goodbye {
    ssrcs = List.copyOf(ssrcs);
  }
}

package dev.sluice.server.rtcp;

import java.util.List;

/**
 * What a receiver believes it can take in total. draft-alvestrand-rmcat-remb-03 §2.2.
 *
 * @param senderSsrc who estimates
 * @param bitrateBps bits per second, never negative
 * @param ssrcs the streams it covers, at most 255
 */
public record ReceiverEstimatedMaxBitrate(int senderSsrc, long bitrateBps, List<Integer> ssrcs)
    implements RtcpPacket {

  public ReceiverEstimatedMaxBitrate {
    ssrcs = List.copyOf(ssrcs);
  }
}

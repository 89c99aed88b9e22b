package dev.sluice.server.rtcp;

import java.util.List;

/**
 * Requests for keyframes, one per stream. RFC 5104 §4.3.1.
 *
 * @param senderSsrc who asks
 * @param entries bounded by the datagram
 */
public record FullIntraRequest(int senderSsrc, List<Entry> entries) implements RtcpPacket {

  public FullIntraRequest {
    entries = List.copyOf(entries);
  }

  /**
   * One stream.
   *
   * @param ssrc the stream to refresh
   * @param commandSequence 0 to 255; a repeated number repeats an old request
   */
  public record Entry(int ssrc, int commandSequence) {}
}

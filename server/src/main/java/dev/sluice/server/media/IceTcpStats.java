package dev.sluice.server.media;

import java.util.Map;

/**
 * What became of the TCP connections for ICE, those of the HTTP port included. Counters grow as
 * long as the server lives.
 *
 * @param accepted connections that were taken up
 * @param unproven open now, without a valid check so far
 * @param refused closed before they belonged to a transport, every reason present
 */
public record IceTcpStats(long accepted, int unproven, Map<TcpRefusal, Long> refused) {

  public IceTcpStats {
    refused = Map.copyOf(refused);
  }
}

package dev.sluice.server.transport;

import dev.sluice.server.dtls.DtlsRole;
import dev.sluice.server.ice.IceStats;
import dev.sluice.server.srtp.SrtpProfile;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All there is to say about one transport at one moment, for people who look into it. Holds neither
 * credentials nor keys nor fingerprints.
 *
 * @param state in lower case: connecting, connected, interrupted, failed, closed
 * @param path over which is sent
 * @param dtlsRole ours
 * @param srtp the agreed profile, once the handshake is over
 * @param roundTripNanos the last measured
 * @param media what was agreed
 * @param transcript what was offered and answered last, made unrecognisable; may be empty
 * @param counters they only grow
 * @param events the latest, the oldest of them first
 * @param eventsForgotten how many there were before those
 */
public record TransportReport(
    String state,
    IceStats ice,
    Optional<Path> path,
    DtlsRole dtlsRole,
    Optional<SrtpProfile> srtp,
    OptionalLong roundTripNanos,
    List<MediaParameters> media,
    Transcript transcript,
    TransportStats counters,
    List<TransportEvent> events,
    long eventsForgotten) {

  /**
   * A pair of addresses. They are the peer's and ours, and not everybody's business.
   *
   * @param reliable TCP, else UDP
   */
  public record Path(InetSocketAddress local, InetSocketAddress remote, boolean reliable) {}
}

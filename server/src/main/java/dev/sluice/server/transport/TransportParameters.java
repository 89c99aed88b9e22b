package dev.sluice.server.transport;

import dev.sluice.server.dtls.DtlsRole;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.ice.IceCredentials;
import java.util.List;

/**
 * What offer and answer agreed for the one bundled transport.
 *
 * @param localIce our credentials; the ufrag keys the transport in the socket layer
 * @param remoteIce the peer's credentials
 * @param dtlsRole our role
 * @param remoteFingerprints the peer's certificate must match one of them; not empty
 */
public record TransportParameters(
    IceCredentials localIce,
    IceCredentials remoteIce,
    DtlsRole dtlsRole,
    List<Fingerprint> remoteFingerprints) {

  public TransportParameters {
    remoteFingerprints = List.copyOf(remoteFingerprints);
  }
}

package dev.sluice.server.dtls;

import java.util.List;
import java.util.concurrent.Executor;

/** Makes the DTLS associations of this process; they all show the same certificate. Thread-safe. */
public interface DtlsEngineFactory extends AutoCloseable {

  /**
   * Creates an association that does nothing until {@link DtlsEngine#start}.
   *
   * @param remoteFingerprints the peer's certificate must match one of them. sha-256, sha-384 and
   *     sha-512 count, others are passed over
   * @param loop runs the listener's calls, in order
   */
  DtlsEngine create(
      DtlsRole role,
      List<Fingerprint> remoteFingerprints,
      Executor loop,
      DtlsEngine.Listener listener);

  /** The fingerprint of our certificate, for {@code a=fingerprint}. */
  Fingerprint localFingerprint();

  /**
   * Runs one handshake with ourselves, so that the first peer does not wait while classes load:
   * cold it takes a hundred milliseconds. Blocks; for start-up.
   */
  void warmUp();

  /** Ends handshakes that are under way and takes no new ones. Connected engines stay usable. */
  @Override
  void close();
}

package dev.sluice.server.scenario;

import dev.sluice.server.dtls.DtlsEngine;
import dev.sluice.server.dtls.DtlsEngineFactory;
import dev.sluice.server.dtls.DtlsRole;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.srtp.SrtpKeys;
import dev.sluice.server.srtp.SrtpProfile;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;

/**
 * A handshake that succeeds at once with keys the peer can be told: for stories about what happens
 * behind DTLS. The fingerprint's value seeds the keys.
 */
public final class FakeDtls implements DtlsEngineFactory {

  /** All that a peer may say behind an instant handshake. */
  static final byte[] CLOSE_NOTIFY = {
    21, (byte) 0xfe, (byte) 0xfd, 0, 1, 0, 0, 0, 0, 0, 9, 0, 2, 1, 0
  };

  private final SrtpProfile profile;
  private int received;

  public FakeDtls(SrtpProfile profile) {
    this.profile = profile;
  }

  /** How many datagrams came to its engines. */
  public int received() {
    return received;
  }

  /** The server's keys with the peer whose certificate has this fingerprint. */
  public SrtpKeys serverKeys(Fingerprint peer) {
    Random random = new Random(peer.value().hashCode());
    return new SrtpKeys(
        profile,
        bytes(random, profile.keyLength()),
        bytes(random, profile.saltLength()),
        bytes(random, profile.keyLength()),
        bytes(random, profile.saltLength()));
  }

  /** The same keys from the peer's side. */
  @SuppressWarnings("ArgumentSelectionDefectChecker") // what the server sends, the peer receives
  public SrtpKeys peerKeys(Fingerprint peer) {
    SrtpKeys keys = serverKeys(peer);
    return new SrtpKeys(
        profile, keys.sendKey(), keys.sendSalt(), keys.receiveKey(), keys.receiveSalt());
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  @Override
  public DtlsEngine create(
      DtlsRole role,
      List<Fingerprint> remoteFingerprints,
      Executor loop,
      DtlsEngine.Listener listener) {
    return new DtlsEngine() {
      @Override
      public void start() {
        SrtpKeys keys = serverKeys(remoteFingerprints.get(0));
        loop.execute(() -> listener.onDtlsConnected(keys));
      }

      @Override
      public void receive(byte[] data, int off, int len) {
        received++;
        if (Arrays.equals(data, off, off + len, CLOSE_NOTIFY, 0, CLOSE_NOTIFY.length)) {
          listener.onDtlsClosed();
        }
      }

      @Override
      public void onTick(long nowNanos) {
        // no timer runs
      }

      @Override
      public void close() {
        // no alert is sent
      }
    };
  }

  @Override
  public Fingerprint localFingerprint() {
    return new Fingerprint("sha-256", "00:11");
  }

  @Override
  public void warmUp() {
    // nothing to load
  }

  @Override
  public void close() {
    // nothing is held
  }
}

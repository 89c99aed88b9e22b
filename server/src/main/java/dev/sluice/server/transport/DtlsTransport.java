package dev.sluice.server.transport;

import dev.sluice.server.dtls.DtlsEngine;
import dev.sluice.server.dtls.DtlsFailure;
import dev.sluice.server.ice.NetworkPath;
import dev.sluice.server.srtp.SrtpKeys;
import dev.sluice.server.time.TokenBucket;
import dev.sluice.server.transport.TransportEvent.Kind;

/**
 * The DTLS part of a transport (RFC 5764): lets what the peer sends come to the engine at a bounded
 * rate, begins when there is a path, and sends the flights over the selected one.
 *
 * <p>Owned by the transport's media loop; the engine calls back there.
 */
final class DtlsTransport implements DtlsEngine.Listener {

  /** What a transport hears of its DTLS association. */
  interface Listener {

    /**
     * The handshake is done.
     *
     * @param provenOrNull the path over which the peer's last flight came
     */
    void onKeys(SrtpKeys keys, NetworkPath provenOrNull);

    /** The handshake failed, or a fatal alert ended the association. */
    void onDtlsFailed(DtlsFailure reason);

    /** The peer sent close_notify. */
    void onDtlsClosed();
  }

  /*
   * A handshake's flights, repeated a few times, and nothing to speak of afterwards. Everything a
   * handshake has to compute is bounded by this, and by its timeout.
   */
  private static final int BURST = 128;
  private static final int PER_SECOND = 40;

  private final WebRtcTransport transport;
  private final TransportHistory history;
  private final Listener listener;
  private final DtlsEngine engine;
  private final TokenBucket rate;
  private boolean started;
  private NetworkPath lastPath;

  DtlsTransport(
      WebRtcTransport transport,
      TransportContext context,
      TransportParameters parameters,
      TransportHistory history,
      Listener listener,
      long nowNanos) {
    this.transport = transport;
    this.history = history;
    this.listener = listener;
    this.rate = new TokenBucket(BURST, PER_SECOND, nowNanos);
    this.engine =
        context
            .dtls()
            .create(
                parameters.dtlsRole(), parameters.remoteFingerprints(), context.mailbox(), this);
  }

  boolean started() {
    return started;
  }

  /** Begins the handshake; a second time changes nothing. */
  void start(long nowNanos) {
    if (!started) {
      started = true;
      history.note(Kind.DTLS_STARTED, nowNanos);
      engine.start();
    }
  }

  /** One datagram of the peer, over a path that a check has validated. */
  void receive(NetworkPath path, byte[] data, int offset, int length, long nowNanos) {
    if (!rate.take(nowNanos)) {
      transport.drops().count(DropReason.RATE_LIMITED);
      return;
    }
    start(nowNanos);
    lastPath = path;
    engine.receive(data, offset, length);
  }

  void onTick(long nowNanos) {
    engine.onTick(nowNanos);
  }

  /** Says goodbye to the peer. */
  void close() {
    engine.close();
  }

  @Override
  public void onDtlsOutput(byte[] data, int offset, int length) {
    NetworkPath path = transport.sendPathOrNull();
    if (path == null) {
      transport.drops().count(DropReason.NO_PATH);
      return;
    }
    transport.sink().send(path, data, offset, length);
  }

  @Override
  public void onDtlsConnected(SrtpKeys keys) {
    listener.onKeys(keys, lastPath);
  }

  @Override
  public void onDtlsFailed(DtlsFailure reason) {
    listener.onDtlsFailed(reason);
  }

  @Override
  public void onDtlsClosed() {
    listener.onDtlsClosed();
  }
}

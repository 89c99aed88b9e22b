package dev.sluice.server.dtls;

import dev.sluice.server.srtp.SrtpKeys;

/**
 * One DTLS association of a transport, from the first flight to close_notify. All methods are
 * called on the transport's loop and none of them blocks; the listener is called on the loop too.
 * RFC 6347, RFC 5764.
 */
public interface DtlsEngine {

  /**
   * Begins: as client sends the first flight, as server answers the ClientHello, which may have
   * been received before. The handshake's time runs from the first {@link #onTick} after this.
   */
  void start();

  /** Takes one datagram; the bytes are copied. What does not look like DTLS is dropped. */
  void receive(byte[] data, int off, int len);

  /** Ends a handshake that takes too long. */
  void onTick(long nowNanos);

  /**
   * Ends the association, with a close_notify if it is connected. The listener hears nothing after
   * this returned.
   */
  void close();

  /**
   * Who owns the association. After {@code onDtlsFailed} or {@code onDtlsClosed} nothing follows.
   */
  interface Listener {

    /** A datagram for the peer; the array is valid until the call returns. */
    void onDtlsOutput(byte[] data, int off, int len);

    /** The peer proved to own a certificate with an expected fingerprint; these are its keys. */
    void onDtlsConnected(SrtpKeys keys);

    /** The handshake failed, or a fatal alert ended the association. */
    void onDtlsFailed(DtlsFailure reason);

    /** The peer sent close_notify. */
    void onDtlsClosed();
  }
}

package dev.sluice.server.transport;

import dev.sluice.server.srtp.SrtpProfile;
import dev.sluice.server.transport.TransportEvent.Kind;
import java.util.Locale;

/**
 * Whether media can flow, and what the transport's owner is told of it.
 *
 * <pre>
 *   CONNECTING ── keys ──► CONNECTED ◄─── heard again, or a path ───┐
 *       │                   │     └─ silence, or no path ─► INTERRUPTED
 *       │ no check in time, │                                │
 *       │ DTLS, a bug       │ DTLS, a bug, close_notify      │
 *       └────────────────►  FAILED  ◄────────────────────────┘
 *   any ── close ──► CLOSED
 * </pre>
 *
 * <p>Each change is noted in the transport's history. Owned by the transport's media loop.
 */
final class ConnectionState {

  private enum State {
    /** No keys yet. */
    CONNECTING,
    CONNECTED,
    /** Keys, but nobody has been heard for a while. */
    INTERRUPTED,
    FAILED,
    CLOSED
  }

  private final WebRtcTransport.Listener listener;
  private final TransportHistory history;
  private State state = State.CONNECTING;

  /** Interrupted because the last path was lost. */
  private boolean pathless;

  ConnectionState(WebRtcTransport.Listener listener, TransportHistory history) {
    this.listener = listener;
    this.history = history;
  }

  boolean connecting() {
    return state == State.CONNECTING;
  }

  boolean connected() {
    return state == State.CONNECTED;
  }

  boolean closed() {
    return state == State.CLOSED;
  }

  /** Whether it failed or was closed: nothing leads back from there. */
  boolean over() {
    return state == State.FAILED || state == State.CLOSED;
  }

  /** The state's name for reports. */
  String wireName() {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The handshake is done. It is the caller who tells the listener, once media can be sent.
   *
   * @throws IllegalStateException when nobody waits for that any more
   */
  void connect(SrtpProfile agreed, long nowNanos) {
    if (!connecting()) {
      throw new IllegalStateException("keys in state " + state);
    }
    state = State.CONNECTED;
    history.note(Kind.DTLS_CONNECTED, agreed.name(), nowNanos);
  }

  /** There is no path left over which to send. */
  void losePath(long nowNanos) {
    if (state == State.CONNECTED) {
      pathless = true;
      interrupt("no path", nowNanos);
    }
  }

  /** There is a path over which to send. */
  void onPathSelected(long nowNanos) {
    if (pathless) {
      onHeardAgain(nowNanos);
    }
  }

  /** Nothing authenticated arrived for the liveness time. */
  void onSilence(long nowNanos) {
    if (state == State.CONNECTED) {
      interrupt("silence", nowNanos);
    } else if (connecting()) {
      fail("no ICE connectivity check arrived in time", nowNanos);
    }
  }

  private void interrupt(String why, long nowNanos) {
    state = State.INTERRUPTED;
    history.note(Kind.INTERRUPTED, why, nowNanos);
    listener.onInterrupted();
  }

  /** Something authenticated arrived after a silence. */
  void onHeardAgain(long nowNanos) {
    pathless = false;
    if (state == State.INTERRUPTED) {
      state = State.CONNECTED;
      history.note(Kind.RESTORED, nowNanos);
      listener.onConnected();
    }
  }

  void fail(String why, long nowNanos) {
    if (!over()) {
      state = State.FAILED;
      history.note(Kind.FAILED, why, nowNanos);
      listener.onFailed(why);
    }
  }

  /** The peer said goodbye. */
  void closeByPeer(long nowNanos) {
    if (!over()) {
      state = State.FAILED;
      history.note(Kind.CLOSED_BY_PEER, nowNanos);
      listener.onClosedByPeer();
    }
  }

  void close() {
    state = State.CLOSED;
  }
}

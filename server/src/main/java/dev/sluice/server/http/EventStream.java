package dev.sluice.server.http;

import java.util.OptionalInt;

/**
 * The body of one {@code text/event-stream} response, written while it happens. Thread-safe, never
 * blocks; the events of one thread keep their order.
 *
 * <p>What the client does not read waits in a queue of {@link Source#maxQueuedBytes}; a stream that
 * needs more is cut.
 */
public interface EventStream {

  /** Sends an event; it is dropped when the stream is over. */
  void send(ServerSentEvent event);

  /**
   * Ends the response behind what was sent, and the connection. No effect on a stream that is over.
   */
  void close();

  /** Who fills a stream. Called on the connection's event loop: must not block. */
  interface Source {

    /** Bytes that may wait for the client; empty for {@link EventStreamOptions#maxQueuedBytes}. */
    default OptionalInt maxQueuedBytes() {
      return OptionalInt.empty();
    }

    /** Events may be sent: a client that has seen the response's head misses none. */
    void opened(EventStream stream);

    /** Called once, after {@link #opened}; nothing that is sent from now on gets anywhere. */
    void closed(EventStream stream, CloseReason reason);
  }

  /** Why a stream is over. */
  enum CloseReason {
    /** {@link EventStream#close} was called. */
    ENDED,
    /** The connection is gone: the client left, was lost, or this server stops. */
    DISCONNECTED,
    /** The client did not read in time what was sent. */
    TOO_SLOW
  }
}

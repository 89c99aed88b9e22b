package dev.sluice.server.signaling;

import dev.sluice.protocol.ServerMessage;

/** The sending half of one WebSocket. Thread-safe; never blocks and never fails visibly. */
public interface Outbound {

  /** Sends in order. After {@link #close} nothing is sent. */
  void send(ServerMessage message);

  /** Sends a last message and closes the connection. */
  void close(ServerMessage.Closed last);
}

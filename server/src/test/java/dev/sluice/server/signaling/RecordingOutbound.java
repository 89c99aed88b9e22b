package dev.sluice.server.signaling;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sluice.protocol.ServerMessage;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a connection was told. */
final class RecordingOutbound implements Outbound {

  private final List<ServerMessage> messages = new ArrayList<>();
  private ServerMessage.Closed closed;

  @Override
  public void send(ServerMessage message) {
    if (closed == null) {
      messages.add(message);
    }
  }

  @Override
  public void close(ServerMessage.Closed last) {
    if (closed == null) {
      closed = last;
    }
  }

  ServerMessage.Closed closed() {
    return closed;
  }

  /** Takes the oldest message, which must be of this type. */
  <T extends ServerMessage> T next(Class<T> type) {
    assertFalse(messages.isEmpty(), "nothing was sent, but " + type.getSimpleName() + " expected");
    return assertInstanceOf(type, messages.remove(0));
  }

  boolean quiet() {
    return messages.isEmpty();
  }
}

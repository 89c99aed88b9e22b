package dev.sluice.server.stun;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Asks a STUN server under which address it sees us: a Binding request without authentication and
 * what came back. RFC 8489 section 12. Sans-IO; not thread-safe.
 */
public final class BindingQuery {

  private final StunTransaction transaction;
  private final StunMessage message = new StunMessage();
  private InetSocketAddress mapped;
  private int errorCode;

  /**
   * @param transactionId 12 random bytes
   * @param nowNanos when the first request is due
   */
  public BindingQuery(byte[] transactionId, StunTransaction.Schedule schedule, long nowNanos) {
    byte[] request = new byte[StunMessage.HEADER_LENGTH + 8];
    new StunWriter().begin(request, 0, StunMessage.BINDING_REQUEST, transactionId, 0).finish();
    transaction = new StunTransaction(request, schedule, nowNanos);
  }

  /** When to send, and what. */
  public StunTransaction transaction() {
    return transaction;
  }

  /** A datagram from the server; true when it ended the query. */
  public boolean receive(byte[] data, int offset, int length) {
    if (!message.wrap(data, offset, length) || !transaction.accept(message)) {
      return false;
    }
    if (message.type() == StunMessage.BINDING_SUCCESS) {
      mapped = message.xorMappedAddressOrNull();
    } else {
      errorCode = message.errorCode();
    }
    return true;
  }

  /** Our address as the server sees it, if it said so. */
  public Optional<InetSocketAddress> mapped() {
    return Optional.ofNullable(mapped);
  }

  /** Why there is no address, as a part of a sentence. */
  public String problem() {
    return switch (transaction.state()) {
      case TIMED_OUT, WAITING -> "does not answer";
      case ANSWERED -> errorCode > 0 ? "answers with error " + errorCode : "names no address";
    };
  }
}

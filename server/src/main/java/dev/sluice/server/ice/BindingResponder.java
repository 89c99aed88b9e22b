package dev.sluice.server.ice;

import dev.sluice.server.stun.StunMessage;
import dev.sluice.server.stun.StunWriter;
import dev.sluice.server.time.TokenBucket;

/**
 * Writes the responses to Binding requests, one after the other into the same buffer.
 *
 * <p>Errors without MESSAGE-INTEGRITY are for whoever has not proved anything: they leave a few
 * times a second only, and never with more bytes than the request had, so that a forged source
 * address gains nothing.
 */
final class BindingResponder {

  private static final int ERRORS_PER_SECOND = 5;
  private static final int ERROR_BURST = 10;

  private final IceLiteAgent.Listener listener;
  private final IceCounters counters;
  private final TokenBucket errorRate;
  private final StunWriter writer = new StunWriter();
  private final byte[] response = new byte[StunWriter.MAX_RESPONSE_LENGTH];

  BindingResponder(IceLiteAgent.Listener listener, IceCounters counters, long nowNanos) {
    this.listener = listener;
    this.counters = counters;
    errorRate = new TokenBucket(ERROR_BURST, ERRORS_PER_SECOND, nowNanos);
  }

  /** Tells the peer the address it is seen at. RFC 8445 section 7.3.1.2. */
  void success(StunMessage request, PathState seen, IceSession session) {
    begin(StunMessage.BINDING_SUCCESS, request)
        .xorMappedAddress(seen.remoteIp(), seen.remotePort());
    send(seen.path(), writer.integrity(session.integrity()).finish());
  }

  /** Without integrity, RFC 8489 section 9.1.3; nothing at all beyond rate and length. */
  void unauthenticated(
      StunMessage request, NetworkPath path, int code, String reason, long nowNanos) {
    int length = beginError(request, code, reason).finish();
    if (length <= request.length() && errorRate.take(nowNanos)) {
      counters.errorResponses++;
      send(path, length);
    }
  }

  /**
   * RFC 8489 section 6.3.1.
   *
   * @param types the first {@code count} of them were not understood
   */
  void unknownAttributes(
      StunMessage request, NetworkPath path, IceSession session, int[] types, int count) {
    beginError(request, 420, "Unknown Attribute").unknownAttributes(types, count);
    sendError(path, session);
  }

  /** RFC 8445 section 7.3.1.1: a lite agent stays the controlled one. */
  void roleConflict(StunMessage request, NetworkPath path, IceSession session) {
    beginError(request, 487, "Role Conflict");
    sendError(path, session);
  }

  private void sendError(NetworkPath path, IceSession session) {
    counters.errorResponses++;
    send(path, writer.integrity(session.integrity()).finish());
  }

  private StunWriter beginError(StunMessage request, int code, String reason) {
    return begin(StunMessage.BINDING_ERROR, request).errorCode(code, reason);
  }

  private StunWriter begin(int type, StunMessage request) {
    return writer.begin(response, 0, type, request.buffer(), request.transactionIdOffset());
  }

  private void send(NetworkPath path, int length) {
    listener.sendStun(path, response, 0, length);
  }
}

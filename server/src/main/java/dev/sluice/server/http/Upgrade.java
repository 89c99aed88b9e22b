package dev.sluice.server.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;
import java.util.Optional;

/**
 * Takes a connection over for the WebSocket protocol, RFC 9110 section 7.8 and RFC 6455 section
 * 4.2. Called on the connection's event loop.
 */
public interface Upgrade {

  /** The answer to a request that must not get a WebSocket; empty to go on. */
  Optional<Response> refusal(Request request);

  /**
   * Completes the handshake. The pipeline holds TLS, the HTTP codec and timeouts; handlers are to
   * be added at its end before this returns.
   *
   * @param raw the request as Netty's handshakers want it; not to be released
   * @param request the same request as the routes see it
   * @param offers what its client may send of offers
   */
  void accept(Channel channel, FullHttpRequest raw, Request request, ClientBudget offers);
}

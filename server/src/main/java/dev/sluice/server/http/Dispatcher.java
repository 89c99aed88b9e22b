package dev.sluice.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Brings each request to its route, or says why it gets to none: what is no proper request, what is
 * nowhere, what is too much. Thread-safe.
 */
// nothing is left to do about a connection that fails to close
@SuppressWarnings("FutureReturnValueIgnored")
final class Dispatcher {

  private final ExchangeServices services;

  Dispatcher(ExchangeServices services) {
    this.services = services;
  }

  /**
   * Answers, now or later.
   *
   * @param handler of the connection, which leaves the pipeline when it becomes a WebSocket
   */
  void dispatch(Exchange exchange, FullHttpRequest raw, ChannelHandler handler) {
    Optional<Rejected> improper = improper(raw);
    if (improper.isPresent()) {
      exchange.closeAfterwards();
      exchange.reject(improper.get());
      return;
    }
    Optional<RequestTarget> target = RequestTarget.parse(raw.uri());
    if (target.isEmpty()) {
      exchange.reject(
          new Rejected(HttpRejection.MALFORMED, Response.error(400, "malformed request target")));
      return;
    }
    Optional<Router.Match> match =
        services.router().find(raw.method().name(), target.get().segments());
    if (match.isEmpty()) {
      exchange.write(Response.error(404, "not found"));
      return;
    }
    exchange.at(match.get().pattern());
    boolean options = raw.method().name().equals("OPTIONS");
    if (options) {
      exchange.answersPreflight(raw.headers(), match.get().methods());
    }
    if (match.get().route().isEmpty()) {
      exchange.write(withoutRoute(options, String.join(", ", match.get().methods())));
      return;
    }
    Request request =
        Request.of(raw, target.get(), match.get().variables(), peer(exchange.ctx().channel(), raw));
    route(exchange, match.get().route().get(), raw, request, handler);
  }

  private Optional<Rejected> improper(FullHttpRequest raw) {
    return raw.decoderResult().isSuccess()
        ? RequestChecks.check(
            raw, raw.content().readableBytes(), services.options().limits().sizes().headers())
        : Optional.of(RequestChecks.unreadable(raw.decoderResult().cause()));
  }

  private static Response withoutRoute(boolean options, String methods) {
    Response response = options ? Response.status(204) : Response.error(405, "method not allowed");
    return response.with("Allow", methods);
  }

  private void route(
      Exchange exchange,
      Route route,
      FullHttpRequest raw,
      Request request,
      ChannelHandler handler) {
    // before it counts: it may come again
    Optional<Response> elsewhere =
        isFromProxy(exchange.ctx().channel())
            ? services.residence().elsewhere(route, request)
            : Optional.empty();
    if (elsewhere.isPresent()) {
      exchange.write(elsewhere.get());
      return;
    }
    Optional<Rejected> tooMuch =
        exchange.isPreflight()
            ? Optional.empty()
            : services
                .gate()
                .check(route.limit(), request)
                .or(() -> services.tokens().check(request));
    if (tooMuch.isPresent()) {
      exchange.reject(tooMuch.get());
    } else if (route instanceof Route.Exchange plain) {
      exchange.run(plain.handler(), request);
    } else if (route instanceof Route.Switch upgrade) {
      upgrade(exchange, raw, request, upgrade.upgrade(), handler);
    } else {
      throw new AssertionError(route);
    }
  }

  /** Only a proxy may ask which rooms there are. */
  private boolean isFromProxy(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress peer
        && services.clientAddresses().trusted(peer.getAddress());
  }

  private Request.Peer peer(Channel channel, FullHttpRequest raw) {
    boolean tls = channel.pipeline().get(SslHandler.class) != null;
    return channel.remoteAddress() instanceof InetSocketAddress peer
        ? services.clientAddresses().peer(peer.getAddress(), tls, raw.headers())
        : new Request.Peer(InetAddress.getLoopbackAddress(), tls);
  }

  private void upgrade(
      Exchange exchange,
      FullHttpRequest raw,
      Request request,
      Upgrade upgrade,
      ChannelHandler handler) {
    if (!raw.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        || !raw.headers()
            .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
      exchange.write(Response.error(426, "this is a WebSocket").with("Upgrade", "websocket"));
      return;
    }
    Optional<Response> refusal = upgrade.refusal(request);
    if (refusal.isPresent()) {
      if (refusal.get().status() == 403) {
        exchange.reject(new Rejected(HttpRejection.BAD_ORIGIN, refusal.get()));
      } else {
        exchange.write(refusal.get());
      }
      return;
    }
    Channel channel = exchange.ctx().channel();
    InetAddress client = request.client();
    if (!services.webSockets().acquire(client)) {
      exchange.reject(
          new Rejected(
              HttpRejection.TOO_MANY_WEBSOCKETS_OF_CLIENT,
              Response.error(429, "too many WebSockets").with("Retry-After", "10")));
      return;
    }
    channel.closeFuture().addListener(closed -> services.webSockets().release(client));
    exchange.upgraded();
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.remove(HttpServer.FIRST_BYTE);
    pipeline.remove(HttpServer.AGGREGATOR);
    pipeline.remove(HttpServer.WRITE_TIMEOUT);
    upgrade.accept(channel, raw, request, bytes -> services.gate().admitsOffer(client, bytes));
    pipeline.remove(handler);
    channel.config().setAutoRead(true);
  }
}

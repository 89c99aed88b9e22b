package dev.sluice.server.signaling.ws;

import dev.sluice.protocol.MessageCodec;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.server.http.AllowedOrigins;
import dev.sluice.server.http.ClientBudget;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Route;
import dev.sluice.server.http.Upgrade;
import dev.sluice.server.signaling.MessageRejection;
import dev.sluice.server.signaling.SignalingService;
import dev.sluice.server.signaling.UpgradeHeaders;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import java.util.Arrays;
import java.util.Optional;

/**
 * {@code GET /api/ws}: the WebSocket of subprotocol {@code sluice.v1}. A client that names no
 * subprotocol gets this one; one that names others only is refused. There is no compression, since
 * a compressor per connection costs more memory than these small messages are worth.
 */
// nothing is left to do about a handshake that fails: the channel closes
@SuppressWarnings("FutureReturnValueIgnored")
public final class WebSocketRoute implements Upgrade {

  private static final String PATH = "/api/ws";

  private final SignalingService service;
  private final AllowedOrigins origins;
  private final WebSocketOptions options;
  private final MessageCodec codec = new MessageCodec();

  private WebSocketRoute(
      SignalingService service, AllowedOrigins origins, WebSocketOptions options) {
    this.service = service;
    this.origins = origins;
    this.options = options;
  }

  /** The route to be given to the HTTP server. */
  public static Route of(
      SignalingService service, AllowedOrigins origins, WebSocketOptions options) {
    return Route.webSocket(PATH, new WebSocketRoute(service, origins, options));
  }

  @Override
  public Optional<Response> refusal(Request request) {
    Optional<String> origin = request.header("Origin");
    if (origin.isPresent() && !origins.allowsWebSocket(origin.get(), request)) {
      return Optional.of(Response.error(403, "origin not allowed"));
    }
    if (!request.header("Sec-WebSocket-Version").equals(Optional.of("13"))) {
      return Optional.of(
          Response.error(426, "unsupported WebSocket version").with("Sec-WebSocket-Version", "13"));
    }
    if (request.header("Sec-WebSocket-Key").isEmpty()) {
      return Optional.of(Response.error(400, "Sec-WebSocket-Key is missing"));
    }
    boolean other = request.header("Sec-WebSocket-Protocol").isPresent() && !offersOurs(request);
    return other
        ? Optional.of(Response.error(400, "unsupported subprotocol: use " + ServerMessage.PROTOCOL))
        : Optional.empty();
  }

  private static boolean offersOurs(Request request) {
    return request
        .header("Sec-WebSocket-Protocol")
        .map(list -> Arrays.stream(list.split(",")).map(String::strip))
        .map(names -> names.anyMatch(ServerMessage.PROTOCOL::equals))
        .orElse(false);
  }

  private static UpgradeHeaders headers(Request request) {
    return new UpgradeHeaders(
        request.query("room").filter(room -> !room.isEmpty()),
        request.token(),
        request.header("traceparent"),
        request.header("tracestate"),
        request.header("User-Agent"),
        Optional.of(request.client()));
  }

  @Override
  public void accept(Channel channel, FullHttpRequest raw, Request request, ClientBudget offers) {
    WebSocketDecoderConfig config =
        WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(options.maxMessageBytes())
            .allowExtensions(false)
            .expectMaskedFrames(true)
            .closeOnProtocolViolation(false)
            .build();
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshaker13(
            PATH, offersOurs(request) ? ServerMessage.PROTOCOL : null, config);
    handshaker.handshake(channel, raw);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(new FrameBudget(options));
    pipeline.addLast(new Utf8FrameValidator(false));
    pipeline.addLast(new WebSocketFrameAggregator(options.maxMessageBytes()));
    pipeline.addLast(
        new WebSocketHandler(
            service,
            options,
            new WebSocketOutbound(
                channel, codec, options, () -> service.onRejected(MessageRejection.SLOW_READER)),
            headers(request),
            offers));
  }
}

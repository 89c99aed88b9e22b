package dev.sluice.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;

/**
 * Gathers requests. Passes an oversized one on as a failed one, so that it is answered in its turn,
 * and leaves it to others to refuse expectations that are not known.
 */
final class BoundedAggregator extends HttpObjectAggregator {

  BoundedAggregator(int maxBodyBytes) {
    super(maxBodyBytes, true);
  }

  @Override
  protected Object newContinueResponse(
      HttpMessage start, int maxContentLength, ChannelPipeline pipeline) {
    boolean wanted =
        start.headers().containsValue(HttpHeaderNames.EXPECT, "100-continue", true)
            && start.headers().getAll(HttpHeaderNames.EXPECT).size() == 1;
    return wanted && !isContentLengthInvalid(start, maxContentLength)
        ? super.newContinueResponse(start, maxContentLength, pipeline)
        : null;
  }

  @Override
  protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
    HttpRequest request = (HttpRequest) oversized;
    DefaultFullHttpRequest failed =
        new DefaultFullHttpRequest(request.protocolVersion(), request.method(), request.uri());
    failed.headers().set(request.headers());
    failed.setDecoderResult(DecoderResult.failure(new TooLongFrameException("body")));
    ctx.fireChannelRead(failed);
  }
}

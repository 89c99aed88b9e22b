package dev.sluice.server.media;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands on a listening socket. When the system has no descriptor left for a new connection, the
 * connection stays in the kernel's queue and would be reported again at once: the listener rests
 * before it tries again, so that it costs nothing, and says so once a minute at most. Owned by the
 * listener's event loop.
 */
// a task that an ending loop does not take needs no answer
@SuppressWarnings("FutureReturnValueIgnored")
public final class AcceptGuard extends ChannelInboundHandlerAdapter {

  private static final Logger log = LoggerFactory.getLogger(AcceptGuard.class);
  private static final long REST_MILLIS = 200;

  private final Runnable onFailure;
  private boolean told;

  /**
   * @param onFailure counts
   */
  public AcceptGuard(Runnable onFailure) {
    this.onFailure = onFailure;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    onFailure.run();
    Channel listener = ctx.channel();
    listener.config().setAutoRead(false);
    ctx.executor()
        .schedule(() -> listener.config().setAutoRead(true), REST_MILLIS, TimeUnit.MILLISECONDS);
    if (!told) {
      told = true;
      ctx.executor().schedule(() -> told = false, 1, TimeUnit.MINUTES);
      log.warn(
          "no connection can be accepted on {}: {}; who has come waits, who is in goes on",
          listener.localAddress(),
          BindFailure.plain(cause));
    }
  }
}

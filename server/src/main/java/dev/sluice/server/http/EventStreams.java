package dev.sluice.server.http;

import io.netty.channel.ChannelHandlerContext;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The event streams of one server, as many as are allowed. Thread-safe. */
final class EventStreams {

  private final EventStreamOptions options;
  private final AtomicInteger open = new AtomicInteger();

  EventStreams(EventStreamOptions options) {
    this.options = options;
  }

  /**
   * A stream on a connection, not yet {@link HttpEventStream#open opened}; empty when there are too
   * many.
   *
   * @param end ends the connection once the last chunk is written; called on the event loop
   */
  Optional<HttpEventStream> admit(
      ChannelHandlerContext ctx, EventStream.Source source, Runnable end) {
    if (open.incrementAndGet() > options.maxStreams()) {
      open.decrementAndGet();
      return Optional.empty();
    }
    return Optional.of(
        new HttpEventStream(
            ctx,
            new EventStream.Source() {
              @Override
              public void opened(EventStream stream) {
                source.opened(stream);
              }

              @Override
              public void closed(EventStream stream, EventStream.CloseReason reason) {
                open.decrementAndGet();
                source.closed(stream, reason);
              }
            },
            options,
            source.maxQueuedBytes().orElse(options.maxQueuedBytes()),
            end));
  }
}

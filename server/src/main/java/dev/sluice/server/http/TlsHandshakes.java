package dev.sluice.server.http;

import dev.sluice.server.time.NanoClock;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Puts TLS before a server's connections. What costs time in a handshake is done on threads of its
 * own, so that a flood of them holds up no connection that is open, and only so many are under way
 * at once. Thread-safe.
 */
// what becomes of a handshake is told to its listener
@SuppressWarnings("FutureReturnValueIgnored")
final class TlsHandshakes {

  /** What is left of the machine belongs to those who are in. */
  private static final int THREADS =
      Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));

  /** Of one client; who has as many people behind one address reuses connections. */
  private static final RateLimit PER_CLIENT = new RateLimit(50, 500);

  private static final int MAX_UNDER_WAY = 1024;
  private static final long TIMEOUT_SECONDS = 10;

  static {
    // a client must not be able to have us handshake again and again on one connection (TLS 1.2)
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }

  private final TlsContexts contexts;
  private final ClientAddresses addresses;
  private final HttpCounters counters;
  private final RateBuckets<InetAddress> ofClients;
  private final Semaphore free = new Semaphore(MAX_UNDER_WAY);
  private final ExecutorService crypto =
      Executors.newFixedThreadPool(THREADS, new DefaultThreadFactory("tls", true));
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("tls-reload", true));

  /**
   * Reads the certificate, and looks after it from now on.
   *
   * @throws IOException with a sentence, when it cannot be used
   */
  TlsHandshakes(
      TlsOptions options, ClientAddresses addresses, HttpCounters counters, NanoClock clock)
      throws IOException {
    this.contexts = new TlsContexts(options, InstantSource.system());
    this.addresses = addresses;
    this.counters = counters;
    this.ofClients = new RateBuckets<>(PER_CLIENT, clock);
    looks.scheduleWithFixedDelay(
        contexts::look, options.lookNanos(), options.lookNanos(), TimeUnit.NANOSECONDS);
  }

  /** Adds TLS to a connection; false when its client, or all of them, handshake too much. */
  boolean begin(Channel channel, ChannelPipeline pipeline) {
    if (!mayHandshake(channel)) {
      counters.rejected(HttpRejection.RATE_LIMITED);
      return false;
    }
    if (!free.tryAcquire()) {
      counters.rejected(HttpRejection.TLS_HANDSHAKE);
      return false;
    }
    SslHandler handler = contexts.current().newHandler(channel.alloc(), crypto);
    handler.setHandshakeTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    handler
        .handshakeFuture()
        .addListener(
            done -> {
              free.release();
              if (!done.isSuccess()) {
                counters.rejected(HttpRejection.TLS_HANDSHAKE);
              }
            });
    pipeline.addLast(handler);
    return true;
  }

  /** Trusted proxies bring many clients. */
  private boolean mayHandshake(Channel channel) {
    return !(channel.remoteAddress() instanceof InetSocketAddress peer)
        || addresses.trusted(peer.getAddress())
        || ofClients.take(ClientKey.of(peer.getAddress()), 1) == 0;
  }

  TlsStats stats() {
    return contexts.stats();
  }

  /** Looks at the files now. */
  void look() {
    contexts.look();
  }

  void close() {
    looks.shutdownNow();
    crypto.shutdownNow();
  }
}

package dev.sluice.server.http;

import dev.sluice.server.time.NanoClock;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Puts TLS before a server's connections, each when its ClientHello has come and it is its turn.
 * What costs time in a handshake is done on threads of its own, so that a flood of them holds up no
 * connection that is open. Thread-safe.
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

  /** Sixteen addresses are needed to fill all; further ones of one client wait for these. */
  private static final int MAX_UNDER_WAY_OF_CLIENT = MAX_UNDER_WAY / 16;

  /** A client's connections that have not said a whole ClientHello yet; browsers say it at once. */
  private static final int MAX_SILENT_OF_CLIENT = 128;

  /** Until the ClientHello has come and it is its turn, and then again for the handshake. */
  private static final long TIMEOUT_SECONDS = 10;

  static {
    // a client must not be able to have us handshake again and again on one connection (TLS 1.2)
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }

  private final TlsContexts contexts;
  private final ClientAddresses addresses;
  private final HttpCounters counters;
  private final RateBuckets<InetAddress> ofClients;
  private final HandshakeTurns turns = new HandshakeTurns(MAX_UNDER_WAY, MAX_UNDER_WAY_OF_CLIENT);
  private final ClientCounts silent = new ClientCounts(MAX_SILENT_OF_CLIENT);
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

  /** Puts TLS before a connection; false when its client has too many that say nothing. */
  boolean begin(Channel channel, ChannelPipeline pipeline) {
    Optional<InetAddress> client = client(channel);
    if (client.isPresent() && !silent.acquire(client.get())) {
      counters.rejected(HttpRejection.TOO_MANY_CONNECTIONS_OF_CLIENT);
      return false;
    }
    pipeline.addLast(
        new ClientHelloGate(TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS), new Arrival(client)));
    return true;
  }

  /** By whom it counts; trusted proxies bring many clients. */
  private Optional<InetAddress> client(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress peer
            && !addresses.trusted(peer.getAddress())
        ? Optional.of(peer.getAddress())
        : Optional.empty();
  }

  /** One connection on its way to its handshake. */
  private final class Arrival implements ClientHelloGate.Listener {

    private final Optional<InetAddress> client;

    Arrival(Optional<InetAddress> client) {
      this.client = client;
    }

    @Override
    public void onSilenceOver() {
      client.ifPresent(silent::release);
    }

    @Override
    public Optional<HandshakeTurns.Turn> onHello(Runnable start) {
      if (client.isPresent() && ofClients.take(ClientKey.of(client.get()), 1) > 0) {
        counters.rejected(HttpRejection.RATE_LIMITED);
        return Optional.empty();
      }
      return Optional.of(turns.ask(client, start));
    }

    @Override
    public void onTurn(ChannelHandlerContext gate, HandshakeTurns.Turn turn) {
      SslHandler handler = contexts.current().newHandler(gate.alloc(), crypto);
      handler.setHandshakeTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      handler
          .handshakeFuture()
          .addListener(
              done -> {
                turn.end();
                if (!done.isSuccess()) {
                  onFailure();
                }
              });
      gate.pipeline().addAfter(gate.name(), null, handler);
    }

    @Override
    public void onFailure() {
      counters.rejected(HttpRejection.TLS_HANDSHAKE);
    }
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

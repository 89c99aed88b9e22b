package dev.sluice.server.e2e.soak;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A program that the server tells something by HTTP, such as a receiver of webhooks or a collector.
 * It takes everything, keeps nothing, and can be away for a while.
 */
final class Receiver implements AutoCloseable {

  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final AtomicLong taken = new AtomicLong();
  private final InetSocketAddress address;
  private HttpServer server;

  Receiver() {
    server = listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    address = server.getAddress();
  }

  private HttpServer listen(InetSocketAddress where) {
    try {
      HttpServer listening = HttpServer.create(where, 0);
      listening.setExecutor(threads);
      listening.createContext("/", this::take);
      listening.start();
      return listening;
    } catch (IOException e) {
      throw new UncheckedIOException("no receiver at " + where, e);
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(200, -1);
      taken.incrementAndGet();
    }
  }

  int port() {
    return address.getPort();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  /** Requests so far. */
  long taken() {
    return taken.get();
  }

  /** Goes away, or comes back. */
  synchronized void away(boolean now) {
    if (now && server != null) {
      server.stop(0);
      server = null;
    } else if (!now && server == null) {
      server = listen(address);
    }
  }

  @Override
  public void close() {
    away(true);
    threads.shutdownNow();
  }
}

package dev.sluice.server.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands between browsers and a server's HTTP port, and breaks connections when told. */
final class TcpRelay implements AutoCloseable {

  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile boolean refusing;

  private TcpRelay(ServerSocket listener, int target) {
    this.listener = listener;
    this.target = target;
  }

  /** Relays a free port of this machine to {@code target}. */
  static TcpRelay to(int target) throws IOException {
    TcpRelay relay =
        new TcpRelay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
    relay.threads.execute(relay::accept);
    return relay;
  }

  /** The same address, by way of this relay. */
  URI through(URI address) {
    return URI.create(
        "http://localhost:%d%s".formatted(listener.getLocalPort(), address.getRawPath()));
  }

  /** Breaks every connection there is; new ones are welcome. */
  void cut() {
    open.forEach(TcpRelay::abort);
  }

  /** Breaks every connection and lets none in. */
  void block() {
    refusing = true;
    cut();
  }

  void unblock() {
    refusing = false;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (refusing) {
          abort(client);
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(client);
        open.add(server);
        threads.execute(() -> pump(client, server));
        threads.execute(() -> pump(server, client));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException("the relay cannot go on", e);
        }
      }
    }
  }

  private void pump(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // one of the two is gone, and so is the other now
    } finally {
      abort(from);
      abort(to);
      open.remove(from);
      open.remove(to);
    }
  }

  /** With RST when anything is under way: as if the network had gone. */
  private static void abort(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // it is closed already
    }
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException("a socket cannot be closed", e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
    threads.shutdownNow();
  }
}

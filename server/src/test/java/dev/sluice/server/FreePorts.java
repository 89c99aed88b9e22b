package dev.sluice.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for programs that have to be told theirs before they start; who can ask for port 0 and be
 * asked which one it became does that instead.
 *
 * <p>A port that was free is taken again before the program is there if the system gives it to the
 * next connection that goes out. These are therefore below the range from which it does so (32768
 * on Linux, 49152 by RFC 6335), each is given once, and every process begins elsewhere.
 */
public final class FreePorts {

  private static final int FIRST = 15_000;

  /** Two ports each. */
  private static final int PLACES = 8_500;

  private static final AtomicInteger NEXT =
      new AtomicInteger(Math.floorMod((int) ProcessHandle.current().pid() * 64, PLACES));

  private FreePorts() {}

  /** A TCP port that is free on all addresses. */
  public static int tcp() {
    return find(
        port -> {
          new ServerSocket(port).close();
        });
  }

  /** The first of two UDP ports in a row. */
  public static int udpPair() {
    return find(
        port -> {
          new DatagramSocket(port).close();
          new DatagramSocket(port + 1).close();
        });
  }

  /** Takes a port and gives it back. */
  private interface Attempt {
    void at(int port) throws IOException;
  }

  private static int find(Attempt attempt) {
    for (int i = 0; i < PLACES; i++) {
      int port = FIRST + 2 * (NEXT.getAndIncrement() % PLACES);
      try {
        attempt.at(port);
        return port;
      } catch (BindException taken) {
        // the next one
      } catch (IOException e) {
        throw new UncheckedIOException("cannot look for free ports", e);
      }
    }
    throw new IllegalStateException("no port is free");
  }
}

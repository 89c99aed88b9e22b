package dev.sluice.server.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;

/**
 * How long frames take from the publisher's send until a viewer has their last packet. The
 * publisher's thread says when it sends; a thread of the probe reads the viewers' sockets.
 */
final class LatencyProbe implements AutoCloseable {

  private static final int RTP_TIMESTAMP = 4;

  /** More frames than can be on their way. */
  private static final int REMEMBERED = 256;

  /** So many frames in a row tell by how much. */
  private static final int SURE = 10;

  private static final long MOST_NANOS = 5_000_000_000L;

  /** One publisher and one of its viewers. */
  private static final class Route {

    private final long[] sentNanos = new long[REMEMBERED];
    private volatile int lastTimestamp;
    private long offset;
    private long candidate;
    private int seen;

    /**
     * The server shifts the timestamps of a slot, and again after a replay. Between measurements
     * there is hardly ever more than one frame on its way.
     */
    void learn(long shift) {
      seen = shift == candidate ? seen + 1 : 1;
      candidate = shift;
      if (seen >= SURE) {
        offset = shift;
      }
    }
  }

  private final Route[] routes;
  private final Selector selector;
  private final Thread thread;
  private long[] latencies = new long[1024];
  private int count;
  private boolean measuring;
  private volatile boolean closing;

  /**
   * @param viewers their sockets, not blocking, in the order of the routes
   */
  LatencyProbe(DatagramChannel[] viewers) throws IOException {
    routes = new Route[viewers.length];
    selector = Selector.open();
    for (int i = 0; i < viewers.length; i++) {
      routes[i] = new Route();
      viewers[i].register(selector, SelectionKey.OP_READ, routes[i]);
    }
    thread = new Thread(this::read, "probe");
    thread.setDaemon(true);
    thread.start();
  }

  int routes() {
    return routes.length;
  }

  /** The frame of this timestamp is about to be sent. */
  void sending(int route, int timestamp) {
    Route sent = routes[route];
    sent.sentNanos[index(timestamp)] = System.nanoTime();
    sent.lastTimestamp = timestamp;
  }

  /** Forgets what was measured, and measures. */
  synchronized void begin() {
    count = 0;
    measuring = true;
  }

  /** Nanoseconds of each frame since {@link #begin}, the shortest first. */
  synchronized long[] end() {
    measuring = false;
    long[] sorted = Arrays.copyOf(latencies, count);
    Arrays.sort(sorted);
    return sorted;
  }

  private synchronized void measured(long nanos) {
    if (nanos < 0 || nanos > MOST_NANOS) {
      return;
    }
    if (count == latencies.length) {
      latencies = Arrays.copyOf(latencies, 2 * count);
    }
    latencies[count++] = nanos;
  }

  private void read() {
    ByteBuffer datagram = ByteBuffer.allocateDirect(Peer.MAX_DATAGRAM);
    try {
      while (!closing) {
        selector.select(key -> readAll(key, datagram), 100);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void readAll(SelectionKey key, ByteBuffer datagram) {
    Route route = (Route) key.attachment();
    try {
      while (true) {
        datagram.clear();
        if (((DatagramChannel) key.channel()).read(datagram) <= 0) {
          return;
        }
        if (datagram.get(1) == Peer.LAST_PACKET_TYPE) {
          received(route, datagram.getInt(RTP_TIMESTAMP), System.nanoTime());
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void received(Route route, int timestamp, long nowNanos) {
    if (learning()) {
      route.learn((long) timestamp - route.lastTimestamp);
    } else {
      measured(nowNanos - route.sentNanos[index(timestamp - (int) route.offset)]);
    }
  }

  private synchronized boolean learning() {
    return !measuring;
  }

  private static int index(int timestamp) {
    return Integer.remainderUnsigned(timestamp / Peer.TIMESTAMP_STEP, REMEMBERED);
  }

  @Override
  public void close() throws IOException {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    selector.close();
  }
}

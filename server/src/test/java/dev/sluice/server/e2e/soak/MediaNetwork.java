package dev.sluice.server.e2e.soak;

import dev.sluice.server.dtls.BcDtlsEngineFactory;
import dev.sluice.server.dtls.DtlsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The one thread that sends and receives for all {@link MediaPeer}s. */
final class MediaNetwork implements AutoCloseable {

  private static final int TICK_MILLIS = 5;
  private static final int MAX_DATAGRAM = 2048;

  private final BcDtlsEngineFactory dtls = new BcDtlsEngineFactory(DtlsOptions.defaults());
  private final Queue<Runnable> mailbox = new ConcurrentLinkedQueue<>();
  private final List<MediaPeer> peers = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM);
  private final Selector selector;
  private final Thread thread;
  private volatile boolean closing;
  private volatile String failure = "";

  MediaNetwork() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("no selector", e);
    }
    thread = new Thread(this::run, "soak-media");
    thread.setDaemon(true);
    thread.start();
  }

  BcDtlsEngineFactory dtls() {
    return dtls;
  }

  /** Runs a task on the thread, soon. */
  void execute(Runnable task) {
    mailbox.add(task);
  }

  /** What ended the thread; empty while all is well. */
  String failure() {
    return failure;
  }

  /** On the thread: its datagrams are given to the peer from now on, and it is called each tick. */
  void add(MediaPeer peer, DatagramChannel channel) {
    try {
      channel.register(selector, SelectionKey.OP_READ, peer);
      peers.add(peer);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read from a peer's socket", e);
    }
  }

  /** On the thread: the peer is not called again. */
  void remove(MediaPeer peer) {
    peers.remove(peer);
  }

  private void run() {
    try {
      while (!closing) {
        selector.select(this::read, TICK_MILLIS);
        for (Runnable task = mailbox.poll(); task != null; task = mailbox.poll()) {
          task.run();
        }
        long now = System.nanoTime();
        for (int i = 0; i < peers.size(); i++) {
          peers.get(i).tick(now);
        }
      }
    } catch (IOException | RuntimeException e) {
      failure = e.toString();
      e.printStackTrace();
    }
  }

  private void read(SelectionKey key) {
    MediaPeer peer = (MediaPeer) key.attachment();
    DatagramChannel channel = (DatagramChannel) key.channel();
    try {
      while (channel.isOpen()) {
        buffer.clear();
        if (channel.read(buffer) <= 0) {
          return;
        }
        peer.receive(buffer.array(), buffer.position());
      }
    } catch (IOException e) {
      // the kernel tells that nobody listens there any more
    }
  }

  @Override
  public void close() throws IOException {
    closing = true;
    selector.wakeup();
    dtls.close();
    selector.close();
  }
}

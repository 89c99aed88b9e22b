package dev.sluice.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The downloads of one server, as many as are allowed, and the threads that read for them. */
final class FileTransfers {

  /** Each holds a chunk and an open file. */
  private static final int MAX_TRANSFERS = 512;

  /** A browser has six; so that a client that hardly reads keeps nobody else out. */
  static final int MAX_TRANSFERS_OF_CLIENT = 64;

  private static final int THREADS = 2;

  private final AtomicInteger open = new AtomicInteger();
  private final ClientCounts ofClients = new ClientCounts(MAX_TRANSFERS_OF_CLIENT);
  private final ExecutorService disk =
      Executors.newFixedThreadPool(THREADS, new DefaultThreadFactory("http-files", true));

  /**
   * A transfer that can be started; empty when there are too many, in all or of this client.
   *
   * @param ended called once, on the event loop
   */
  Optional<FileTransfer> admit(
      ChannelHandlerContext ctx,
      InetAddress client,
      FileBody body,
      Consumer<FileTransfer.Outcome> ended) {
    if (open.incrementAndGet() > MAX_TRANSFERS) {
      open.decrementAndGet();
      return Optional.empty();
    }
    if (!ofClients.acquire(client)) {
      open.decrementAndGet();
      return Optional.empty();
    }
    return Optional.of(
        new FileTransfer(
            ctx,
            body,
            disk,
            outcome -> {
              open.decrementAndGet();
              ofClients.release(client);
              ended.accept(outcome);
            }));
  }

  void close() {
    disk.shutdownNow();
  }
}

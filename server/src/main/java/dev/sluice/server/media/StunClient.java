package dev.sluice.server.media;

import dev.sluice.server.stun.BindingQuery;
import dev.sluice.server.stun.StunMessage;
import dev.sluice.server.stun.StunTransaction;
import dev.sluice.server.time.NanoClock;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Asks STUN servers from chosen local ports, all at the same time, while nobody else has these
 * ports. Blocks the caller for as long as the schedule allows.
 */
final class StunClient {

  private static final int TRANSACTION_ID_BYTES = 12;

  private final StunTransaction.Schedule schedule;
  private final NanoClock clock;
  private final SecureRandom random;
  private final ByteBuffer buffer = ByteBuffer.allocate(StunMessage.MAX_LENGTH);

  StunClient(StunTransaction.Schedule schedule, NanoClock clock, SecureRandom random) {
    this.schedule = schedule;
    this.clock = clock;
    this.random = random;
  }

  /**
   * One question.
   *
   * @param local where from; port 0 for any
   * @param server resolved, of the same family
   */
  record Question(InetSocketAddress local, InetSocketAddress server) {}

  /**
   * What came of a question.
   *
   * @param local where from, with the port it really had
   * @param mapped our address as the server sees it
   * @param problem why there is none; empty when there is one
   */
  record Answer(
      InetSocketAddress local,
      InetSocketAddress server,
      Optional<InetSocketAddress> mapped,
      String problem) {}

  /**
   * Asks everything.
   *
   * @throws MediaException when a port is taken
   */
  List<Answer> ask(List<Question> questions) {
    Map<InetSocketAddress, List<InetSocketAddress>> servers = new LinkedHashMap<>();
    for (Question question : questions) {
      servers.computeIfAbsent(question.local(), local -> new ArrayList<>()).add(question.server());
    }
    List<DatagramChannel> channels = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      List<Exchange> exchanges = new ArrayList<>();
      for (Map.Entry<InetSocketAddress, List<InetSocketAddress>> each : servers.entrySet()) {
        DatagramChannel channel = DatagramChannel.open();
        channels.add(channel);
        exchanges.addAll(exchanges(channel, each.getKey(), each.getValue(), selector));
      }
      run(exchanges, selector);
      return exchanges.stream().map(Exchange::answer).toList();
    } catch (IOException e) {
      throw new MediaException("STUN servers cannot be asked: " + e.getMessage() + ".", e);
    } finally {
      channels.forEach(StunClient::close);
    }
  }

  private List<Exchange> exchanges(
      DatagramChannel channel,
      InetSocketAddress local,
      List<InetSocketAddress> servers,
      Selector selector)
      throws IOException {
    try {
      channel.bind(local);
    } catch (BindException e) {
      if (e.getMessage().contains("Cannot assign requested address")) {
        // the address has gone, or its interface is being set up; the loops will say so
        return List.of();
      }
      throw new MediaException(
          "UDP port %d on %s cannot be bound for media (MEDIA_UDP_PORT): %s."
              .formatted(local.getPort(), local.getAddress().getHostAddress(), e.getMessage()),
          e);
    }
    channel.configureBlocking(false);
    List<Exchange> exchanges = new ArrayList<>();
    for (InetSocketAddress server : servers) {
      byte[] id = new byte[TRANSACTION_ID_BYTES];
      random.nextBytes(id);
      exchanges.add(
          new Exchange(
              channel,
              (InetSocketAddress) channel.getLocalAddress(),
              server,
              new BindingQuery(id, schedule, clock.nanoTime())));
    }
    channel.register(selector, SelectionKey.OP_READ, exchanges);
    return exchanges;
  }

  private void run(List<Exchange> exchanges, Selector selector) throws IOException {
    while (true) {
      long nowNanos = clock.nanoTime();
      long nextNanos = nowNanos + TimeUnit.SECONDS.toNanos(1);
      boolean waiting = false;
      for (Exchange exchange : exchanges) {
        exchange.send(nowNanos);
        if (exchange.waiting()) {
          waiting = true;
          long due = exchange.query.transaction().nextNanos();
          nextNanos = due - nextNanos < 0 ? due : nextNanos;
        }
      }
      if (!waiting) {
        return;
      }
      selector.select(this::receive, 1 + TimeUnit.NANOSECONDS.toMillis(nextNanos - nowNanos));
    }
  }

  private void receive(SelectionKey key) {
    @SuppressWarnings("unchecked")
    List<Exchange> exchanges = (List<Exchange>) key.attachment();
    try {
      SocketAddress sender;
      while ((sender = ((DatagramChannel) key.channel()).receive(buffer.clear())) != null) {
        for (Exchange exchange : exchanges) {
          if (exchange.server.equals(sender)) {
            exchange.query.receive(buffer.array(), 0, buffer.position());
          }
        }
      }
    } catch (IOException unreachable) {
      // an ICMP error for one of the servers; its query times out
    }
  }

  private static void close(DatagramChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new MediaException("A UDP port cannot be given back: " + e.getMessage() + ".", e);
    }
  }

  private static final class Exchange {

    private final DatagramChannel channel;
    private final InetSocketAddress local;
    private final InetSocketAddress server;
    private final BindingQuery query;
    private String unsent;

    Exchange(
        DatagramChannel channel,
        InetSocketAddress local,
        InetSocketAddress server,
        BindingQuery query) {
      this.channel = channel;
      this.local = local;
      this.server = server;
      this.query = query;
    }

    boolean waiting() {
      return query.transaction().state() == StunTransaction.State.WAITING;
    }

    void send(long nowNanos) {
      if (query.transaction().poll(nowNanos)) {
        try {
          channel.send(ByteBuffer.wrap(query.transaction().request()), server);
          unsent = null;
        } catch (IOException noRoute) {
          unsent = "cannot be reached (" + noRoute.getMessage() + ")";
        }
      }
    }

    Answer answer() {
      String problem = query.mapped().isPresent() ? "" : unsent != null ? unsent : query.problem();
      return new Answer(local, server, query.mapped(), problem);
    }
  }
}

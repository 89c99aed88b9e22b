package dev.sluice.server.dtls;

import dev.sluice.server.srtp.SrtpKeys;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Two engines and the datagrams between them, in one process. The test's thread is the loop of
 * both. What is lost, repeated and swapped follows from the seed and the order of the datagrams.
 */
final class DtlsLink {

  private static final long PATIENCE_SECONDS = 60;

  /** Of a record: type, version, epoch, sequence number, length (RFC 6347 section 4.1). */
  private static final int RECORD_HEADER = 13;

  private static final int CHANGE_CIPHER_SPEC = 20;

  private final LinkedBlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
  private final Random random;
  private final double trouble;
  final End client = new End("client");
  final End server = new End("server");

  /** A link on which all datagrams arrive, once and in order. */
  DtlsLink() {
    this(0, 0);
  }

  /**
   * @param trouble the share of datagrams that are lost, and again of those repeated, and of those
   *     held back behind the next one
   */
  DtlsLink(double trouble, long seed) {
    this.random = new Random(seed);
    this.trouble = trouble;
    client.peer = server;
    server.peer = client;
  }

  /** Engines of these factories that expect each other's certificates. */
  DtlsLink between(BcDtlsEngineFactory clients, BcDtlsEngineFactory servers) {
    return between(
        clients, List.of(servers.localFingerprint()), servers, List.of(clients.localFingerprint()));
  }

  DtlsLink between(
      BcDtlsEngineFactory clients,
      List<Fingerprint> expectedByClient,
      BcDtlsEngineFactory servers,
      List<Fingerprint> expectedByServer) {
    client.engine = clients.create(DtlsRole.CLIENT, expectedByClient, loop::add, client);
    server.engine = servers.create(DtlsRole.SERVER, expectedByServer, loop::add, server);
    return this;
  }

  DtlsLink start() {
    server.engine.start();
    client.engine.start();
    return this;
  }

  /** Runs the loop until the condition holds. */
  void runUntil(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    try {
      while (!condition.getAsBoolean()) {
        Runnable task = loop.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (task == null) {
          throw new AssertionError("nothing more happens: " + client + ", " + server);
        }
        task.run();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  void runUntilConnected() {
    runUntil(() -> client.keys != null && server.keys != null);
  }

  void runUntilBothEnded() {
    runUntil(() -> client.ended() && server.ended());
  }

  /** Runs what is queued now. */
  void drain() {
    for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
      task.run();
    }
  }

  /** Lets the test's loop run something later. */
  void post(Runnable task) {
    loop.add(task);
  }

  /** One side: its engine, and what it told its owner. */
  final class End implements DtlsEngine.Listener {
    private final String name;
    private End peer;
    private byte[] heldBack;
    DtlsEngine engine;
    final List<byte[]> sent = new ArrayList<>();
    final ArrayDeque<Integer> dropNext = new ArrayDeque<>();
    boolean losesItsLastFlight;
    SrtpKeys keys;
    DtlsFailure failure;
    boolean closed;
    int callsAfterEnd;

    private End(String name) {
      this.name = name;
    }

    /** Whether one of its records is a ChangeCipherSpec (RFC 6347 section 4.1). */
    private static boolean changesCipher(byte[] datagram) {
      for (int at = 0; at + RECORD_HEADER <= datagram.length; ) {
        if (datagram[at] == CHANGE_CIPHER_SPEC) {
          return true;
        }
        at += RECORD_HEADER + (((datagram[at + 11] & 0xFF) << 8) | (datagram[at + 12] & 0xFF));
      }
      return false;
    }

    boolean ended() {
      return failure != null || closed;
    }

    @Override
    public void onDtlsOutput(byte[] data, int off, int len) {
      byte[] datagram = new byte[len];
      System.arraycopy(data, off, datagram, 0, len);
      sent.add(datagram);
      if (dropNext.remove(Integer.valueOf(sent.size() - 1)) || random.nextDouble() < trouble) {
        return;
      }
      if (losesItsLastFlight && changesCipher(datagram)) {
        losesItsLastFlight = false;
        return;
      }
      if (heldBack == null && random.nextDouble() < trouble) {
        heldBack = datagram;
        return;
      }
      deliver(datagram);
      if (random.nextDouble() < trouble) {
        deliver(datagram);
      }
      if (heldBack != null) {
        deliver(heldBack);
        heldBack = null;
      }
    }

    private void deliver(byte[] datagram) {
      if (peer.engine != null) {
        loop.add(() -> peer.engine.receive(datagram, 0, datagram.length));
      }
    }

    @Override
    public void onDtlsConnected(SrtpKeys keys) {
      callsAfterEnd += ended() ? 1 : 0;
      this.keys = keys;
    }

    @Override
    public void onDtlsFailed(DtlsFailure reason) {
      callsAfterEnd += ended() ? 1 : 0;
      failure = reason;
    }

    @Override
    public void onDtlsClosed() {
      callsAfterEnd += ended() ? 1 : 0;
      closed = true;
    }

    @Override
    public String toString() {
      return name + " keys " + keys + ", failure " + failure + ", closed " + closed;
    }
  }
}

package dev.sluice.server.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Noise, peers that stop, and more handshakes than there is room for. */
class DtlsHostileTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private BcDtlsEngineFactory clients = DtlsFactories.create();
  private BcDtlsEngineFactory servers = DtlsFactories.create();

  @AfterEach
  void close() {
    clients.close();
    servers.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noiseBeforeDuringAndAfterTheHandshakeChangesNothing(long seed) {
    Random random = new Random(seed);
    DtlsLink link = new DtlsLink().between(clients, servers);
    noise(link, random, 500);
    link.server.engine.start();
    noise(link, random, 500);
    link.client.engine.start();
    link.runUntil(
        () -> {
          noise(link, random, 100);
          return link.client.keys != null && link.server.keys != null;
        });
    noise(link, random, 3000);
    link.drain();

    DtlsHandshakeTest.assertMirrored(link.client.keys, link.server.keys);
    assertFalse(link.client.ended() || link.server.ended());
    link.client.engine.close();
    link.runUntil(() -> link.server.closed);
  }

  /** Random bytes, half of them with a believable record header. */
  private static void noise(DtlsLink link, Random random, int datagrams) {
    for (int i = 0; i < datagrams; i++) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      if (noise.length >= 13 && random.nextBoolean()) {
        noise[0] = (byte) (20 + random.nextInt(4));
        noise[1] = (byte) 0xFE;
        noise[2] = (byte) 0xFD;
        noise[3] = 0;
        noise[4] = 1; // epoch 0 is in the clear: there a peer can end its own handshake
        int length = noise.length - 13;
        noise[11] = (byte) (length >>> 8);
        noise[12] = (byte) length;
      }
      link.server.engine.receive(noise, 0, noise.length);
      link.client.engine.receive(noise, 0, noise.length);
    }
  }

  @Test
  void plainAlertsAfterTheHandshakeChangeNothing() {
    DtlsLink link = new DtlsLink().between(clients, servers).start();
    link.runUntilConnected();
    byte[] alert = {21, (byte) 0xFE, (byte) 0xFD, 0, 0, 0, 0, 0, 0, 0, 99, 0, 2, 2, 40};
    byte[] closeNotify = alert.clone();
    closeNotify[13] = 1;
    closeNotify[14] = 0;
    for (byte[] datagram : List.of(alert, closeNotify)) {
      link.server.engine.receive(datagram, 0, datagram.length);
      link.client.engine.receive(datagram, 0, datagram.length);
    }

    assertFalse(link.client.ended() || link.server.ended());
  }

  @Test
  void repeatedDatagramsOfTheHandshakeChangeNothing() {
    DtlsLink link = new DtlsLink().between(clients, servers).start();
    link.runUntilConnected();
    int sentByServer = link.server.sent.size();
    for (int round = 0; round < 100; round++) {
      for (byte[] datagram : new ArrayList<>(link.client.sent)) {
        link.server.engine.receive(datagram, 0, datagram.length);
      }
    }

    assertEquals(sentByServer, link.server.sent.size(), "replayed records get no answer");
    assertFalse(link.server.ended());
  }

  @Test
  void aPeerThatStopsIsGivenUpInTimeAndLeavesItsThread() throws Exception {
    DtlsOptions options =
        new DtlsOptions(Duration.ofSeconds(20), Duration.ofMillis(20), 2, 2, 4, 1200);
    ExecutorService pool = DtlsFactories.pool(options);
    try (BcDtlsEngineFactory factory =
        new BcDtlsEngineFactory(options, pool, servers.cryptos(), servers.certificate())) {
      DtlsLink one = new DtlsLink().between(clients, factory);
      DtlsLink two = new DtlsLink().between(clients, factory);
      for (DtlsLink link : List.of(one, two)) {
        link.client.engine.start();
        link.server.engine.start();
        link.runUntil(() -> !link.server.sent.isEmpty());
        link.client.engine.close();
        link.server.engine.onTick(0);
        link.server.engine.onTick(19 * SECOND);
        assertNull(link.server.failure);
        link.server.engine.onTick(20 * SECOND);
        assertEquals(DtlsFailure.TIMED_OUT, link.server.failure);
        link.server.engine.onTick(40 * SECOND);
        assertEquals(0, link.server.callsAfterEnd);
      }
      assertAllThreadsAreFree(pool, 2);
    }
  }

  @Test
  void aServerWithoutHelloNeedsNoThreadAndTimesOut() {
    DtlsLink link = new DtlsLink().between(clients, servers);
    link.server.engine.start();
    link.server.engine.onTick(-5 * SECOND);
    link.server.engine.onTick(55 * SECOND);

    assertEquals(DtlsFailure.TIMED_OUT, link.server.failure);
  }

  @Test
  void aClientWithoutAnswerRepeatsItsHelloAndTimesOut() {
    DtlsLink link = new DtlsLink().between(clients, servers);
    link.client.engine.start();
    link.server.engine.close();
    link.runUntil(() -> link.client.sent.size() == 4);
    link.client.engine.onTick(0);
    link.client.engine.onTick(61 * SECOND);

    assertEquals(DtlsFailure.TIMED_OUT, link.client.failure);
  }

  @Test
  void refusesHandshakesWhenTheLineIsFull() {
    DtlsOptions one = new DtlsOptions(Duration.ofSeconds(20), Duration.ofMillis(20), 1, 1, 1, 1200);
    try (BcDtlsEngineFactory factory = DtlsFactories.create(one)) {
      List<DtlsLink> links = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        DtlsLink link = new DtlsLink().between(factory, servers);
        link.client.engine.start();
        links.add(link);
      }
      links.get(2).runUntil(() -> links.get(2).client.ended());

      assertEquals(DtlsFailure.OVERLOADED, links.get(2).client.failure);
      assertTrue(links.get(1).client.sent.isEmpty(), "waits in line");
      links.get(0).client.engine.close();
      links.get(1).server.engine.start();
      links.get(1).runUntilConnected();
    }
  }

  @Test
  void whoStallsLeavesItsThreadToThoseWhoWait() {
    DtlsOptions one = new DtlsOptions(Duration.ofSeconds(20), Duration.ofMillis(20), 1, 1, 4, 1200);
    try (BcDtlsEngineFactory factory = DtlsFactories.create(one)) {
      DtlsLink stalling = new DtlsLink().between(factory, servers);
      stalling.client.engine.start();
      stalling.runUntil(() -> !stalling.client.sent.isEmpty());
      stalling.client.engine.onTick(0);
      stalling.client.engine.onTick(SECOND / 100);
      stalling.client.engine.onTick(10 * SECOND);
      assertNull(stalling.client.failure, "nobody waits");

      DtlsLink waiting = new DtlsLink().between(factory, servers).start();
      stalling.client.engine.onTick(11 * SECOND);
      assertEquals(DtlsFailure.TIMED_OUT, stalling.client.failure);
      waiting.runUntilConnected();
    }
  }

  @Test
  void manyHandshakesShareOneComputingPermit() {
    DtlsOptions narrow =
        new DtlsOptions(Duration.ofSeconds(20), Duration.ofMillis(200), 20, 1, 20, 1200);
    try (BcDtlsEngineFactory factory = DtlsFactories.create(narrow)) {
      List<DtlsLink> links = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        links.add(new DtlsLink().between(factory, factory).start());
      }
      links.forEach(DtlsLink::runUntilConnected);
    }
  }

  @Test
  void closingTheFactoryEndsHandshakesAndKeepsConnections() {
    DtlsLink connected = new DtlsLink().between(clients, servers).start();
    connected.runUntilConnected();
    DtlsLink waiting = new DtlsLink().between(clients, servers);
    waiting.client.engine.start();
    waiting.runUntil(() -> !waiting.client.sent.isEmpty());
    clients.close();
    waiting.runUntil(() -> waiting.client.ended());
    connected.client.engine.close();
    connected.runUntil(() -> connected.server.closed);

    assertEquals(DtlsFailure.PROTOCOL_ERROR, waiting.client.failure);
  }

  private static void assertAllThreadsAreFree(ExecutorService pool, int threads) throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(threads + 1);
    for (int i = 0; i < threads; i++) {
      pool.execute(() -> await(barrier));
    }
    barrier.await(10, TimeUnit.SECONDS);
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}

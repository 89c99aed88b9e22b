package dev.sluice.server.events.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.e2e.Poll;
import dev.sluice.server.events.EventDesk;
import dev.sluice.server.events.EventFilter;
import dev.sluice.server.events.webhook.WebhookOptions.Effort;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomOccurrence.CloseCause;
import dev.sluice.server.room.RoomOccurrence.RoomClosed;
import dev.sluice.server.room.RoomOccurrence.RoomOpened;
import dev.sluice.server.time.WallClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Webhooks over real sockets, to receivers with manners of all kinds. */
class WebhooksTest {

  private static final long MILLI = 1_000_000L;
  private static final WebhookSecret SECRET =
      WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  private static final WebhookSecret OLD_SECRET =
      WebhookSecret.parse("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");

  private EventDesk desk;
  private Webhooks webhooks;

  private void start(Effort effort, URI... urls) {
    desk =
        new EventDesk(
            "1a2b3c4d",
            new WallClock(System.nanoTime(), System.currentTimeMillis() * MILLI),
            System::nanoTime,
            id -> Optional.empty(),
            1_500 * MILLI);
    webhooks =
        new Webhooks(
            new WebhookOptions(List.of(urls), List.of(SECRET, OLD_SECRET), EventFilter.ALL, effort),
            desk,
            System::nanoTime,
            InstantSource.system(),
            new Random(1));
    desk.add(webhooks);
    desk.start();
  }

  private void start(URI... urls) {
    start(new Effort(1_000, 4, 10_000 * MILLI, 10 * MILLI, 50 * MILLI, 60_000 * MILLI), urls);
  }

  @AfterEach
  void stop() {
    desk.close(); // the second time has no effect
    webhooks.close();
  }

  private void lives(String room) {
    opens(room);
    desk.onOccurrence(new RoomClosed(new RoomId(room), System.nanoTime(), CloseCause.EMPTY, 0));
  }

  private void opens(String room) {
    desk.onOccurrence(new RoomOpened(new RoomId(room), System.nanoTime()));
  }

  private WebhookStats.Receiver stats(int receiver) {
    return webhooks.stats().receivers().get(receiver);
  }

  private void awaitDelivered(int receiver, long events) {
    Poll.until(
        "the events arrive", () -> stats(receiver).delivered(), delivered -> delivered == events);
  }

  @Test
  void postsEachEventSignedWithEverySecret() throws Exception {
    try (TestReceiver receiver = TestReceiver.willing()) {
      start(receiver.url());
      lives("a");
      awaitDelivered(0, 2);
      assertEquals(List.of("room.started", "room.finished"), receiver.types());
      TestReceiver.Post post = receiver.posts().get(0);
      assertEquals("evt_1a2b3c4d_1", post.headers().get("webhook-id"));
      assertEquals(post.json().get("id").asText(), post.headers().get("webhook-id"));
      long seconds = Long.parseLong(post.headers().get("webhook-timestamp"));
      assertTrue(Math.abs(seconds - System.currentTimeMillis() / 1_000) < 60);
      assertEquals(
          SECRET.sign("evt_1a2b3c4d_1", seconds, post.body())
              + " "
              + OLD_SECRET.sign("evt_1a2b3c4d_1", seconds, post.body()),
          post.headers().get("webhook-signature"));
    }
  }

  @Test
  void keepsTheOrderOfEachRoomWhateverTheReceiverAnswers() throws Exception {
    try (TestReceiver receiver =
        new TestReceiver(
            (exchange, body, attempt) -> attempt % 3 == 0 ? 500 : attempt % 7 == 0 ? 404 : 200)) {
      start(receiver.url());
      for (int life = 0; life < 5; life++) {
        for (String room : List.of("a", "b", "c")) {
          lives(room);
        }
      }
      awaitDelivered(0, 30);
      for (String room : List.of("a", "b", "c")) {
        List<TestReceiver.Post> posts =
            receiver.posts().stream()
                .filter(post -> post.json().get("room").asText().equals(room))
                .toList();
        assertEquals(
            IntStream.range(0, 10)
                .mapToObj(i -> i % 2 == 0 ? "room.started" : "room.finished")
                .toList(),
            posts.stream().map(TestReceiver.Post::type).toList());
      }
      assertTrue(stats(0).failed() > 0);
    }
  }

  @Test
  void aReceiverThatIsDownGetsEverythingOnceItIsUp() throws Exception {
    int port;
    try (ServerSocket reserved = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = reserved.getLocalPort();
    }
    start(URI.create("http://127.0.0.1:" + port + "/"));
    lives("a");
    Poll.until("it is tried again", () -> stats(0).failed(), failed -> failed >= 3);
    AtomicInteger took = new AtomicInteger();
    try (ServerSocket up = new ServerSocket(port, 5, InetAddress.getLoopbackAddress())) {
      Thread answering = new Thread(() -> answerAll(up, took), "receiver");
      answering.start();
      awaitDelivered(0, 2);
      assertEquals(2, took.get());
    }
  }

  /** Answers each connection's one request and closes it. */
  private static void answerAll(ServerSocket server, AtomicInteger took) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        readPost(socket);
        took.incrementAndGet();
        socket
            .getOutputStream()
            .write(
                "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // closed, or a client that went away
      }
    }
  }

  /** An event's JSON ends where its data does. */
  private static void readPost(Socket socket) throws IOException {
    StringBuilder text = new StringBuilder();
    while (!text.toString().endsWith("}}")) {
      int read = socket.getInputStream().read();
      if (read < 0) {
        return;
      }
      text.append((char) read);
    }
  }

  @Test
  void aConnectionThatIsResetIsTriedAgain() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread resetting =
          new Thread(
              () -> {
                while (!server.isClosed()) {
                  try (Socket socket = server.accept()) {
                    connections.incrementAndGet();
                    socket.setSoLinger(true, 0); // a reset instead of an end
                  } catch (IOException e) {
                    // the test is over
                  }
                }
              },
              "resetting");
      resetting.start();
      start(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"));
      opens("a");
      Poll.until("it is tried again", connections::get, count -> count >= 3);
      Poll.until("and counted", () -> stats(0).failed(), failed -> failed >= 2);
      assertEquals(1, stats(0).queued());
    }
  }

  @Test
  void aReceiverThatNeverAnswersHoldsNoOtherUpAndIsTriedAgain() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (TestReceiver slow =
            new TestReceiver(
                (exchange, body, attempt) -> {
                  await(over);
                  return 200;
                });
        TestReceiver quick = TestReceiver.willing()) {
      start(
          new Effort(1_000, 4, 300 * MILLI, 10 * MILLI, 50 * MILLI, 60_000 * MILLI),
          slow.url(),
          quick.url());
      for (int i = 0; i < 20; i++) {
        lives("room" + i);
      }
      awaitDelivered(1, 40);
      assertEquals(0, stats(0).delivered());
      assertTrue(slow.asked() <= 8, "at most so many at once");
      Poll.until("requests time out", () -> stats(0).failed(), failed -> failed >= 4);
      over.countDown();
      awaitDelivered(0, 40);
    } finally {
      over.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whoIsGoneIsAskedNoMore() throws Exception {
    try (TestReceiver gone = new TestReceiver((exchange, body, attempt) -> 410);
        TestReceiver other = TestReceiver.willing()) {
      start(gone.url(), other.url());
      lives("a");
      awaitDelivered(1, 2);
      Poll.until("it is known to be gone", () -> stats(0).gone(), is -> is);
      int asked = gone.asked();
      lives("a");
      awaitDelivered(1, 4);
      assertEquals(asked, gone.asked());
      assertEquals(4, stats(0).dropped());
    }
  }

  @Test
  void followsNoRedirect() throws Exception {
    try (TestReceiver elsewhere = TestReceiver.willing();
        TestReceiver redirecting =
            new TestReceiver(
                (exchange, body, attempt) -> {
                  exchange.getResponseHeaders().add("Location", elsewhere.url().toString());
                  return attempt <= 2 ? 307 : 200;
                })) {
      start(redirecting.url());
      opens("a");
      awaitDelivered(0, 1);
      assertEquals(0, elsewhere.asked());
      assertEquals(2, stats(0).failed());
    }
  }

  @Test
  void leavesAReceiverAloneThatAsksForIt() throws Exception {
    try (TestReceiver receiver =
        new TestReceiver(
            (exchange, body, attempt) -> {
              exchange.getResponseHeaders().add("Retry-After", "1");
              return attempt == 1 ? 429 : 200;
            })) {
      start(receiver.url());
      long begun = System.nanoTime();
      opens("a");
      awaitDelivered(0, 1);
      assertTrue(System.nanoTime() - begun >= 900 * MILLI, "not before the second is over");
      assertEquals(2, receiver.asked());
    }
  }

  @Test
  void anEndlessResponseIsCut() throws Exception {
    AtomicInteger written = new AtomicInteger();
    try (TestReceiver endless = TestReceiver.endless(written)) {
      start(endless.url());
      opens("a");
      awaitDelivered(0, 1);
      assertTrue(written.get() < TestReceiver.ENDLESS_KILOBYTES, "64 MB were not read");
    }
  }

  @Test
  void whatWaitsAtTheEndIsStillDelivered() throws Exception {
    try (TestReceiver receiver =
        new TestReceiver((exchange, body, attempt) -> attempt <= 2 ? 503 : 200)) {
      start(receiver.url());
      for (int i = 0; i < 10; i++) {
        lives("room" + i);
      }
      desk.close();
      assertEquals(20, receiver.posts().size());
      assertEquals(
          20,
          receiver.posts().stream()
              .map(post -> post.headers().get("webhook-id"))
              .collect(Collectors.toSet())
              .size());
    }
  }

  @Test
  void theEndDoesNotWaitForeverForAReceiverThatIsDown() throws Exception {
    try (TestReceiver down = new TestReceiver((exchange, body, attempt) -> 500)) {
      start(down.url());
      opens("a");
      desk.close();
      assertEquals(1, stats(0).queued());
      int asked = down.asked();
      assertTrue(asked > 1, "it was tried until the end");
    }
  }
}

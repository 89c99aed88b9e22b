package dev.sluice.server.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.server.e2e.Poll;
import dev.sluice.server.events.webhook.TestReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ErrorWebhookTest {

  private static final List<Duration> AT_ONCE = List.of(Duration.ZERO, Duration.ZERO);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final Queue<Integer> statuses = new ArrayDeque<>();
  private final CountDownLatch mayAnswer = new CountDownLatch(1);
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/errors", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try {
      mayAnswer.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    bodies.add(new ObjectMapper().readTree(exchange.getRequestBody().readAllBytes()));
    tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    exchange.sendResponseHeaders(statuses.isEmpty() ? 204 : statuses.remove(), -1);
    exchange.close();
  }

  private ErrorWebhook webhook() {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/errors");
    return ErrorWebhook.start(
        new ErrorWebhookOptions("sfu-1", url, Optional.of("s3cret")), "1.2.3", AT_ONCE, PATIENCE);
  }

  private static ErrorReport report(String message) {
    return new ErrorReport(
        1_700_000_000_000L,
        "a.b.Name",
        "media-0",
        message,
        Optional.of(new ErrorReport.Failure("java.lang.Error", "broken", "stack")),
        Map.of("room", "blue", "trace_id", "4bf92f3577b34da6a3ce929d0e0e4736"),
        2);
  }

  @Test
  void anErrorIsPostedWithWhatItIsAbout() {
    mayAnswer.countDown();
    try (ErrorWebhook webhook = webhook()) {
      webhook.onError(report("room blue failed"));
    }

    JsonNode body = bodies.get(0);
    assertEquals("Bearer s3cret", tokens.get(0));
    assertEquals("sfu-1", body.get("service").asText());
    assertEquals("1.2.3", body.get("version").asText());
    assertEquals("2023-11-14T22:13:20Z", body.get("time").asText());
    assertEquals("room blue failed", body.get("message").asText());
    assertEquals("java.lang.Error", body.get("exception").get("type").asText());
    assertEquals("stack", body.get("exception").get("stackTrace").asText());
    assertEquals("blue", body.get("room").asText());
    assertEquals("4bf92f3577b34da6a3ce929d0e0e4736", body.get("trace_id").asText());
    assertEquals(2, body.get("left_out").asInt());
  }

  @Test
  void whatIsNotTakenIsSentAgainAndGivenUpInTheEnd() {
    mayAnswer.countDown();
    statuses.addAll(List.of(503, 429, 200, 503, 503, 503, 200, 400, 307));
    try (ErrorWebhook webhook = webhook()) {
      for (String name : List.of("mended", "lost", "taken", "wrong", "elsewhere", "last")) {
        webhook.onError(report(name));
      }
    }

    assertEquals(
        List.of(
            "mended",
            "mended",
            "mended",
            "lost",
            "lost",
            "lost",
            "taken",
            "wrong",
            "elsewhere",
            "last"),
        bodies.stream().map(body -> body.get("message").asText()).toList());
  }

  @Test
  void nobodyWaitsForASlowReceiverAndWhatDoesNotFitIsLost() {
    try (ErrorWebhook webhook = webhook()) {
      for (int i = 0; i < 3 * ErrorWebhook.MAX_QUEUED; i++) {
        webhook.onError(report("error " + i));
      }
      assertTrue(bodies.isEmpty(), "it has answered nothing so far");
      mayAnswer.countDown();
      Poll.until("all have come", bodies::size, size -> size >= ErrorWebhook.MAX_QUEUED);
    }
    assertTrue(bodies.size() <= ErrorWebhook.MAX_QUEUED + 1, "" + bodies.size());
  }

  private static ErrorWebhook to(TestReceiver receiver, Duration timeout) {
    return ErrorWebhook.start(
        new ErrorWebhookOptions("sfu-1", receiver.url(), Optional.of("s3cret")),
        "1.2.3",
        AT_ONCE,
        timeout);
  }

  @Test
  void anEndlessResponseIsCut() throws Exception {
    AtomicInteger written = new AtomicInteger();
    try (TestReceiver endless = TestReceiver.endless(written);
        ErrorWebhook webhook = to(endless, PATIENCE)) {
      webhook.onError(report("long"));
      Poll.until("it has begun to answer", written::get, some -> some > 0);
    }
    assertTrue(written.get() < TestReceiver.ENDLESS_KILOBYTES, "64 MB were not read");
  }

  @Test
  void aResponseWithoutEndHoldsUpNothingAfterIt() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (TestReceiver slow =
            new TestReceiver(
                (exchange, body, attempt) -> {
                  if (attempt == 1) {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write('.');
                    exchange.getResponseBody().flush();
                    awaitUninterrupted(ended);
                  }
                  return 204;
                });
        ErrorWebhook webhook = to(slow, Duration.ofMillis(200))) {
      webhook.onError(report("held up"));
      webhook.onError(report("next"));
      Poll.until(
          "the next one has come",
          slow::posts,
          posts -> posts.stream().anyMatch(post -> post.body().contains("next")));
    } finally {
      ended.countDown();
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @SuppressWarnings("NullOptional") // the fault that is meant
  void aReportThatCannotBeWrittenIsNotTheLast() {
    mayAnswer.countDown();
    ErrorReport broken = new ErrorReport(0, "a.b.Name", "media-0", "broken", null, Map.of(), 0);
    try (ErrorWebhook webhook = webhook()) {
      webhook.onError(broken);
      webhook.onError(report("next"));
    }
    assertEquals(List.of("next"), bodies.stream().map(it -> it.get("message").asText()).toList());
  }

  @Test
  void neverShowsTheAddressAndTheToken() {
    String shown =
        new ErrorWebhookOptions(
                "sfu-1", URI.create("https://hooks.example/T0/hunter2"), Optional.of("hunter2"))
            .toString();
    assertFalse(shown.contains("hunter2"), shown);
  }
}

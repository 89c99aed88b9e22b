package dev.sluice.server.events.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HTTP server that is posted webhooks, and answers as the test wants. */
public final class TestReceiver implements AutoCloseable {

  public static final int ENDLESS_KILOBYTES = 64 << 10;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Post> posts = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();

  /** What came, in the order of the answers; only what was answered with 2xx. */
  public record Post(Map<String, String> headers, String body) {

    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new AssertionError("not JSON: " + body, e);
      }
    }

    public String type() {
      return json().get("type").asText();
    }
  }

  /** Answers a request. */
  public interface Manner {

    /**
     * @param attempt counts all requests, from 1
     */
    int answer(HttpExchange exchange, String body, int attempt) throws IOException;
  }

  public TestReceiver(Manner manner) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", exchange -> handle(exchange, manner));
    server.start();
  }

  /** One that takes everything. */
  public static TestReceiver willing() throws IOException {
    return new TestReceiver((exchange, body, attempt) -> 204);
  }

  /**
   * One whose answers are longer than anybody reads.
   *
   * @param kilobytes counts how much of them it got rid of, {@link #ENDLESS_KILOBYTES} at most
   */
  public static TestReceiver endless(AtomicInteger kilobytes) throws IOException {
    return new TestReceiver(
        (exchange, body, attempt) -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 0; i < ENDLESS_KILOBYTES; i++) {
              out.write(new byte[1 << 10]);
              kilobytes.incrementAndGet();
            }
          }
          return 200;
        });
  }

  private void handle(HttpExchange exchange, Manner manner) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      int status = manner.answer(exchange, body, asked.incrementAndGet());
      if (status >= 200 && status < 300) {
        posts.add(
            new Post(
                Map.of(
                    "webhook-id", header(exchange, "webhook-id"),
                    "webhook-timestamp", header(exchange, "webhook-timestamp"),
                    "webhook-signature", header(exchange, "webhook-signature")),
                body));
      }
      exchange.sendResponseHeaders(status, -1);
    }
  }

  private static String header(HttpExchange exchange, String name) {
    return String.valueOf(exchange.getRequestHeaders().getFirst(name));
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook?key=secret");
  }

  public List<Post> posts() {
    return List.copyOf(posts);
  }

  public List<String> types() {
    return posts.stream().map(Post::type).toList();
  }

  /** Requests so far, whatever they were answered. */
  public int asked() {
    return asked.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

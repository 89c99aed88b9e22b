package dev.sluice.recorder.upload.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.recorder.upload.Content;
import dev.sluice.recorder.upload.ObjectStore;
import dev.sluice.recorder.upload.StoreClient;
import dev.sluice.recorder.upload.StoreException;
import dev.sluice.recorder.upload.StoreOptions;
import dev.sluice.recorder.upload.StoreOptions.Addressing;
import dev.sluice.recorder.upload.StoreOptions.Credentials;
import dev.sluice.recorder.upload.StoreOptions.Limits;
import dev.sluice.recorder.upload.StoreOptions.ObjectOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What both client libraries make of a server that is no store, or means us no good. */
@Tag("e2e")
class ForeignStoreTest {

  private static final int MIB = 1 << 20;

  /** More than any answer of a store, and more than a client may keep. */
  private static final int ENDLESS_MIB = 256;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private HttpServer other;

  @BeforeEach
  void start() throws IOException {
    server = listen();
    other = listen();
  }

  private HttpServer listen() throws IOException {
    HttpServer listening =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    listening.setExecutor(threads);
    listening.start();
    return listening;
  }

  @AfterEach
  void stop() {
    server.stop(0);
    other.stop(0);
    threads.shutdownNow();
  }

  private static URI address(HttpServer of) {
    return URI.create("http://127.0.0.1:" + of.getAddress().getPort());
  }

  private ObjectStore open(StoreClient client) {
    return StoreFactory.open(
        new StoreOptions(
            client,
            Optional.of(address(server)),
            "",
            "bucket",
            Addressing.PATH,
            Optional.of(new Credentials("key", "secret", Optional.of("token"))),
            Optional.empty(),
            ObjectOptions.DEFAULTS,
            new Limits(Duration.ofSeconds(5), Duration.ofSeconds(20), 64 * 1024)));
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void followsNoRedirectToAnotherHost(StoreClient client) throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    other.createContext(
        "/",
        exchange -> {
          seen.add(exchange.getRequestMethod() + " " + exchange.getRequestHeaders());
          exchange.getResponseHeaders().set("ETag", "\"e\"");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange
              .getResponseHeaders()
              .set("Location", address(other) + exchange.getRequestURI().toString());
          exchange.sendResponseHeaders(307, -1);
          exchange.close();
        });
    try (ObjectStore store = open(client)) {
      assertThrows(
          StoreException.class,
          () -> store.put("a", new Content.Bytes("said".getBytes(UTF_8)), "text/plain"));
      assertThrows(StoreException.class, () -> store.head("a"));
      assertThrows(StoreException.class, () -> store.listParts("a", "id"));
    }
    assertEquals(List.of(), seen);
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void keepsNoEndlessAnswer(StoreClient client) throws Exception {
    AtomicInteger sent = new AtomicInteger();
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/xml");
          exchange.sendResponseHeaders(200, 0);
          byte[] piece = ("<Part><ETag>" + "x".repeat(MIB) + "</ETag></Part>").getBytes(UTF_8);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write("<ListPartsResult>".getBytes(UTF_8));
            for (int i = 0; i < ENDLESS_MIB; i++) {
              out.write(piece);
              sent.incrementAndGet();
            }
          } catch (IOException e) {
            // the client has had enough
          }
        });
    try (ObjectStore store = open(client)) {
      assertThrows(StoreException.class, () -> store.listParts("a", "id"));
    }
    assertTrue(sent.get() < ENDLESS_MIB, () -> sent + " MiB were taken");
  }
}

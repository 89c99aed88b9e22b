package dev.sluice.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.server.http.TestCertificate;
import dev.sluice.server.http.TlsOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class HealthcheckCommandTest {

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(strings = {":%d", "127.0.0.1:%d", "0.0.0.0:%d", "[::]:%d", "localhost:%d"})
  void findsTheServerByEveryFormOfItsAddress(String form) throws IOException {
    try (Server server = Server.start(TestConfig.with(Map.of("HTTP_ADDR", form.formatted(0))))) {
      String address = "HTTP_ADDR=" + form.formatted(server.url().getPort());

      assertEquals(0, run(address), out::toString);
      assertEquals(0, run(address, "--ready"), out::toString);
      assertTrue(out.toString().startsWith("200 ok\n200 {\"ready\":true,"), out::toString);
    }
  }

  @Test
  void believesACertificateOfTheServersOwn() throws Exception {
    TlsOptions files = TestCertificate.create().in(directory);
    Map<String, String> tls =
        Map.of(
            "TLS_CERT_FILE", files.certificateChain().toString(),
            "TLS_KEY_FILE", files.privateKey().toString());
    try (Server server = Server.start(TestConfig.with(tls))) {
      // as the server's own key may not be readable for who watches it, or be renewed meanwhile
      int code =
          run("HTTP_ADDR=127.0.0.2:%d\nTLS_CERT_FILE=/none".formatted(server.url().getPort()));
      assertEquals(HealthcheckCommand.UNWELL, code, "nobody listens there");
      code = run("HTTP_ADDR=127.0.0.1:%d\nTLS_CERT_FILE=/none".formatted(server.url().getPort()));
      assertEquals(0, code, out::toString);
    }
  }

  @Test
  void saysWhyAServerIsNotReady() throws IOException {
    answering(
        503,
        "{\"ready\":false,\"checks\":[]}\nmore",
        port -> {
          assertEquals(HealthcheckCommand.UNWELL, run("HTTP_ADDR=127.0.0.1:" + port, "--ready"));
          assertEquals("503 {\"ready\":false,\"checks\":[]}\n", out.toString());
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 404, 500})
  void anyOtherAnswerIsNotWell(int status) throws IOException {
    answering(
        status,
        "",
        port -> {
          assertEquals(HealthcheckCommand.UNWELL, run("HTTP_ADDR=127.0.0.1:" + port));
          assertEquals(status + " \n", out.toString());
        });
  }

  @Test
  void waitsUntilTheServerIsWell() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    HttpServer server = HttpServer.create(new InetSocketAddress(TestConfig.LOOPBACK, 0), 0);
    server.createContext(
        "/healthz",
        exchange -> {
          exchange.sendResponseHeaders(asked.incrementAndGet() < 3 ? 503 : 200, -1);
          exchange.close();
        });
    server.start();
    try {
      String address = "HTTP_ADDR=127.0.0.1:" + server.getAddress().getPort();
      assertEquals(0, run(address, "--wait", "60"), out::toString);
      assertEquals(3, asked.get());
      assertEquals("200 \n", out.toString());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void doesNotWaitForAServerThatHasEnded() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, TestConfig.LOOPBACK)) {
      port = closed.getLocalPort();
    }
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    String pid = Long.toString(ended.pid());

    // a test that waits the hour is one that fails
    int code = run("HTTP_ADDR=127.0.0.1:" + port, "--wait", "3600", "--pid", pid);

    assertEquals(HealthcheckCommand.UNWELL, code);
  }

  @Test
  void givesUpWhenNobodyAnswersOrListens() throws IOException {
    int port;
    try (ServerSocket silent = new ServerSocket(0, 1, TestConfig.LOOPBACK)) {
      port = silent.getLocalPort();
      assertEquals(HealthcheckCommand.UNWELL, run("HTTP_ADDR=127.0.0.1:" + port, "--timeout", "1"));
    }
    assertEquals(HealthcheckCommand.UNWELL, run("HTTP_ADDR=127.0.0.1:" + port));
    assertEquals(2, out.toString().lines().count(), out::toString);
    assertTrue(out.toString().startsWith("http://127.0.0.1:%d/healthz: ".formatted(port)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP_ADDR=:http", "HTTP_ADDR=:0", "HTTP_ADDR=none.invalid:80", "what"})
  void whatCannotBeUnderstoodIsNotWellAndSaysSoInOneLine(String configuration) throws IOException {
    assertEquals(HealthcheckCommand.UNWELL, run(configuration));
    assertEquals(1, out.toString().lines().count(), out::toString);
    assertEquals("", err.toString());
  }

  @Test
  void anUnknownOptionIsNotWell() throws IOException {
    assertEquals(HealthcheckCommand.UNWELL, run("", "--loud"));
  }

  private interface WithPort {
    void test(int port) throws IOException;
  }

  private static void answering(int status, String body, WithPort test) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(TestConfig.LOOPBACK, 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      test.test(server.getAddress().getPort());
    } finally {
      server.stop(0);
    }
  }

  private int run(String dotenv, String... options) throws IOException {
    Path file = Files.writeString(directory.resolve("test.env"), dotenv);
    List<String> arguments = new ArrayList<>(List.of("--env-file", file.toString(), "healthcheck"));
    arguments.addAll(List.of(options));
    if (!arguments.contains("--timeout")) {
      // this machine may have other things to do for longer than an operator's check waits
      arguments.addAll(List.of("--timeout", "60"));
    }
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments.toArray(String[]::new));
  }
}

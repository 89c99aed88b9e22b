package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.FreePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A server that may have few files open, and a crowd that takes all of them: first over HTTP, where
 * it is kept out before that, then over ICE's port, where it is not. Who was in goes on, and when
 * the crowd leaves everybody is served again.
 */
@Tag("e2e")
@Tag("beside")
class ScarceDescriptorsTest {

  private static final int FILES = 512;

  /** Of one address, more are refused. */
  private static final int FROM_ONE_ADDRESS = 60;

  private static final int ADDRESSES = 6;
  private static final int TIMEOUT_MILLIS = (int) Poll.PATIENCE.toMillis();

  private static final String WAITS = "no connection can be accepted on ";

  @Test
  void whoIsInGoesOnWhenNoDescriptorIsLeftAndOthersAreServedAgainAfterwards() throws Exception {
    Tools.require("prlimit");
    int http = FreePorts.tcp();
    int tcp = FreePorts.tcp();
    try (ServerProcess server =
        ServerProcess.runFromJars(
            new String[] {"prlimit", "--nofile=" + FILES + ":" + FILES},
            "serve",
            Map.of(
                "HTTP_ADDR",
                "127.0.0.1:" + http,
                "MEDIA_UDP_PORT",
                Integer.toString(FreePorts.udpPair()),
                "MEDIA_LOOPS",
                "1",
                "MEDIA_TCP_PORT",
                Integer.toString(tcp),
                "MAX_CONNECTIONS_PER_IP",
                "0"))) {
      String said = server.says("is ready");
      assertTrue(said.contains("This process may have 512 files and sockets open at once"), said);
      try (Client before = new Client(http)) {
        assertEquals("200", before.ask("/healthz"));
        try (Crowd crowd = new Crowd()) {
          crowd.fillHttp(http);
          assertEquals("200", before.ask("/healthz"));
          crowd.fillIce(tcp);
          server.says(WAITS);
          assertEquals("200", before.ask("/healthz"));
        }
        Poll.until("newcomers are served", () -> asksAnew(http), "200"::equals);
        assertEquals("200", before.ask("/healthz"));
      }
      String log = server.says("is ready");
      long lines = log.lines().filter(line -> line.contains(WAITS)).count();
      assertTrue(lines <= 10, "one line for each listener and minute: " + lines);
      assertTrue(log.lines().noneMatch(line -> line.startsWith("\tat ")), log);
    }
  }

  private static String asksAnew(int port) {
    try (Client client = new Client(port)) {
      return client.ask("/healthz");
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** A connection that is kept. */
  private static final class Client implements AutoCloseable {

    private final Socket socket = new Socket();
    private final BufferedReader answers;

    Client(int port) throws IOException {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      answers =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    /** The status of the answer. */
    String ask(String path) throws IOException {
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String status = answers.readLine();
      if (status == null) {
        throw new IOException("the server has closed the connection");
      }
      int length = 0;
      for (String line = answers.readLine(); !line.isEmpty(); line = answers.readLine()) {
        if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
        }
      }
      assertEquals(length, answers.skip(length));
      return status.split(" ")[1];
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** Connections that ask nothing. */
  private static final class Crowd implements AutoCloseable {

    private final List<Socket> sockets = new ArrayList<>();

    /** Until the server closes one again, which it may take its time for. */
    void fillHttp(int port) throws IOException {
      for (int i = 0; i < FILES; i++) {
        Socket socket = open("127.0.0.1", port);
        if (i > FILES / 3 && isClosed(socket)) {
          return;
        }
      }
      Poll.until(
          "the server lets in fewer than it has files", this::hasClosedOne, closed -> closed);
    }

    private boolean hasClosedOne() throws IOException {
      for (Socket socket : sockets) {
        if (isClosed(socket)) {
          return true;
        }
      }
      return false;
    }

    void fillIce(int port) throws IOException {
      for (int i = 0; i < ADDRESSES; i++) {
        for (int j = 0; j < FROM_ONE_ADDRESS; j++) {
          open("127.0.0." + (2 + i), port);
        }
      }
    }

    private Socket open(String from, int port) throws IOException {
      Socket socket = new Socket();
      sockets.add(socket);
      socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      return socket;
    }

    private static boolean isClosed(Socket socket) throws IOException {
      socket.setSoTimeout(1);
      try {
        return socket.getInputStream().read() < 0;
      } catch (SocketTimeoutException e) {
        return false;
      } catch (SocketException reset) {
        return true;
      }
    }

    @Override
    public void close() throws IOException {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}

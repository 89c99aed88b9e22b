package dev.sluice.server.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real TURN server that takes the credentials its secret makes. Skips the test when missing. */
final class Coturn implements AutoCloseable {

  static final String SECRET = "the-north-remembers";

  private static final Path DIRECTORY = Path.of("target", "e2e-coturn");

  private final Process process;
  private final String address;
  private final int port;

  private Coturn(Process process, String address, int port) {
    this.process = process;
    this.address = address;
    this.port = port;
  }

  /** Listens and relays on one address of this machine; ready when this returns. */
  static Coturn start(String address) {
    Path program = Tools.require("turnserver");
    try {
      Path directory = Files.createDirectories(DIRECTORY).toAbsolutePath();
      int port = freePort(address);
      List<String> command =
          new ArrayList<>(
              List.of(
                  program.toString(), "-n", "--no-cli", "--no-tls", "--no-dtls", "--fingerprint"));
      command.addAll(List.of("--listening-ip=" + address, "--listening-port=" + port));
      command.addAll(List.of("--relay-ip=" + address, "--realm=example.org"));
      command.addAll(List.of("--use-auth-secret", "--static-auth-secret=" + SECRET));
      command.addAll(List.of("--userdb=" + directory.resolve("turndb"), "--log-file=stdout"));
      command.add("--pidfile=" + directory.resolve("pid"));
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("log").toFile())
              .start();
      Coturn coturn = new Coturn(process, address, port);
      Poll.until("coturn listens", coturn::listens, listens -> listens);
      return coturn;
    } catch (IOException e) {
      throw new UncheckedIOException("coturn does not start", e);
    }
  }

  private static int freePort(String address) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(address, 0));
      return socket.getLocalPort();
    }
  }

  private boolean listens() {
    if (!process.isAlive()) {
      throw new IllegalStateException("coturn ended with " + process.exitValue());
    }
    try (Socket socket = new Socket(address, port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** As a STUN server, which it is too. */
  String stunUrl() {
    return "stun:%s:%d".formatted(address, port);
  }

  int port() {
    return port;
  }

  /**
   * Its URL.
   *
   * @param transport {@code udp} or {@code tcp}
   */
  String url(String transport) {
    return "turn:%s:%d?transport=%s".formatted(address, port, transport);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

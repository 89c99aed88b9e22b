package dev.sluice.server.e2e;

import dev.sluice.server.FreePorts;
import dev.sluice.server.http.TestCertificate;
import dev.sluice.server.http.TlsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A real TURN server with the file in {@code deploy/coturn}, for a Sluice at its own address. It
 * takes the credentials its secret makes. Skips the test when missing.
 */
final class Coturn implements AutoCloseable {

  static final String SECRET = "the-north-remembers";

  private static final Path DIRECTORY = Path.of("target", "e2e-coturn");

  /** A channel was bound, or something refused. */
  private static final Pattern ANSWER = Pattern.compile("success: 0x|error \\d+ \\(");

  private final Process process;
  private final TestCertificate certificate;
  private final String address;
  private final int port;
  private final int tlsPort;

  private Coturn(
      Process process, TestCertificate certificate, String address, int port, int tlsPort) {
    this.process = process;
    this.certificate = certificate;
    this.address = address;
    this.port = port;
    this.tlsPort = tlsPort;
  }

  /** Listens and relays on one address of this machine; ready when this returns. */
  static Coturn start(String address) {
    Path program = Tools.require("turnserver");
    try {
      Path directory = Files.createDirectories(DIRECTORY).toAbsolutePath();
      TestCertificate certificate = TestCertificate.create(address);
      TlsOptions files = certificate.in(directory);
      int port = FreePorts.tcp();
      int tlsPort = FreePorts.tcp();
      String listening = "listening-ip=%1$s%nrelay-ip=%1$s".formatted(address);
      DeployedFiles.of("coturn")
          .with("\nlistening-port=3478\n", "\nlistening-port=" + port + "\n")
          .with("tls-listening-port=5349", "tls-listening-port=" + tlsPort)
          .with("#listening-ip=203.0.113.8", listening)
          .with("/etc/coturn/fullchain.pem", files.certificateChain().toString())
          .with("/etc/coturn/privkey.pem", files.privateKey().toString())
          .with("<meet.example.org>", "meet.example.org")
          .with("<TURN_SECRET>", SECRET)
          .with("<203.0.113.7>", address)
          .with("/var/lib/turn/turndb", directory.resolve("turndb").toString())
          .with("/run/turnserver/turnserver.pid", directory.resolve("pid").toString())
          .into(directory);
      Process process =
          new ProcessBuilder(
                  program.toString(), "-c", directory.resolve("turnserver.conf").toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("log").toFile())
              .start();
      Coturn coturn = new Coturn(process, certificate, address, port, tlsPort);
      Poll.until("coturn listens", coturn::listens, listens -> listens);
      return coturn;
    } catch (IOException e) {
      throw new UncheckedIOException("coturn does not start", e);
    } catch (Exception e) {
      throw new IllegalStateException("no certificate for coturn", e);
    }
  }

  private boolean listens() {
    if (!process.isAlive()) {
      throw new IllegalStateException("coturn ended with " + process.exitValue());
    }
    try (Socket plain = new Socket(address, port);
        Socket tls = new Socket(address, tlsPort)) {
      return plain.isConnected() && tls.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** As a STUN server, which it is too. */
  String stunUrl() {
    return "stun:%s:%d".formatted(address, port);
  }

  /**
   * Where it listens.
   *
   * @param transport {@code udp}, {@code tcp} or {@code tls}
   */
  int port(String transport) {
    return transport.equals("tls") ? tlsPort : port;
  }

  /**
   * Its URL.
   *
   * @param transport {@code udp}, {@code tcp} or {@code tls}
   */
  String url(String transport) {
    return transport.equals("tls")
        ? "turns:%s:%d?transport=tcp".formatted(address, tlsPort)
        : "turn:%s:%d?transport=%s".formatted(address, port, transport);
  }

  /** What Chromium needs to trust its certificate. */
  String chromiumOption() throws Exception {
    return certificate.chromiumOption();
  }

  /**
   * What coturn's own client says when it asks, with good credentials, for a relay to a peer, by
   * UDP; with {@code -t -T} by TCP (RFC 6062).
   */
  String relayTo(String peer, int peerPort, String... options) {
    Path program = Tools.require("turnutils_uclient");
    List<String> command = new ArrayList<>(List.of(program.toString(), "-v", "-c", "-n", "1"));
    command.addAll(List.of("-m", "1", "-W", SECRET, "-u", "mallory"));
    command.addAll(List.of("-p", Integer.toString(port)));
    command.addAll(List.of("-e", peer, "-r", Integer.toString(peerPort)));
    command.addAll(List.of(options));
    command.add(address);
    try {
      Path said = Files.createTempFile(DIRECTORY, "client-", ".log");
      Process client =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      try {
        return Poll.until(
            "the client is told whether it may relay to " + peer,
            () -> Files.readString(said),
            text -> ANSWER.matcher(text).find());
      } finally {
        client.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no TURN client", e);
    }
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

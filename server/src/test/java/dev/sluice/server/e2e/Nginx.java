package dev.sluice.server.e2e;

import dev.sluice.server.FreePorts;
import dev.sluice.server.http.TestCertificate;
import dev.sluice.server.http.TlsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A real nginx with the files in {@code deploy/nginx}. Skips the test when missing. */
final class Nginx implements AutoCloseable {

  /** The name in the files. */
  static final String NAME = "meet.example.org";

  private final Process process;
  private final Path folder;
  private final TestCertificate certificate;
  private final int httpsPort;
  private final int httpPort;

  private Nginx(
      Process process, Path folder, TestCertificate certificate, int httpsPort, int httpPort) {
    this.process = process;
    this.folder = folder;
    this.certificate = certificate;
    this.httpsPort = httpsPort;
    this.httpPort = httpPort;
  }

  /** Before one server at a port of this machine; listens when this returns. */
  static Nginx before(Path folder, int port) throws Exception {
    return start(
        folder,
        DeployedFiles.of("nginx")
            .with("127.0.0.1:8080", "127.0.0.1:" + port)
            .with("10.0.0.11:8080", "127.0.0.1:1")
            .with("10.0.0.12:8080", "127.0.0.1:1"));
  }

  /** Before two servers at ports of this machine. */
  static Nginx before(Path folder, int port, int otherPort) throws Exception {
    return start(
        folder,
        DeployedFiles.of("nginx")
            .with("include sluice.conf;", "include sluice-nodes.conf;")
            .with("10.0.0.11:8080", "127.0.0.1:" + port)
            .with("10.0.0.12:8080", "127.0.0.1:" + otherPort));
  }

  private static Nginx start(Path folder, DeployedFiles files) throws Exception {
    Path program = Tools.require("nginx");
    TestCertificate certificate =
        TestCertificate.create("127.0.0.1", NAME, "a." + NAME, "b." + NAME);
    TlsOptions pem = certificate.in(folder);
    int httpsPort = FreePorts.tcp();
    int httpPort = FreePorts.tcp();
    files
        .with("  listen [::]:80;\n", "")
        .with("  listen [::]:443 ssl http2;\n", "")
        .with("  listen [::]:80 default_server;\n", "")
        .with("  listen [::]:443 ssl http2 default_server;\n", "")
        .with("listen 80", "listen 127.0.0.1:" + httpPort)
        .with("listen 443", "listen 127.0.0.1:" + httpsPort)
        .with("/etc/ssl/meet.example.org/fullchain.pem", pem.certificateChain().toString())
        .with("/etc/ssl/meet.example.org/privkey.pem", pem.privateKey().toString())
        .with("/run/nginx.pid", folder + "/pid")
        .with("/var/log/nginx", folder.toString())
        .with("/var/cache/nginx", folder + "/cache")
        .with("/var/www/acme", folder + "/acme")
        .with("  server_tokens off;\n", "  server_tokens off;\n" + temporaryPaths(folder));
    files.into(folder);
    Files.createDirectories(folder.resolve("cache"));
    Process process =
        new ProcessBuilder(
                program.toString(),
                "-p",
                folder.toString(),
                "-c",
                folder.resolve("nginx.conf").toString(),
                "-g",
                "daemon off; master_process off;")
            .inheritIO()
            .start();
    Nginx nginx = new Nginx(process, folder, certificate, httpsPort, httpPort);
    Poll.until("nginx listens", nginx::listens, listens -> listens);
    return nginx;
  }

  /** Where packages put these only root may write. */
  private static String temporaryPaths(Path folder) {
    StringBuilder lines = new StringBuilder();
    for (String module : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
      lines.append("  %s_temp_path %s/%s;%n".formatted(module, folder, module));
    }
    return lines.toString();
  }

  private boolean listens() {
    if (!process.isAlive()) {
      throw new AssertionError("nginx ended with " + process.exitValue());
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), httpsPort));
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** What a browser calls something here. */
  URI url(String path) {
    return URI.create("https://%s:%d%s".formatted(NAME, httpsPort, path));
  }

  /** What Chromium needs to find the name here and to trust the certificate. */
  String[] chromiumOptions() throws Exception {
    return new String[] {
      "--host-resolver-rules=MAP *.example.org 127.0.0.1", certificate.chromiumOption()
    };
  }

  /** What nginx has logged. */
  String accessLog() {
    try {
      return Files.readString(folder.resolve("sluice.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The whole answer to a request by HTTPS.
   *
   * @param from the loopback address of who asks
   * @param name of the server, for TLS and as Host
   * @param request its line and more headers, without the last line break
   */
  String answer(String from, String name, String request) throws Exception {
    return answer(from, name, request, "");
  }

  String answer(String from, String name, String request, String body) throws Exception {
    try (SSLSocket socket =
        (SSLSocket) certificate.clientContext().getSocketFactory().createSocket()) {
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), httpsPort));
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(name)));
      socket.setSSLParameters(parameters);
      return exchange(socket, name, request, body);
    }
  }

  /** The same by plain HTTP. */
  String plainAnswer(String name, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), httpPort)) {
      return exchange(socket, name, request, "");
    }
  }

  private static String exchange(Socket socket, String name, String request, String body)
      throws IOException {
    socket.setSoTimeout(20_000);
    String text = "%s\r\nHost: %s\r\nConnection: close\r\n\r\n%s".formatted(request, name, body);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

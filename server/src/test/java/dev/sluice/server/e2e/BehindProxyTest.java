package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.http.TestCertificate;
import dev.sluice.server.http.TlsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Browsers that come through a real nginx with the configuration in {@code deploy/}. */
@Tag("e2e")
class BehindProxyTest {

  private static final Path CONFIGURATION = Path.of("..", "deploy", "nginx", "sluice.conf");
  private static final FakeCapture CAMERA = new FakeCapture(Colour.BLUE, 660, 320, 240);

  @Test
  void meetThroughHttpsThatNginxEnds(@TempDir Path folder) throws Exception {
    Path nginx = Tools.require("nginx");
    int port = freePort();
    try (ServerFixture server = ServerFixture.start(Map.of("TRUSTED_PROXIES", "127.0.0.1"));
        Browsers browsers = Browsers.start()) {
      Path configuration = configuration(folder, port, server.port());
      Process proxy =
          new ProcessBuilder(
                  nginx.toString(), "-p", folder.toString(), "-c", configuration.toString())
              .inheritIO()
              .start();
      try {
        Poll.until("nginx listens", () -> listens(proxy, port), listens -> listens);
        String room = server.newRoom("proxy");
        try (Peer one = Peer.joining(room, "One").in(page(browsers, port));
            Peer other = Peer.joining(room, "Other").in(page(browsers, port))) {
          one.sees("Other", CAMERA.colour());
          other.sees("One", CAMERA.colour());
          assertEquals("connected", one.call("state").asText());
        }
      } finally {
        proxy.destroy();
        assertTrue(proxy.waitFor(10, TimeUnit.SECONDS));
      }
    }
  }

  /** What is in {@code deploy/} with the ports and the certificate of this test. */
  private static Path configuration(Path folder, int port, int upstream) throws Exception {
    TlsOptions files = TestCertificate.create().in(folder);
    String site = Files.readString(CONFIGURATION);
    for (String[] change :
        new String[][] {
          {"listen 443 ssl", "listen 127.0.0.1:" + port + " ssl"},
          {"  listen [::]:443 ssl;\n", ""},
          {"/etc/ssl/meet.example.org/fullchain.pem", files.certificateChain().toString()},
          {"/etc/ssl/meet.example.org/privkey.pem", files.privateKey().toString()},
          {"http://127.0.0.1:8080", "http://127.0.0.1:" + upstream}
        }) {
      assertTrue(site.contains(change[0]), change[0]);
      site = site.replace(change[0], change[1]);
    }
    Files.writeString(folder.resolve("sluice.conf"), site);
    return Files.writeString(
        folder.resolve("nginx.conf"),
        """
        daemon off;
        master_process off;
        pid %1$s/pid;
        error_log stderr;
        events {}
        http {
          access_log off;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          include %1$s/sluice.conf;
        }
        """
            .formatted(folder));
  }

  private static boolean listens(Process proxy, int port) {
    assertTrue(proxy.isAlive(), "nginx has ended");
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Page page(Browsers browsers, int port) {
    return browsers.page(
        URI.create("https://127.0.0.1:%d/web/e2e/peer.html".formatted(port)),
        browsers.executable(),
        CAMERA,
        "--ignore-certificate-errors");
  }
}

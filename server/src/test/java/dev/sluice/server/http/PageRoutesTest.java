package dev.sluice.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages this server really ships, and the same over TLS. */
class PageRoutesTest {

  private HttpServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop();
    }
  }

  private void start(HttpOptions.Builder options) throws IOException {
    start(options, EmbedOrigins.NONE);
  }

  private void start(HttpOptions.Builder options, EmbedOrigins embedders) throws IOException {
    server =
        new HttpServer(
            options.build(),
            PageRoutes.of(getClass().getClassLoader(), embedders, PageSources.NONE),
            System::nanoTime);
    server.start();
  }

  private static HttpOptions.Builder options() {
    return HttpOptions.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private HttpResponse<String> get(HttpClient client, String scheme, String path) throws Exception {
    URI uri = URI.create(scheme + "://127.0.0.1:" + server.port() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void leadsFromTheRootToThePages() throws Exception {
    start(options());
    for (String path : new String[] {"/", "/web"}) {
      HttpResponse<String> response = get(HttpClient.newHttpClient(), "http", path);
      assertEquals(302, response.statusCode());
      assertEquals("/web/", response.headers().firstValue("location").orElse(""));
    }
    assertEquals("/web/recordings.html", location("/recordings"));
  }

  @Test
  void leadsFromGoLivesPagesToOurs() throws Exception {
    start(options());
    assertEquals("/web/publish.html?room=daily", location("/web/publisher.html?room=daily"));
    assertEquals("/web/watch.html?room=a%26b", location("/web/player.html?room=a%26b"));
    assertEquals("/web/recordings.html", location("/web/records.html"));
  }

  @Test
  void servesTheBrowserClient() throws Exception {
    start(options());
    HttpResponse<String> module = get(HttpClient.newHttpClient(), "http", "/web/client/sluice.js");
    assertEquals(200, module.statusCode());
    assertTrue(module.headers().firstValue("content-type").orElse("").contains("javascript"));
  }

  @Test
  void shortLinksLeadToThePagesWithWhatTheyUnderstand() throws Exception {
    start(options());
    assertEquals(
        "/web/watch.html?room=daily&participant=a%26b&view=stage&muted=1",
        location("/watch/daily?muted=1&view=stage&participant=a%26b&token=secret&other=1"));
    assertEquals("/web/publish.html?room=a%26b+c", location("/publish/a%26b%20c"));
    assertEquals(
        400, get(HttpClient.newHttpClient(), "http", "/publish/b%20c%0D%0AX").statusCode());
  }

  private String location(String path) throws Exception {
    HttpResponse<String> response = get(HttpClient.newHttpClient(), "http", path);
    assertEquals(302, response.statusCode());
    return response.headers().firstValue("location").orElse("");
  }

  @Test
  void noPageMayBeFramedUnlessThatIsAllowed() throws Exception {
    start(options());
    for (String page : List.of("", "index.html", "publish.html", "recordings.html", "watch.html")) {
      HttpResponse<String> response = get(HttpClient.newHttpClient(), "http", "/web/" + page);
      assertEquals(200, response.statusCode(), page);
      assertTrue(policy(response).endsWith("; frame-ancestors 'none'"), policy(response));
      assertEquals("DENY", response.headers().firstValue("x-frame-options").orElse(""), page);
    }
  }

  @Test
  void onlyThePublishAndWatchPagesMayBeFramedByThoseWhoAreAllowed() throws Exception {
    start(options(), EmbedOrigins.parse("https://a.example, https://*.b.example:8443"));
    for (String page : new String[] {"publish.html", "watch.html"}) {
      HttpResponse<String> response = get(HttpClient.newHttpClient(), "http", "/web/" + page);
      assertTrue(
          policy(response)
              .endsWith("; frame-ancestors 'self' https://a.example https://*.b.example:8443"),
          policy(response));
      assertTrue(response.headers().firstValue("x-frame-options").isEmpty(), page);
    }
    HttpResponse<String> lobby = get(HttpClient.newHttpClient(), "http", "/web/index.html");
    assertTrue(policy(lobby).endsWith("; frame-ancestors 'none'"), policy(lobby));
    assertEquals("DENY", lobby.headers().firstValue("x-frame-options").orElse(""));
  }

  private static String policy(HttpResponse<String> response) {
    return response.headers().firstValue("content-security-policy").orElse("");
  }

  @Test
  void servesOverTlsWithPlainPemFiles(@TempDir Path folder) throws Exception {
    TestCertificate certificate = TestCertificate.create();
    start(options().tls(certificate.in(folder)));
    HttpClient client = HttpClient.newBuilder().sslContext(certificate.clientContext()).build();
    assertEquals(200, get(client, "https", "/web/client/sluice.js").statusCode());
    assertEquals(404, get(client, "https", "/nowhere").statusCode());
  }

  @Test
  void saysWhichCertificateCannotBeUsed(@TempDir Path folder) throws Exception {
    Path garbage = Files.writeString(folder.resolve("cert.pem"), "not a certificate");
    HttpOptions.Builder options = options().tls(new TlsOptions(garbage, garbage));
    HttpServer broken =
        new HttpServer(
            options.build(),
            PageRoutes.of(getClass().getClassLoader(), EmbedOrigins.NONE, PageSources.NONE),
            () -> 0);
    String message = assertThrows(IOException.class, broken::start).getMessage();
    assertTrue(message.contains("cert.pem"), message);
    broken.stop();
  }
}

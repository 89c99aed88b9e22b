package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Frame;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.server.e2e.Browsers.ChromiumPage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Another site shows the pages in a frame: when it is allowed to, and when not. */
@Tag("e2e")
class EmbeddedPagesTest {

  private static final FakeCapture CAMERA = new FakeCapture(Colour.GREEN, 600);

  private static Browsers browsers;
  private static HttpServer site;
  private static ServerFixture open;
  private static ServerFixture closed;

  @BeforeAll
  static void start() throws IOException {
    browsers = Browsers.start();
    site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    site.createContext(
        "/",
        exchange -> {
          String frame = URI.create(exchange.getRequestURI().getRawQuery()).toString();
          String page =
              """
              <!doctype html><title>Another site</title><link rel="icon" href="data:," />
              <iframe width="800" height="600" src="%s"
                allow="autoplay; fullscreen; camera; microphone; display-capture"></iframe>
              """
                  .formatted(frame);
          byte[] body = page.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    site.start();
    open = ServerFixture.start(Map.of("EMBED_ORIGINS", "https://other.example, " + origin()));
    closed = ServerFixture.start(Map.of("EMBED_ORIGINS", "https://other.example"));
  }

  @AfterAll
  static void stop() {
    if (browsers != null) {
      browsers.close();
      site.stop(0);
      open.close();
      closed.close();
    }
  }

  private static String origin() {
    return "http://127.0.0.1:" + site.getAddress().getPort();
  }

  /** The other site's page with a frame of ours. */
  private static ChromiumPage embedding(URI framed) {
    return browsers.page(URI.create(origin() + "/?" + framed), browsers.executable(), CAMERA);
  }

  private static Frame frame(ChromiumPage page) {
    return Poll.until("there is a frame", () -> page.view().frames(), frames -> frames.size() == 2)
        .get(1);
  }

  @Test
  void anAllowedSiteShowsBothPagesAndTheyWork() {
    String room = open.newRoom("embedded");
    try (ChromiumPage publisher = embedding(PublishPage.address(open, room, ""));
        ChromiumPage viewer = embedding(WatchPage.address(open, room, ""))) {
      Frame publish = frame(publisher);
      untilItPlays(publish, "preview-video");
      publish.getByTestId("go-live").click();
      publish.getByTestId("live-panel").waitFor();

      Frame watch = frame(viewer);
      untilItPlays(watch, "watch-video");
      String measured =
          "import('/web/e2e/watched.js').then((watched) => watched.watchedPictures()[0])";
      Poll.until(
          "the frame shows the camera",
          () -> (Map<?, ?>) watch.evaluate(measured),
          seen ->
              seen != null
                  && CAMERA.colour().matches(of(seen, "red"), of(seen, "green"), of(seen, "blue")));
    }
  }

  private static void untilItPlays(Frame frame, String video) {
    Poll.until(
        video + " plays",
        () ->
            frame.evaluate(
                "document.querySelector('[data-testid=%s]')?.videoWidth > 0".formatted(video)),
        Boolean.TRUE::equals);
  }

  private static int of(Map<?, ?> seen, String component) {
    return ((Number) seen.get(component)).intValue();
  }

  @Test
  void otherSitesAreRefusedByTheBrowser() {
    for (URI page :
        new URI[] {
          WatchPage.address(closed, "embedded", ""),
          PublishPage.address(closed, "embedded", ""),
          open.url().resolve("/web/"),
        }) {
      try (ChromiumPage viewer = embedding(page)) {
        Poll.until(
            "the browser says why",
            viewer::console,
            said -> said.contains("frame-ancestors") || said.contains("Framing"));
        assertFalse(frame(viewer).url().startsWith("http"), () -> frame(viewer).url());
        assertTrue(frame(viewer).querySelectorAll("[data-testid]").isEmpty());
      }
    }
  }
}

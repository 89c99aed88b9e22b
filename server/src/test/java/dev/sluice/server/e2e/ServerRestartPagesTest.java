package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import dev.sluice.server.e2e.Browsers.ChromiumPage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What people see while the server is away, and after it came back; what pages ask for again. */
@Tag("e2e")
class ServerRestartPagesTest {

  private static final Path FIGURES = Path.of("target", "page-restart.txt");
  private static final FakeCapture CAMERA = new FakeCapture(Colour.GREEN, 440);

  private static Browsers browsers;
  private static ServerFixture server;

  @BeforeAll
  static void start() {
    browsers = Browsers.start();
    server = ServerFixture.start();
  }

  @AfterAll
  static void stop() {
    if (browsers != null) {
      browsers.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static ChromiumPage window(URI address, Browser.NewContextOptions options) {
    return browsers.window(address, CAMERA, options, "");
  }

  private static Browser.NewContextOptions desktop() {
    return Screenshots.desktop(ColorScheme.LIGHT);
  }

  @Test
  void callsGoOnAfterARestartAndPagesSaySo() throws IOException {
    String room = server.newRoom("restart");
    URI home = server.url();
    try (ChromiumPage annas = window(CallPage.address(home, room, "Anna"), desktop());
        ChromiumPage bens =
            window(CallPage.address(home, room, "Ben"), Screenshots.phone(ColorScheme.DARK));
        ChromiumPage carlas =
            window(home.resolve("/web/?room=" + room + "&name=Carla"), desktop());
        ChromiumPage viewers = window(WatchPage.address(server, room, ""), desktop())) {
      CallPage anna = new CallPage("Anna", annas).seesPictures(2);
      CallPage ben = new CallPage("Ben", bens).seesPictures(2);
      CallPage carla = new CallPage("Carla", carlas);
      WatchPage viewer = new WatchPage(viewers);
      viewer.decodesMore(5);
      anna.parts().click("mute");
      anna.evaluate(CallPage.tilePart("Ben", "tile-pin") + ".click()");
      anna.parts().until("shows Ben large", focused(), name -> name.asText().equals("Ben"));

      server.close();
      anna.parts().untilItSays("banner-text", "Your call continues");
      ben.parts().untilItSays("banner-text", "Your call continues");
      viewer.parts().untilItShows("message");
      carla.parts().click("join");
      carla.parts().untilItSays("join-status-text", "You join as soon as");
      carla.parts().untilItShows("join-status-action");
      anna.parts().untilItSays("banner-countdown", "Next try in");
      assertEquals(2, anna.tiles(), "the call stands as it was");
      assertEquals("Ben", anna.evaluate(focused()).asText());
      Screenshots.take(annas, "call-server-away");
      Screenshots.take(bens, "call-server-away-phone");
      Screenshots.take(carlas, "lobby-server-away");
      Screenshots.take(viewers, "watch-server-away");

      long away = System.nanoTime();
      server = ServerFixture.start(Map.of("HTTP_ADDR", ":" + home.getPort()));
      carla.parts().click("join-status-action");
      anna.untilTheBannerIsGone();
      ben.untilTheBannerIsGone();
      anna.seesPictures(3);
      Duration back = Duration.ofNanos(System.nanoTime() - away);
      ben.seesPictures(3);
      carla.seesPictures(3);
      anna.decodesMore();
      viewer.decodesMore(5);
      Files.writeString(
          FIGURES,
          "a call page shows everybody %d ms after the restarted server was begun%n"
              .formatted(back.toMillis()));
      assertEquals("Ben", anna.evaluate(focused()).asText(), "who was large is large again");
      assertEquals(3, anna.tiles(), "nobody is there twice");
      assertTrue(anna.evaluate("sluice.room.publications.some((it) => it.muted)").asBoolean());
      ben.parts()
          .until(
              "sees that Anna is muted",
              CallPage.tilePart("Anna", "tile-muted") + "?.hidden === false",
              JsonNode::asBoolean);
      Screenshots.take(annas, "call-server-back");
    }
  }

  private static String focused() {
    return "document.querySelector('.tile--focus [data-testid=tile-name]')?.textContent ?? ''";
  }

  @Test
  void aSecondVisitLoadsNothingAgainAndNothingIsMissing() {
    for (String name : new String[] {"", "publish.html", "watch.html?room=none", "admin.html"}) {
      URI address = server.url().resolve("/web/" + name);
      try (ChromiumPage page = window(address, desktop())) {
        for (boolean again : new boolean[] {false, true}) {
          if (again) {
            page.view().navigate("about:blank");
            page.view().navigate(address.toString());
          }
          ProductPage parts = new ProductPage(name, page);
          JsonNode loaded =
              parts.until(
                  "has loaded its fonts and scripts",
                  """
                  document.fonts.ready.then(() => performance.getEntriesByType('resource').map(
                    ({ name, responseStatus, transferSize }) => ({ name, responseStatus, transferSize })))
                  """,
                  seen -> seen.toString().contains("woff2") && seen.size() > 10);
          int transferred = 0;
          for (JsonNode each : loaded) {
            transferred += each.get("transferSize").asInt();
            if (each.get("name").asText().contains("/web/")) {
              assertTrue(each.get("name").asText().contains("/web/v/"), each.toString());
              assertEquals(200, each.get("responseStatus").asInt(), each.toString());
              // an icon may have come before the page that names it
              assertTrue(!again || each.get("transferSize").asInt() == 0, each.toString());
            }
          }
          assertTrue(again || transferred > 0, loaded.toString());
        }
      }
    }
  }
}

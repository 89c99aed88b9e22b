package dev.sluice.server.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import dev.sluice.server.e2e.Browsers.ChromiumPage;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The publish and watch pages before, during and after a stream, on a desk and on a telephone. */
@Tag("e2e")
class PageScreenshotsTest {

  private static final String LOCKED = "backstage";
  private static final FakeCapture CAMERA = new FakeCapture(Colour.CYAN, 440);
  private static final int IDAS_HUE = 205;
  private static final int JOS_HUE = 20;

  private static Browsers browsers;
  private static ServerFixture server;

  @BeforeAll
  static void start() {
    browsers = Browsers.start();
    server = ServerFixture.start(Map.of("ROOM_TOKENS", LOCKED + ":s3cret"));
  }

  @AfterAll
  static void stop() {
    if (browsers != null) {
      browsers.close();
      server.close();
    }
  }

  private static ChromiumPage window(URI address, Browser.NewContextOptions options) {
    return browsers.window(address, CAMERA, options, Screenshots.portrait(IDAS_HUE));
  }

  @Test
  void thePublishPage() {
    String room = server.newRoom("harbour");
    URI address = PublishPage.address(server, room, "&name=Ida");
    for (boolean phone : new boolean[] {false, true}) {
      Browser.NewContextOptions options =
          phone ? Screenshots.phone(ColorScheme.DARK) : Screenshots.desktop(ColorScheme.LIGHT);
      String suffix = phone ? "-phone" : "";
      try (ChromiumPage view = window(address, options)) {
        PublishPage publish = new PublishPage(view);
        publish.untilItCaptures();
        Screenshots.take(view, "publish" + suffix);
        publish.parts().clickIn("quality-details", "summary");
        publish.parts().clickIn("guide", "summary");
        Screenshots.takeWhole(view, "publish-open" + suffix);
        publish.parts().clickIn("quality-details", "summary");
        publish.parts().clickIn("guide", "summary");
        publish.goLive();
        publish
            .parts()
            .until(
                "counts what is sent",
                "[...document.querySelectorAll('.track__bitrate')].filter((it) => parseFloat(it.textContent) > 0).length",
                count -> count.asInt() == 2);
        Screenshots.takeWhole(view, "publish-live" + suffix);
      }
    }
    try (ChromiumPage view =
        window(PublishPage.address(server, LOCKED, ""), Screenshots.desktop(ColorScheme.DARK))) {
      PublishPage publish = new PublishPage(view);
      publish.untilItCaptures();
      publish.parts().click("go-live");
      publish.parts().untilItShows("token-field");
      Screenshots.take(view, "publish-token");
    }
  }

  @Test
  void theWatchPage() {
    String room = server.newRoom("harbour");
    try (ChromiumPage studio =
        window(
            PublishPage.address(server, room, "&name=Ida"),
            Screenshots.desktop(ColorScheme.LIGHT))) {
      PublishPage publish = new PublishPage(studio);
      publish.goLive();
      for (boolean phone : new boolean[] {false, true}) {
        Browser.NewContextOptions options =
            phone ? Screenshots.phone(ColorScheme.DARK) : Screenshots.desktop(ColorScheme.LIGHT);
        String suffix = phone ? "-phone" : "";
        try (ChromiumPage view = window(WatchPage.address(server, room, ""), options)) {
          WatchPage watch = new WatchPage(view);
          watch.decodesMore(15);
          watch.parts().untilItShows("latency");
          wake(view);
          Screenshots.take(view, "watch-live" + suffix);
          watch.parts().click("menu");
          watch.parts().untilItShows("layer-group");
          watch.parts().untilItSays("view-list", "Ida");
          Screenshots.take(view, "watch-menu" + suffix);
          watch.parts().click("stats");
          watch
              .parts()
              .until(
                  "counts what comes",
                  "[...document.querySelectorAll('.track__bitrate')].filter((it) => parseFloat(it.textContent) > 0).length",
                  count -> count.asInt() >= 1);
          Screenshots.take(view, "watch-statistics" + suffix);
        }
      }
      try (ChromiumPage view =
          browsers.window(
              WatchPage.address(server, room, ""),
              CAMERA,
              Screenshots.phone(ColorScheme.LIGHT),
              WatchPage.NO_SOUND_UNTOUCHED)) {
        new WatchPage(view).parts().untilItShows("unmute");
        Screenshots.take(view, "watch-silent-phone");
      }
      try (ChromiumPage other =
              browsers.window(
                  PublishPage.address(server, room, "&participant=other&name=Jo"),
                  CAMERA,
                  Screenshots.desktop(ColorScheme.LIGHT),
                  Screenshots.portrait(JOS_HUE));
          ChromiumPage view =
              window(
                  WatchPage.address(server, room, "&view=stage"),
                  Screenshots.desktop(ColorScheme.LIGHT))) {
        new PublishPage(other).goLive();
        new WatchPage(view)
            .parts()
            .until(
                "shows both",
                "[...document.querySelectorAll('.watch__video--tile')].filter((it) => it.videoWidth > 0).length",
                count -> count.asInt() == 2);
        Screenshots.take(view, "watch-stage");
      }
      try (ChromiumPage view =
          window(WatchPage.address(server, room, ""), Screenshots.desktop(ColorScheme.DARK))) {
        WatchPage watch = new WatchPage(view);
        watch.decodesMore(15);
        publish.stop();
        watch.parts().untilItShows("message");
        Screenshots.take(view, "watch-interrupted");
      }
    }
  }

  @Test
  void theWatchPageBeforeAStreamAndWithoutRights() {
    for (boolean phone : new boolean[] {false, true}) {
      Browser.NewContextOptions options =
          phone ? Screenshots.phone(ColorScheme.DARK) : Screenshots.desktop(ColorScheme.LIGHT);
      String suffix = phone ? "-phone" : "";
      try (ChromiumPage view = window(WatchPage.address(server, "empty", ""), options)) {
        new WatchPage(view).untilState("waiting");
        Screenshots.take(view, "watch-waiting" + suffix);
      }
      try (ChromiumPage view = window(WatchPage.address(server, LOCKED, ""), options)) {
        new WatchPage(view).parts().untilItShows("token-form");
        Screenshots.take(view, "watch-token" + suffix);
      }
    }
  }

  private static void wake(ChromiumPage view) {
    view.view().mouse().move(200, 200);
    Poll.until(
        "the bar is there",
        () -> view.evaluate("document.querySelector('[data-testid=watch]').dataset.resting"),
        resting -> !resting.asText().equals("true"));
  }
}

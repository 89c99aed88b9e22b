package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The publish page and the watch page in Firefox, with Chromium at the other end. */
@Tag("e2e")
class PublishAndWatchFirefoxTest {

  private static final FakeCapture CAMERA = new FakeCapture(Colour.YELLOW, 900);
  private static final Colour PAINTED = Colour.BLUE;
  private static final int HZ = 450;

  private static MixedBrowsers browsers;
  private static ServerFixture server;

  @BeforeAll
  static void start() {
    browsers = MixedBrowsers.start();
    server = ServerFixture.start();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      browsers.close();
      server.close();
    }
  }

  private static WatchPage inChromium(String room) {
    return new WatchPage(
        browsers
            .chromium()
            .page(WatchPage.address(server, room, ""), browsers.chromium().executable(), CAMERA));
  }

  @Test
  void watchesWhatChromiumPublishes() {
    String room = server.newRoom("foxwatch");
    try (WatchPage watch =
        new WatchPage(browsers.firefox().page(WatchPage.address(server, room, "")))) {
      watch.untilState("waiting");
      try (PublishPage publish =
          new PublishPage(
                  browsers
                      .chromium()
                      .page(
                          PublishPage.address(server, room, ""),
                          browsers.chromium().executable(),
                          CAMERA))
              .goLive()) {
        watch.sees(CAMERA.colour());
        watch.hears(CAMERA.hz());
        watch.decodesMore(15);
        watch.parts().untilItShows("latency");
        watch.parts().untilItSays("viewer-number", "1");
        assertTrue(publish.parts().shows("live-panel"));
      }
    }
  }

  @Test
  void publishesWhatChromiumWatches() {
    String room = server.newRoom("foxpublish");
    try (PublishPage publish =
            new PublishPage(
                browsers.firefox().page(PublishPage.address(server, room, "&name=Fox")));
        WatchPage watch = inChromium(room)) {
      publish.paint(PAINTED, HZ);
      publish.goLive();
      watch.sees(PAINTED);
      watch.hears(HZ);
      watch.decodesMore(15);
      publish.stop();
      watch.parts().untilItShows("message");
    }
  }
}

package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import dev.sluice.server.e2e.Browsers.ChromiumPage;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The publish page and the watch page, with real browsers. */
@Tag("e2e")
class PublishAndWatchTest {

  private static final String LOCKED = "locked";
  private static final String TOKEN = "s3cret";
  private static final FakeCapture CAMERA = new FakeCapture(Colour.MAGENTA, 500, 640, 480);
  private static final FakeCapture OTHER = new FakeCapture(Colour.CYAN, 800);

  private static Browsers browsers;
  private static ServerFixture server;

  @BeforeAll
  static void start() {
    browsers = Browsers.start();
    server = ServerFixture.start(Map.of("ROOM_TOKENS", LOCKED + ":" + TOKEN));
  }

  @AfterAll
  static void stop() {
    if (browsers != null) {
      browsers.close();
      server.close();
    }
  }

  private static PublishPage publish(String room, String more, FakeCapture capture) {
    URI address = PublishPage.address(server, room, more);
    return new PublishPage(browsers.page(address, browsers.executable(), capture));
  }

  private static WatchPage watch(String room, String more) {
    URI address = WatchPage.address(server, room, more);
    return new WatchPage(browsers.page(address, browsers.executable(), OTHER));
  }

  /** In a browser that gives no sound before somebody touched the page. */
  private static WatchPage watchUntouched(String room, String more) {
    return new WatchPage(
        browsers.window(
            WatchPage.address(server, room, more),
            OTHER,
            new Browser.NewContextOptions(),
            WatchPage.NO_SOUND_UNTOUCHED));
  }

  @Test
  void whoComesTooEarlyWaitsAndSeesAndHearsThePublisherWhenItBegins() {
    String room = server.newRoom("pages");
    try (WatchPage watch = watch(room, "")) {
      watch.untilState("waiting");
      watch.parts().untilItSays("message-title", "Waiting for the stream");
      try (PublishPage publish = publish(room, "&name=Ida", CAMERA).goLive()) {
        watch.untilState("connected");
        watch.sees(CAMERA.colour());
        watch.hears(CAMERA.hz());
        watch.decodesMore(15);
        assertFalse(watch.parts().shows("message"));
        assertFalse(watch.parts().shows("unmute"));
        watch.parts().untilItShows("latency");
        publish.parts().untilItSays("stats-tracks", "VP8");

        publish.stop();
        watch.parts().untilItShows("message");
        publish.goLive();
        watch.sees(CAMERA.colour());
        watch.decodesMore(15);
      }
    }
  }

  @Test
  void aReloadAndALostSessionBringThePictureBack() {
    String room = server.newRoom("pages");
    try (PublishPage publish = publish(room, "", CAMERA).goLive();
        WatchPage watch = watch(room, "")) {
      watch.sees(CAMERA.colour());
      String first = watch.session();
      view(watch).reload();
      watch
          .parts()
          .until(
              "has another session",
              "globalThis.sluice?.player?.sessionUrl ?? ''",
              url -> !url.asText().isEmpty() && !url.asText().equals(first));
      watch.sees(CAMERA.colour());
      watch.parts().untilItSays("viewer-number", "1");

      String second = watch.session();
      watch.evaluate(
          "fetch('%s', { method: 'DELETE' }).then(({ status }) => status)".formatted(second));
      watch
          .parts()
          .until(
              "has a third session",
              "sluice.player.sessionUrl ?? ''",
              url -> !url.asText().isEmpty() && !url.asText().equals(second));
      watch.untilState("connected");
      watch.sees(CAMERA.colour());
      watch.decodesMore(15);
      assertTrue(publish.parts().shows("live-panel"));
    }
  }

  /** For what only Playwright can do. */
  private static com.microsoft.playwright.Page view(WatchPage watch) {
    return ((ChromiumPage) watch.parts().page()).view();
  }

  @Test
  void lostMediaIsMendedByAnIceRestartWithinTheSession() {
    String room = server.newRoom("pages");
    try (PublishPage publish = publish(room, "", CAMERA).goLive();
        WatchPage watch = watch(room, "")) {
      watch.sees(CAMERA.colour());
      String session = watch.session();
      for (ProductPage page : new ProductPage[] {publish.parts(), watch.parts()}) {
        String client = page == watch.parts() ? "sluice.player" : "sluice.publisher";
        String before = ufrag(page, client);
        loseIce(page, client);
        page.until(
            "has other ICE credentials", ufragOf(client), now -> !now.asText().equals(before));
        watch.decodesMore(15);
      }
      assertEquals(session, watch.session());
      watch.untilState("connected");
    }
  }

  private static String ufrag(ProductPage page, String client) {
    return page.page().evaluate(ufragOf(client)).asText();
  }

  private static String ufragOf(String client) {
    return "/a=ice-ufrag:(\\S+)/.exec(%s.peerConnection.remoteDescription.sdp)[1]"
        .formatted(client);
  }

  /** What the client does when the browser says that no ICE pair works any more. */
  private static void loseIce(ProductPage page, String client) {
    page.page()
        .evaluate(
            """
            (() => {
              const connection = %s.peerConnection;
              Object.defineProperty(connection, 'iceConnectionState', { configurable: true, get: () => 'failed' });
              const healed = () => {
                if (connection.signalingState === 'stable') {
                  connection.removeEventListener('signalingstatechange', healed);
                  delete connection.iceConnectionState;
                }
              };
              connection.addEventListener('signalingstatechange', healed);
              connection.dispatchEvent(new Event('iceconnectionstatechange'));
            })()
            """
                .formatted(client));
  }

  @Test
  void bothPagesAskForATokenWhenOneIsWanted() {
    try (PublishPage publish = publish(LOCKED, "", CAMERA);
        WatchPage watch = watch(LOCKED, "")) {
      watch.untilState("closed");
      watch.parts().untilItShows("token-form");
      publish.untilItCaptures();
      publish.parts().click("go-live");
      publish.parts().untilItShows("token-field");
      publish.parts().untilItSays("publish-error", "access token");

      publish.parts().fill("token-input", "wrong");
      publish.parts().click("go-live");
      publish.parts().untilItSays("publish-error", "access token");
      publish.parts().fill("token-input", TOKEN);
      publish.goLive();
      watch.parts().fill("token-input", TOKEN);
      watch.parts().click("token-send");
      watch.sees(CAMERA.colour());
      try (WatchPage invited = watch(LOCKED, "#token=" + TOKEN)) {
        invited.sees(CAMERA.colour());
        assertEquals("", invited.evaluate("location.hash").asText());
      }
    }
  }

  @Test
  void aBrowserThatForbidsSoundPlaysSilentlyUntilItIsTouched() {
    String room = server.newRoom("pages");
    try (PublishPage publish = publish(room, "", CAMERA).goLive();
        WatchPage watch = watchUntouched(room, "")) {
      watch.sees(CAMERA.colour());
      watch.parts().untilItShows("unmute");
      assertTrue(muted(watch));
      view(watch).getByTestId("unmute").click();
      watch.parts().until("is heard", MUTED, silent -> !silent.asBoolean());
      assertFalse(watch.parts().shows("unmute"));
      try (WatchPage asked = watchUntouched(room, "&muted")) {
        asked.sees(CAMERA.colour());
        assertTrue(muted(asked));
        assertFalse(asked.parts().shows("unmute"));
      }
      assertTrue(publish.parts().shows("live-panel"));
    }
  }

  private static final String MUTED = "document.querySelector('[data-testid=watch-video]').muted";

  private static boolean muted(WatchPage watch) {
    return watch.evaluate(MUTED).asBoolean();
  }

  @Test
  void theLayerMenuChangesTheSizeOfThePicture() {
    String room = server.newRoom("pages");
    try (PublishPage publish = publish(room, "", CAMERA).goLive();
        WatchPage watch = watch(room, "")) {
      watch.sees(CAMERA.colour());
      watch.parts().click("menu");
      watch.parts().untilItShows("layer-group");
      watch.parts().untilItSays("layer-list", "480p");
      watch.parts().untilItSays("layer-list", "240p");
      watch.parts().clickIn("layer-list", "input[value*='q']");
      watch.untilWidth(CAMERA.width() / 2);
      watch.parts().clickIn("layer-list", "input[value*='h']");
      watch.untilWidth(CAMERA.width());
      try (WatchPage small = watch(room, "&layer=q")) {
        small.untilWidth(CAMERA.width() / 2);
        small.decodesMore(30);
        small.untilWidth(CAMERA.width() / 2);
        watch.parts().untilItSays("viewer-number", "2");
      }
      watch.parts().untilItSays("viewer-number", "1");
      assertTrue(publish.parts().shows("live-panel"));
    }
  }

  @Test
  void severalPublishersAreSeenByNameAndSideBySide() {
    String room = server.newRoom("pages");
    try (PublishPage one = publish(room, "&participant=one", CAMERA).goLive();
        PublishPage two = publish(room, "&participant=two", OTHER).goLive()) {
      try (WatchPage watch = watch(room, "&participant=two")) {
        watch.sees(OTHER.colour());
        watch.hears(OTHER.hz());
      }
      try (WatchPage watch = watch(room, "&view=stage&muted")) {
        watch.seesAll(CAMERA.colour(), OTHER.colour());
        watch.parts().click("menu");
        watch
            .parts()
            .until(
                "lists both",
                "[...document.querySelectorAll('[data-testid=view-choice]')].map(({ value }) => value).join()",
                values ->
                    values.asText().contains("\"one\"") && values.asText().contains("\"two\""));
        watch.parts().clickIn("view-list", "input[value*='one']");
        watch.sees(CAMERA.colour());
        assertEquals(
            "?room=" + room + "&participant=one", watch.evaluate("location.search").asText());
      }
      two.stop();
      assertTrue(one.parts().shows("live-panel"));
    }
  }

  @Test
  void whoIsReplacedByAnotherPublisherIsToldAndDoesNotComeBack() {
    String room = server.newRoom("pages");
    try (PublishPage first = publish(room, "", CAMERA).goLive();
        WatchPage watch = watch(room, "")) {
      watch.sees(CAMERA.colour());
      try (PublishPage second = publish(room, "", OTHER).goLive()) {
        watch.sees(OTHER.colour());
        first.parts().untilItSays("publish-error", "somebody publishes in your place");
        watch.decodesMore(30);
        watch.sees(OTHER.colour());
        assertTrue(second.parts().shows("live-panel"));
      }
    }
  }

  @Test
  void theShortLinksAndTheLobbyLeadToThePages() {
    String room = server.newRoom("pages");
    URI shortLink = server.url().resolve("/watch/" + room + "?controls=0#token=none");
    try (WatchPage watch = new WatchPage(browsers.page(shortLink, browsers.executable(), OTHER))) {
      watch.untilState("waiting");
      assertFalse(watch.parts().shows("mute"));
      assertEquals("?room=" + room + "&controls=0", watch.evaluate("location.search").asText());
    }
    URI lobby = server.url().resolve("/web/?room=" + room);
    try (ProductPage page =
        new ProductPage("the lobby", browsers.page(lobby, browsers.executable(), OTHER))) {
      page.untilItShows("watch-page");
      page.until(
          "links to the watch page",
          href("watch-page"),
          it -> it.asText().endsWith("/web/watch.html?room=" + room));
      page.until(
          "links to the publish page",
          href("publish-page"),
          it -> it.asText().endsWith("/web/publish.html?room=" + room));
    }
  }

  private static String href(String part) {
    return "document.querySelector('[data-testid=%s]').href".formatted(part);
  }
}

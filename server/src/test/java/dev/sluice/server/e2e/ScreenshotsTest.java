package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import dev.sluice.server.e2e.Browsers.ChromiumPage;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What people see, as pictures in {@code target/screenshots} to look at, and what can be said about
 * them without eyes: everybody is shown, nothing is cut off, every control has a name, and the
 * browser has nothing to complain about.
 */
@Tag("e2e")
class ScreenshotsTest {

  private static final FakeCapture CAMERA = new FakeCapture(Colour.CYAN, 440);
  private static final int FULL_ROOM = 9;

  /** One guest of so many speaks. */
  private static final int SPEAKING = 4;

  private static final List<String> NAMES =
      List.of("Amara", "Björn", "Chiara", "Daniel", "Elif", "Farid", "Greta", "Hiroshi");

  private static final String FLOWING_AND_CALM =
      """
      [...document.querySelectorAll('.track__bitrate')].filter((rate) => parseFloat(rate.textContent) > 0).length >= 3
        && !document.querySelector('[data-testid=toast]')
      """;

  private static Browsers browsers;
  private static ServerFixture server;

  @BeforeAll
  static void start() {
    browsers = Browsers.start();
    server = ServerFixture.start(Map.of("MAX_PARTICIPANTS_PER_ROOM", String.valueOf(FULL_ROOM)));
  }

  @AfterAll
  static void stop() {
    if (browsers != null) {
      browsers.close();
      server.close();
    }
  }

  /** The product's page with a camera that shows somebody. */
  private static ChromiumPage page(String query, int hue, Browser.NewContextOptions options) {
    URI address = server.url().resolve("/web/?" + query);
    return browsers.window(address, CAMERA, options, Screenshots.portrait(hue));
  }

  /** Listens for a start, so that it can be seen who speaks. */
  private static ChromiumPage inCall(
      String room, String name, int hue, Browser.NewContextOptions options) {
    return page("autojoin=1&audio=0&room=" + room + "&name=" + name, hue, options);
  }

  /**
   * Somebody who is seen, is heard when it is their turn, and looks at nobody: that costs decoders.
   */
  private static Peer guest(String room, int index) {
    Peer guest =
        Peer.joining(room, NAMES.get(index))
            .portraying(index * 47, 300 + 100 * index)
            .with("videoSlots", 0)
            .in(browsers.page(server, CAMERA));
    if (index % SPEAKING != 0) {
      guest.call("setMuted", "audio", true);
    }
    return guest;
  }

  @Test
  void lobby() {
    try (ChromiumPage page =
        page("room=quiet-lake&name=Ida", 205, Screenshots.desktop(ColorScheme.LIGHT))) {
      awaitPreview(page);
      Screenshots.take(page, "lobby");
    }
    try (ChromiumPage page = page("room=quiet-lake", 205, Screenshots.phone(ColorScheme.DARK))) {
      awaitPreview(page);
      Screenshots.take(page, "lobby-phone");
    }
  }

  @Test
  void twoPeople() {
    String room = server.newRoom("two-people");
    try (Peer guest = guest(room, 0);
        ChromiumPage page = inCall(room, "Ida", 205, Screenshots.desktop(ColorScheme.DARK))) {
      awaitTiles(page, 2);
      Screenshots.take(page, "two-people");

      guest.call("send", "chat", "Good morning! Shall we look at the figures first?");
      page.view().getByTestId("chat").click();
      page.view().getByTestId("chat-input").fill("Yes, they are just coming in.");
      page.view().getByTestId("chat-send").click();
      page.view().getByTestId("stats").click();
      Poll.until(
          "the statistics count what flows and nothing stands before them",
          () -> page.evaluate(FLOWING_AND_CALM),
          JsonNode::asBoolean);
      Screenshots.take(page, "two-people-with-chat-and-statistics");
    }
  }

  @Test
  void ninePeopleOnADesktopAndOnAPhoneAndOneTooMany() {
    String room = server.newRoom("nine-people");
    List<Peer> guests = new ArrayList<>();
    try {
      for (int index = 0; index < FULL_ROOM - 1; index++) {
        guests.add(guest(room, index));
      }
      try (ChromiumPage page = inCall(room, "Ida", 205, Screenshots.desktop(ColorScheme.LIGHT))) {
        awaitTiles(page, FULL_ROOM);
        Screenshots.take(page, "nine-people");
        try (ChromiumPage refused =
            inCall(room, "Jo", 90, Screenshots.desktop(ColorScheme.LIGHT))) {
          awaitNotice(refused, "room_full");
          Screenshots.take(refused, "room-full");
        }
      }
      guests.get(0).until("there is room", others -> others.size() == 7, "participants");
      try (ChromiumPage page = inCall(room, "Ida", 205, Screenshots.phone(ColorScheme.DARK))) {
        awaitTiles(page, FULL_ROOM);
        Screenshots.take(page, "nine-people-phone");
      }
    } finally {
      guests.forEach(Peer::close);
    }
  }

  private static void awaitPreview(ChromiumPage page) {
    Poll.until(
        "the preview plays",
        () -> page.evaluate("document.querySelector('[data-testid=preview-video]').videoWidth"),
        width -> width.asInt() > 0);
  }

  private static void awaitTiles(ChromiumPage page, int count) {
    String playing =
        """
        [...document.querySelectorAll('[data-testid=tile]')].filter((tile) => {
          const { width, height } = tile.getBoundingClientRect();
          return width * height > 0 && tile.querySelector('video').videoWidth > 0;
        }).length
        """;
    Poll.until(
        count + " people are seen", () -> page.evaluate(playing), seen -> seen.asInt() == count);
    assertEquals(
        count, page.evaluate("document.querySelectorAll('[data-testid=tile]').length").asInt());
    assertEquals(String.valueOf(count), page.view().getByTestId("people-number").textContent());
  }

  private static void awaitNotice(ChromiumPage page, String code) {
    Poll.until(
        "it is told that " + code,
        () -> page.evaluate("document.querySelector('[data-testid=notice]').dataset.code"),
        seen -> seen.asText().equals(code));
  }
}

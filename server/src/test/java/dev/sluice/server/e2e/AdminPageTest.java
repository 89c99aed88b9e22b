package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.options.ColorScheme;
import dev.sluice.server.e2e.Browsers.ChromiumPage;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator looks after a call by the buttons of the admin page. */
@Tag("e2e")
class AdminPageTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OPERATORS_TOKEN = "who-looks-after-it";
  private static final FakeCapture CAMERA = new FakeCapture(Colour.CYAN, 440);

  /** A name that would be a picture, and a program, if a page took it for markup. */
  private static final String MALLORY = "<img src=x onerror=document.title='taken'>Mallory";

  /** How many pictures of Mallory's come while one looks for a moment. */
  private static final String NEW_FRAMES =
      """
      new Promise((resolve) => {
        const tile = [...document.querySelectorAll('[data-testid=tile]')]
          .find((each) => each.textContent.includes('Mallory'));
        const frames = () =>
          tile?.querySelector('video').getVideoPlaybackQuality().totalVideoFrames ?? 0;
        const before = frames();
        setTimeout(() => resolve(frames() - before), 400);
      })
      """;

  @TempDir private static Path directory;

  private static Browsers browsers;
  private static ServerFixture server;

  @BeforeAll
  static void start() {
    browsers = Browsers.start();
    server =
        ServerFixture.start(
            Map.of("ADMIN_TOKEN", OPERATORS_TOKEN, "RECORD_DIR", directory.toString()));
  }

  @AfterAll
  static void stop() {
    if (browsers != null) {
      browsers.close();
      server.close();
    }
  }

  private static ProductPage inCall(String room, String name, int hue) {
    String address =
        "/web/?autojoin=1&room=%s&name=%s"
            .formatted(room, URLEncoder.encode(name, StandardCharsets.UTF_8));
    return new ProductPage(
        name,
        browsers.window(
            server.url().resolve(address),
            CAMERA,
            Screenshots.desktop(ColorScheme.DARK),
            Screenshots.portrait(hue)));
  }

  private static ChromiumPage window(String path, Browser.NewContextOptions options) {
    return browsers.window(server.url().resolve(path), CAMERA, options, "");
  }

  @Test
  void anOperatorLooksAfterACall() throws Exception {
    String room = server.newRoom("standup");
    ChromiumPage view = window("/admin", Screenshots.desktop(ColorScheme.LIGHT));
    try (ProductPage ben = inCall(room, "Ben", 20);
        ProductPage mallory = inCall(room, MALLORY, 205);
        ProductPage admin = new ProductPage("admin", view)) {
      comeIn(admin, view);
      admin.untilItSays("rooms", room);
      admin.untilItSays("row-people", "2 participants");
      admin.untilItSays("state", "Ready");
      admin.clickIn("rooms", "a");
      lookAtTheRoom(admin, view, room);
      muteAndUnmute(admin, ben, mallory);
      record(admin, ben);
      kick(admin, view, mallory, room);
      dump(admin, view, room);
      admin.click("close-room");
      admin.click("question-yes");
      ben.untilItSays("notice-title", "closed");
      admin.untilItShows("empty");
    }
    drain(room);
  }

  private static void comeIn(ProductPage admin, ChromiumPage view) {
    admin.untilItShows("token-form");
    Screenshots.take(view, "admin-token");
    admin.fill("token-input", "wrong");
    admin.click("token-send");
    admin.untilItSays("problem-title", "not known");
    admin.fill("token-input", OPERATORS_TOKEN);
    admin.click("token-send");
    admin.untilItShows("overview");
    assertEquals(
        "[]",
        admin.page().evaluate("Object.keys(localStorage)").toString(),
        "not for the next tab");
  }

  private static void lookAtTheRoom(ProductPage admin, ChromiumPage view, String room) {
    admin.until(
        "shows both",
        member("Ben") + " !== undefined && " + member("Mallory") + " !== undefined",
        JsonNode::asBoolean);
    admin.until(
        "measures what comes from both and goes to both",
        "[...document.querySelectorAll('.member__figures')].map((it) => it.textContent)",
        figures -> figures.toString().matches("(?:.*(Sends|Receives)[1-9][0-9.]* .bit/s){4}.*"));
    assertEquals(
        0, admin.page().evaluate("document.querySelectorAll('.members img').length").asInt());
    assertTrue(
        admin.page().evaluate("document.title").asText().startsWith(room), "no name is a program");
    admin.clickIn("members", "summary");
    Screenshots.takeWhole(view, "admin-room");
    for (String path : new String[] {"/admin", "/web/admin.html?room=" + room}) {
      try (ProductPage phone =
          new ProductPage(
              "phone",
              window(path + "#token=" + OPERATORS_TOKEN, Screenshots.phone(ColorScheme.DARK)))) {
        phone.untilItSays(
            path.equals("/admin") ? "rooms" : "members", path.equals("/admin") ? room : "Mallory");
        Screenshots.takeWhole(
            (ChromiumPage) phone.page(),
            path.equals("/admin") ? "admin-phone" : "admin-room-phone");
      }
    }
  }

  /** The card of whose name ends so. */
  private static String member(String name) {
    return "[...document.querySelectorAll('[data-testid=member]')].find((card) =>"
        + " card.querySelector('[data-testid=member-name]').textContent.endsWith('%s'))"
            .formatted(name);
  }

  private static void clickAt(ProductPage admin, String name, String part) {
    admin
        .page()
        .evaluate("%s.querySelector('[data-testid=\"%s\"]').click()".formatted(member(name), part));
  }

  private static void muteAndUnmute(ProductPage admin, ProductPage ben, ProductPage mallory) {
    ben.until("sees Mallory", NEW_FRAMES, frames -> frames.asInt() > 0);
    clickAt(admin, "Mallory", "member-mute");
    admin.until(
        "says so",
        member("Mallory") + ".textContent",
        text -> text.asText().contains("Muted by the operator"));
    ben.until("sees nothing new of Mallory", NEW_FRAMES, frames -> frames.asInt() == 0);
    admin.until(
        "says that Ben is sent nothing",
        member("Ben") + ".querySelector('[data-testid=member-slots]').textContent",
        text -> text.asText().matches(".*Sound.*muted.*Picture.*muted.*"));
    mallory.click("camera");
    mallory.untilItSays("announcer", "somebody who looks after this room wants it so");
    assertEquals(0, ben.page().evaluate(NEW_FRAMES).asInt(), "nobody unmutes itself");
    clickAt(admin, "Mallory", "member-mute");
    admin.until(
        "takes it back",
        member("Mallory") + ".textContent",
        text -> !text.asText().contains("uted by the operator"));
    mallory.click("camera");
    ben.until("sees Mallory again", NEW_FRAMES, frames -> frames.asInt() > 0);
  }

  private static void record(ProductPage admin, ProductPage ben) {
    admin.click("record");
    ben.untilItShows("recording-sign");
    admin.untilItSays("room-chips", "Recording");
    admin.click("record");
    admin.untilItSays("record-text", "Record");
    admin.untilItSays("announcer", "stopped");
  }

  private static void kick(ProductPage admin, ChromiumPage view, ProductPage mallory, String room) {
    clickAt(admin, "Mallory", "member-kick");
    admin.untilItShows("question-yes");
    Screenshots.take(view, "admin-kick");
    admin.click("question-yes");
    mallory.untilItShows("notice");
    admin.until(
        "shows Ben alone",
        "[...document.querySelectorAll('[data-testid=member-name]')].map((it) => it.textContent)",
        names -> names.toString().equals("[\"Ben\"]"));
    admin.click("back");
    admin.untilItSays("denied-list", "out of " + room);
    Screenshots.takeWhole(view, "admin-overview");
    admin.clickIn("denied-list", "button");
    admin.until(
        "keeps nobody out",
        "document.querySelector('[data-testid=denied]').checkVisibility()",
        shown -> !shown.asBoolean());
  }

  private static void dump(ProductPage admin, ChromiumPage view, String room) throws IOException {
    Download download = view.view().waitForDownload(() -> admin.click("server-dump"));
    assertTrue(download.suggestedFilename().matches("sluice-server-\\d+\\.json"));
    String text = Files.readString(download.path());
    assertEquals(room, JSON.readTree(text).get("rooms").get(0).get("name").asText());
    assertFalse(text.contains(OPERATORS_TOKEN));
    admin.click("flight");
    admin.choose("question-select", "10");
    admin.click("question-yes");
    admin.untilItSays("flight-list", "is being recorded");
    admin.clickIn("rooms", "a");
    admin.untilItSays("members", "Ben");
  }

  private static void drain(String room) throws Exception {
    ChromiumPage view =
        window("/admin#token=" + OPERATORS_TOKEN, Screenshots.desktop(ColorScheme.DARK));
    try (ProductPage admin = new ProductPage("admin", view)) {
      admin.untilItShows("drain");
      admin.untilItSays("state", "Ready");
      admin.click("drain");
      admin.fill("question-input", "a new version");
      admin.click("question-yes");
      admin.untilItSays("state", "Draining");
      admin.untilItSays("checks", "a new version");
      Screenshots.take(view, "admin-draining");
      HttpResponse<String> ready =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(server.url().resolve("/readyz")).build(),
                  HttpResponse.BodyHandlers.ofString());
      assertEquals(503, ready.statusCode());
      assertTrue(ready.body().contains("draining: a new version"), ready.body());
      try (ProductPage late = inCall(room, "Late", 90)) {
        late.untilItShows("join-status");
      }
      admin.click("drain");
      admin.untilItSays("state", "Ready");
    }
  }
}

package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import dev.sluice.server.e2e.Browsers.ChromiumPage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A meeting is recorded by who is in it, and then looked at, all by the buttons of the pages. */
@Tag("e2e")
class RecordingPagesTest {

  private static final String OPERATORS_TOKEN = "who-may-delete";
  private static final FakeCapture CAMERA = new FakeCapture(Colour.CYAN, 440);
  private static final int ANNAS_HUE = 205;
  private static final int BENS_HUE = 20;

  /** So many pictures are some seconds. */
  private static final int FRAMES = 60;

  private static final double SEEK_SECONDS = 2;

  /** A picture and a bit. */
  private static final double TOGETHER_SECONDS = 0.1;

  private static final String VIDEOS =
      """
      [...document.querySelectorAll('[data-testid=playback-video]')]
        .map(({ currentTime, seeking, videoWidth, paused }) => ({ currentTime, seeking, videoWidth, paused }))
      """;

  @TempDir private static Path directory;

  private static Browsers browsers;
  private static ServerFixture server;

  @BeforeAll
  static void start() {
    browsers = Browsers.start();
    server =
        ServerFixture.start(
            Map.of(
                "ADMIN_TOKEN",
                OPERATORS_TOKEN,
                "RECORD_BY",
                "everyone",
                "RECORD_DIR",
                directory.toString()));
  }

  @AfterAll
  static void stop() {
    if (browsers != null) {
      browsers.close();
      server.close();
    }
  }

  private static ProductPage inCall(String room, String name, int hue) {
    return new ProductPage(
        name,
        browsers.window(
            server.url().resolve("/web/?autojoin=1&room=" + room + "&name=" + name),
            CAMERA,
            Screenshots.desktop(ColorScheme.DARK),
            Screenshots.portrait(hue)));
  }

  private static ChromiumPage window(String path, Browser.NewContextOptions options) {
    return browsers.window(server.url().resolve(path), CAMERA, options, "");
  }

  @Test
  void aMeetingIsRecordedPlayedAndDeleted() {
    String room = server.newRoom("recorded");
    try (ProductPage anna = inCall(room, "Anna", ANNAS_HUE);
        ProductPage ben = inCall(room, "Ben", BENS_HUE)) {
      anna.untilItSays("people-number", "2");
      ben.untilItSays("people-number", "2");
      assertFalse(ben.shows("recording-sign"), "nothing is recorded yet");
      record(room, anna, ben);
      watchWhileItIsRecorded(room);
      publishWhileItIsRecorded(room);
      lookAtTheList("recordings-live", room, "Recording");
      anna.click("record");
      ben.untilItSays("announcer", "Anna stopped the recording");
      for (ProductPage page : List.of(anna, ben)) {
        page.until("shows no sign", sign(), shown -> !shown.asBoolean());
      }
    }
    playAndDelete(room);
  }

  private static String sign() {
    return "document.querySelector('[data-testid=recording-sign]').checkVisibility()";
  }

  private static void record(String room, ProductPage anna, ProductPage ben) {
    anna.click("record");
    ben.untilItSays("announcer", "Anna began to record");
    anna.untilItSays("announcer", "You began to record");
    anna.untilItSays("recording-text", "Recording");
    ben.untilItSays("recording-more", "Recorded by Anna");
    Screenshots.take((ChromiumPage) ben.page(), "recording-call");
    ben.click("record-pause");
    anna.untilItSays("recording-text", "Recording paused");
    anna.untilItSays("announcer", "Ben paused the recording");
    // his button pauses until he has heard of it himself
    ben.untilItSays("announcer", "You paused the recording");
    ben.click("record-pause");
    anna.untilItSays("announcer", "Ben went on with the recording");
    try (ProductPage carla = inCall(room, "Carla", 90)) {
      carla.untilItSays("announcer", "This room is being recorded");
      carla.untilItShows("recording-sign");
    }
    JsonNode now = ben.page().evaluate(seenFrames());
    ben.until("sees Anna for a while", seenFrames(), seen -> seen.asInt() > now.asInt() + FRAMES);
  }

  private static String seenFrames() {
    return "Math.max(...[...document.querySelectorAll('[data-testid=tile-video]')]"
        + ".map((video) => video.getVideoPlaybackQuality().totalVideoFrames))";
  }

  private static void watchWhileItIsRecorded(String room) {
    try (WatchPage watch =
        new WatchPage(
            window("/web/watch.html?room=" + room, Screenshots.desktop(ColorScheme.DARK)))) {
      watch.parts().untilItShows("recording-sign");
      watch.parts().untilItSays("recording-text", "Recording");
      watch.decodesMore(5);
      Screenshots.take((ChromiumPage) watch.parts().page(), "recording-watch");
    }
  }

  private static void publishWhileItIsRecorded(String room) {
    try (PublishPage publish =
        new PublishPage(
            window(
                "/web/publish.html?room=" + room + "&participant=studio",
                Screenshots.desktop(ColorScheme.LIGHT)))) {
      publish.goLive();
      publish.parts().untilItShows("recording-sign");
      Screenshots.take((ChromiumPage) publish.parts().page(), "recording-publish");
    }
  }

  /** The list as the operator sees it, on a desk and on a telephone. */
  private static void lookAtTheList(String picture, String room, String state) {
    for (boolean phone : new boolean[] {false, true}) {
      Browser.NewContextOptions options =
          phone ? Screenshots.phone(ColorScheme.DARK) : Screenshots.desktop(ColorScheme.LIGHT);
      ChromiumPage view = window("/web/recordings.html#token=" + OPERATORS_TOKEN, options);
      try (ProductPage page = new ProductPage("recordings", view)) {
        page.untilItSays("row-room", room);
        page.untilItSays("row-people", "Anna");
        page.untilItSays("row-chips", state);
        Screenshots.take(view, picture + (phone ? "-phone" : ""));
      }
    }
  }

  private static void playAndDelete(String room) {
    List<Integer> answers = new CopyOnWriteArrayList<>();
    ChromiumPage view = window("/recordings", Screenshots.desktop(ColorScheme.DARK));
    view.view()
        .onResponse(
            response -> {
              if (response.url().contains("/records/" + room + "/")) {
                answers.add(response.status());
              }
            });
    try (ProductPage page = new ProductPage("recordings", view)) {
      page.untilItShows("token-form");
      Screenshots.take(view, "recordings-token");
      page.fill("token-input", OPERATORS_TOKEN);
      page.click("token-send");
      page.untilItSays("row-room", room);
      page.click("row-link");
      page.untilItSays("details-chips", "Finished");
      page.untilItSays("details-facts", "Started by Anna");
      page.untilItSays("files", "VP8");
      play(page);
      Screenshots.takeWhole(view, "recordings-details");
      assertTrue(answers.contains(206), "ranges are asked for: " + answers);
      lookAtAFile(room, page);
      page.click("delete");
      page.untilItShows("delete-yes");
      Screenshots.take(view, "recordings-delete");
      page.click("delete-yes");
      page.untilItShows("empty");
      page.untilItSays("announcer", "The recording is deleted");
      page.until("is nowhere", deletedOnes(), found -> found.asInt() == 0);
    }
  }

  private static String deletedOnes() {
    return "fetch('/api/records', { headers: { Authorization: 'Bearer %s' } })"
            .formatted(OPERATORS_TOKEN)
        + ".then((response) => response.json()).then((files) => files.length)";
  }

  /** Plays everybody's files together, and from another place. */
  private static void play(ProductPage page) {
    page.until("has pictures of both", VIDEOS, videos -> pictures(videos) >= 2);
    page.click("play");
    page.until("plays", VIDEOS, videos -> pictures(videos) >= 2 && allBeyond(videos, 0.7));
    page.click("play");
    page.until("is paused", VIDEOS, RecordingPagesTest::allPaused);
    page.page()
        .evaluate(
            """
            (() => {
              const seek = document.querySelector('[data-testid=seek]');
              seek.value = '%s';
              seek.dispatchEvent(new Event('input'));
            })()
            """
                .formatted(SEEK_SECONDS));
    page.until(
        "is where it was told to go, each file at its offset",
        strays(),
        strays ->
            strays.size() >= 2
                && StreamSupport.stream(strays.spliterator(), false)
                    .allMatch(stray -> Math.abs(stray.asDouble()) < TOGETHER_SECONDS));
    page.untilItSays("playback-time", "00:02 / ");
  }

  /** How far each file that is shown is from where it should be, in s; huge while it seeks. */
  private static String strays() {
    return """
    fetch('/api/records/' + new URLSearchParams(location.search).get('recording'), {
      headers: { Authorization: 'Bearer %s' },
    })
      .then((response) => response.json())
      .then(({ files }) => {
        const first = Math.min(...files.map(({ offsetMillis }) => offsetMillis));
        const offset = (name) => (files.find((file) => file.name === name).offsetMillis - first) / 1000;
        return [...document.querySelectorAll('[data-testid=playback-video]')]
          .filter((video) => video.checkVisibility())
          .map((video) => (video.seeking ? 1000 : video.currentTime - (%s - offset(video.dataset.file))));
      })
    """
        .formatted(OPERATORS_TOKEN, SEEK_SECONDS);
  }

  private static int pictures(JsonNode videos) {
    int pictures = 0;
    for (JsonNode video : videos) {
      pictures += video.get("videoWidth").asInt() > 0 ? 1 : 0;
    }
    return pictures;
  }

  private static boolean allBeyond(JsonNode videos, double seconds) {
    for (JsonNode video : videos) {
      if (video.get("currentTime").asDouble() < seconds) {
        return false;
      }
    }
    return true;
  }

  private static boolean allPaused(JsonNode videos) {
    for (JsonNode video : videos) {
      if (!video.get("paused").asBoolean()) {
        return false;
      }
    }
    return true;
  }

  /** A link to a file is good without a token, and is a file that one can keep. */
  private static void lookAtAFile(String room, ProductPage page) {
    String url =
        page.page().evaluate("document.querySelector('[data-testid=playback-video]').src").asText();
    assertTrue(url.contains("/records/" + room + "/") && url.contains("?ticket="), url);
    JsonNode answer =
        page.page()
            .evaluate(
                "fetch('%s&download=1', { headers: { Range: 'bytes=0-3' } })".formatted(url)
                    + ".then(async (response) => [response.status,"
                    + " response.headers.get('Content-Disposition'),"
                    + " [...new Uint8Array(await response.arrayBuffer())]])");
    assertEquals(206, answer.get(0).asInt());
    assertTrue(answer.get(1).asText().startsWith("attachment; filename="), answer.toString());
    assertEquals("[26,69,223,163]", answer.get(2).toString(), "EBML");
  }
}

package dev.sluice.server.e2e;

import com.microsoft.playwright.options.ColorScheme;
import dev.sluice.server.e2e.Browsers.ChromiumPage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One of two sits behind a cable that is too thin for video: sound goes on alone. */
@Tag("e2e")
class AudioOnlyTest {

  /** Two voices fit, a picture does not. */
  private static final int THIN_KBPS = 60;

  private static final Path FIGURES = Path.of("target", "audio-only.txt");
  private static final FakeCapture CAMERA = new FakeCapture(Colour.GREEN, 440, 640, 360);

  private static NetworkNamespace network;
  private static Browsers browsers;
  private static ServerFixture server;

  @BeforeAll
  static void start() {
    network = NetworkNamespace.create();
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
    if (network != null) {
      network.close();
    }
  }

  private static CallPage near(String room) {
    return new CallPage(
        "Anna",
        browsers.window(
            CallPage.address(server.url(), room, "Anna"),
            CAMERA,
            Screenshots.desktop(ColorScheme.LIGHT),
            ""));
  }

  private static ChromiumPage inside(String room) throws IOException {
    String origin = "http://%s:%d".formatted(network.gateway(), server.port());
    return browsers.page(
        CallPage.address(URI.create(origin), room, "Ben"),
        network.inside(browsers.executable()),
        CAMERA,
        "--unsafely-treat-insecure-origin-as-secure=" + origin);
  }

  @Test
  void soundGoesOnAloneAndVideoComesBackWhenSomebodyAsks() throws IOException {
    String room = server.newRoom("thin");
    try (CallPage anna = near(room);
        ChromiumPage view = inside(room)) {
      CallPage ben = new CallPage("Ben", view).seesPictures(2);
      anna.seesPictures(2);
      String figures = untilThereIsSoundOnly(anna, ben, view);
      ben.parts().click("banner-action");
      figures += untilThereIsVideo(anna, ben);
      Files.writeString(FIGURES, figures);
    }
  }

  @Test
  @Tag("long")
  void videoComesBackByItself() throws IOException {
    String room = server.newRoom("thin");
    try (CallPage anna = near(room);
        ChromiumPage view = inside(room)) {
      CallPage ben = new CallPage("Ben", view).seesPictures(2);
      anna.seesPictures(2);
      String figures = untilThereIsSoundOnly(anna, ben, view);
      figures += untilThereIsVideo(anna, ben);
      Files.writeString(Path.of("target", "audio-only-long.txt"), figures);
    }
  }

  /** Leaves the cable wide again. */
  private static String untilThereIsSoundOnly(CallPage anna, CallPage ben, ChromiumPage view)
      throws IOException {
    long began = System.nanoTime();
    network.narrow(THIN_KBPS);
    try {
      ben.parts().untilItSays("banner-text", "too slow");
      // what he receives may go on in its smallest size, where that fits beside the sound
      ben.parts()
          .until(
              "sends no video",
              "sluice.room.videoPaused",
              paused -> paused.get("send").asBoolean());
      String took = seconds(began);
      anna.seesPictures(1);
      ben.parts()
          .until(
              "receives no more video than fits",
              received("video"),
              bitrate -> bitrate.asDouble() < THIN_KBPS * 1000);
      ben.parts().until("hears Anna", heard(), bitrate -> bitrate.asDouble() > 8_000);
      anna.parts().until("hears Ben", heard(), bitrate -> bitrate.asDouble() > 8_000);
      ben.parts().untilItSays("banner-action", "Turn video on again");
      Screenshots.take(view, "call-audio-only");
      return "%d kbit/s: sound alone after %s%n".formatted(THIN_KBPS, took);
    } finally {
      network.widen();
    }
  }

  private static String untilThereIsVideo(CallPage anna, CallPage ben) {
    long began = System.nanoTime();
    Poll.until(
        "Ben has video again",
        Duration.ofSeconds(90),
        () -> ben.evaluate("sluice.room.videoPaused"),
        paused -> !paused.get("send").asBoolean() && !paused.get("receive").asBoolean());
    anna.seesPictures(2);
    ben.seesPictures(2);
    anna.decodesMore();
    ben.decodesMore();
    ben.untilTheBannerIsGone();
    return "wide again: video after %s%n".formatted(seconds(began));
  }

  private static String heard() {
    return received("audio");
  }

  /** How many bits a second come in. */
  private static String received(String kind) {
    return "sluice.room.stats().then(({ tracks }) => tracks"
        + ".filter((track) => track.direction === 'receive' && track.kind === '%s')".formatted(kind)
        + ".reduce((sum, { bitrateBps }) => sum + bitrateBps, 0))";
  }

  private static String seconds(long since) {
    return "%d s".formatted(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since));
  }
}

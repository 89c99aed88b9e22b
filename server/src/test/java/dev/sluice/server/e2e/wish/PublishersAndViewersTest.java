package dev.sluice.server.e2e.wish;

import static dev.sluice.server.e2e.wish.ViewerKind.CHROMIUM;
import static dev.sluice.server.e2e.wish.ViewerKind.FIREFOX;
import static dev.sluice.server.e2e.wish.ViewerKind.GSTREAMER;
import static dev.sluice.server.e2e.wish.ViewerKind.PION;
import static dev.sluice.server.e2e.wish.ViewerKind.WEBRTC_JAVA;

import dev.sluice.server.e2e.Colour;
import dev.sluice.server.e2e.FakeCapture;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everybody publishes by WHIP and everybody watches by WHEP. Chromium watches every publisher, and
 * every viewer a publisher of H264 and one of VP8; Firefox, which as it comes decodes no H264,
 * several of VP8.
 */
@Tag("e2e")
class PublishersAndViewersTest {

  private static final Colour[] COLOURS = {
    Colour.RED, Colour.GREEN, Colour.BLUE, Colour.YELLOW, Colour.MAGENTA, Colour.CYAN
  };

  private static final FirstFrameTimes TIMES = new FirstFrameTimes("whip-whep-times.txt");
  private static Stage stage;
  private static Optional<Performance> current = Optional.empty();

  /** A publisher who is at it. */
  private record Performance(
      PublisherKind kind, String room, FakeCapture capture, Publisher publisher) {}

  @BeforeAll
  static void start() {
    stage = Stage.set(Map.of());
  }

  @AfterAll
  static void stop() {
    endPerformance();
    TIMES.publish();
    stage.close();
  }

  static Stream<Arguments> pairs() {
    return Stream.of(
            pairs(PublisherKind.OBS_LIKE, CHROMIUM, WEBRTC_JAVA, PION, GSTREAMER),
            pairs(PublisherKind.FFMPEG, CHROMIUM, PION),
            pairs(PublisherKind.FFMPEG_DTLS_ACTIVE, CHROMIUM),
            pairs(PublisherKind.FFMPEG_8_0, CHROMIUM),
            pairs(PublisherKind.GSTREAMER_H264, CHROMIUM, WEBRTC_JAVA),
            pairs(PublisherKind.GSTREAMER_VP8, CHROMIUM, FIREFOX, GSTREAMER),
            pairs(PublisherKind.NODE, CHROMIUM, PION, WEBRTC_JAVA),
            pairs(PublisherKind.CHROMIUM_VP8, CHROMIUM, FIREFOX),
            pairs(PublisherKind.CHROMIUM_H264, CHROMIUM, PION),
            pairs(PublisherKind.FIREFOX, CHROMIUM, FIREFOX),
            pairs(PublisherKind.WEBRTC_JAVA_VP8, CHROMIUM, PION),
            pairs(PublisherKind.WEBRTC_JAVA_H264, CHROMIUM, GSTREAMER))
        .flatMap(List::stream);
  }

  private static List<Arguments> pairs(PublisherKind publisher, ViewerKind... viewers) {
    return Stream.of(viewers).map(viewer -> Arguments.of(publisher, viewer)).toList();
  }

  @ParameterizedTest(name = "{0} is watched by {1}")
  @MethodSource("pairs")
  void pictureAndToneArrive(PublisherKind kind, ViewerKind viewerKind) {
    Performance performance = performance(kind);
    try (Viewer viewer = viewerKind.start(stage, stage.whep(performance.room()))) {
      viewer.sees(performance.capture().colour());
      TIMES.add(kind.toString(), viewerKind.toString(), viewer.firstFrameMillis());
      viewer.hears(performance.capture().hz());
      viewer.seesMore(MediaFiles.FRAMES_PER_SECOND);
    }
  }

  /** What cannot be shown is refused by itself; the rest goes on. */
  @Test
  void firefoxHearsAPublisherWhosePictureItCannotDecode() {
    Performance performance = performance(PublisherKind.CHROMIUM_H264);
    try (Viewer viewer = FIREFOX.start(stage, stage.whep(performance.room()))) {
      viewer.hears(performance.capture().hz());
    }
  }

  /** The same publisher for all who watch it, one after another. */
  private static Performance performance(PublisherKind kind) {
    if (current.isEmpty() || current.get().kind() != kind) {
      endPerformance();
      String room = stage.server().newRoom("stage");
      FakeCapture capture =
          new FakeCapture(COLOURS[kind.ordinal() % COLOURS.length], 400 + 50 * kind.ordinal());
      Publisher publisher = kind.start(stage, stage.whip(room), capture);
      current = Optional.of(new Performance(kind, room, capture, publisher));
      stage.awaitPublisher(room, 2);
    }
    return current.orElseThrow();
  }

  /** Its DELETE ends the publisher's part at once. */
  private static void endPerformance() {
    Optional<Performance> ending = current;
    current = Optional.empty();
    ending.ifPresent(
        performance -> {
          performance.publisher().close();
          stage.awaitEmpty(performance.room());
        });
  }
}

package dev.sluice.server.e2e.wish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.e2e.Colour;
import dev.sluice.server.e2e.FakeCapture;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What broadcasters with OBS do besides sending one picture: simulcast, coming back, crashing. */
@Tag("e2e")
class ObsLikeTest {

  private static final int KEYFRAME_INTERVAL = 2 * MediaFiles.FRAMES_PER_SECOND;

  /** OBS numbers its layers from the largest on. */
  private static final FakeCapture LARGE = new FakeCapture(Colour.RED, 500, 1280, 720);

  private static final FakeCapture MEDIUM = new FakeCapture(Colour.GREEN, 500, 640, 360);
  private static final FakeCapture SMALL = new FakeCapture(Colour.BLUE, 500, 320, 180);

  private static final FakeCapture FIRST = new FakeCapture(Colour.YELLOW, 600);
  private static final FakeCapture SECOND = new FakeCapture(Colour.CYAN, 900);

  private static Stage stage;

  @BeforeAll
  static void start() {
    stage = Stage.set(Map.of());
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  @Test
  void isSeenInTheLargestOfItsLayersThatAreAlive() {
    String room = stage.server().newRoom("layers");
    try (ObsLikePublisher publisher =
            ObsLikePublisher.publishing(stage.whip(room), KEYFRAME_INTERVAL, LARGE, MEDIUM, SMALL);
        Viewer viewer = ViewerKind.CHROMIUM.start(stage, stage.whep(room))) {
      viewer.sees(LARGE.colour());
      publisher.setLayerActive(0, false);
      viewer.sees(MEDIUM.colour());
      publisher.setLayerActive(1, false);
      viewer.sees(SMALL.colour());
      viewer.seesMore(MediaFiles.FRAMES_PER_SECOND);
      publisher.setLayerActive(0, true);
      viewer.sees(LARGE.colour());
      viewer.hears(LARGE.hz());
    }
  }

  @Test
  void takesItsStreamOverWhenItPostsAgainAndViewersGoOn() {
    String room = stage.server().newRoom("takeover");
    try (ObsLikePublisher first =
            ObsLikePublisher.publishing(stage.whip(room), KEYFRAME_INTERVAL, FIRST);
        Viewer chromium = ViewerKind.CHROMIUM.start(stage, stage.whep(room));
        Viewer pion = ViewerKind.PION.start(stage, stage.whep(room))) {
      chromium.sees(FIRST.colour());
      pion.sees(FIRST.colour());
      try (ObsLikePublisher second =
          ObsLikePublisher.publishing(stage.whip(room), KEYFRAME_INTERVAL, SECOND)) {
        chromium.sees(SECOND.colour());
        pion.sees(SECOND.colour());
        chromium.hears(SECOND.hz());
        pion.hears(SECOND.hz());
        first.givesUp();
        assertTrue(second.isAlive(), "the newcomer stays");
        assertEquals(3, stage.server().room(room).get("members").size(), "one publisher is left");
      }
    }
  }

  @Test
  void isSeenAgainAfterItCrashedWithoutAnotherPostOfItsViewers() {
    String room = stage.server().newRoom("crash");
    ObsLikePublisher first =
        ObsLikePublisher.publishing(stage.whip(room), KEYFRAME_INTERVAL, FIRST);
    try (Viewer chromium = ViewerKind.CHROMIUM.start(stage, stage.whep(room));
        Viewer webrtcJava = ViewerKind.WEBRTC_JAVA.start(stage, stage.whep(room))) {
      chromium.sees(FIRST.colour());
      webrtcJava.sees(FIRST.colour());
      first.kill();
      try (ObsLikePublisher second =
          ObsLikePublisher.publishing(stage.whip(room), KEYFRAME_INTERVAL, SECOND)) {
        chromium.sees(SECOND.colour());
        webrtcJava.sees(SECOND.colour());
        chromium.hears(SECOND.hz());
        webrtcJava.hears(SECOND.hz());
        chromium.seesMore(MediaFiles.FRAMES_PER_SECOND);
        webrtcJava.seesMore(MediaFiles.FRAMES_PER_SECOND);
        assertTrue(second.isAlive());
      }
    }
    first.close();
  }
}

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

/**
 * Publishers that make a keyframe every ten seconds and not when asked for one, as OBS and FFmpeg
 * do with settings people use. Whoever joins in between need not wait for the next.
 */
@Tag("e2e")
class KeyframelessPublisherTest {

  private static final int KEYFRAME_INTERVAL = 10 * MediaFiles.FRAMES_PER_SECOND;

  /** Frames of a GOP that are far from both its keyframe and the next. */
  private static final int MIDDLE_BEGINS = 3 * MediaFiles.FRAMES_PER_SECOND;

  private static final int MIDDLE_ENDS = 5 * MediaFiles.FRAMES_PER_SECOND;

  /**
   * The next keyframe is at least five seconds away; on a machine with nothing else to do the first
   * frame comes within a quarter of a second, which the printed times show.
   */
  private static final long FIRST_FRAME_LIMIT_MILLIS = 3000;

  private static final FakeCapture CAPTURE = new FakeCapture(Colour.GREEN, 500, 640, 360);
  private static final FirstFrameTimes TIMES = new FirstFrameTimes("whip-whep-late-viewers.txt");

  private static Stage stage;

  @BeforeAll
  static void start() {
    stage = Stage.set(Map.of());
  }

  @AfterAll
  static void stop() {
    TIMES.publish();
    stage.close();
  }

  @Test
  void showsAViewerWhoJoinsFfmpegInTheMiddleOfAGopAPictureAtOnce() {
    String room = stage.server().newRoom("ffmpeg-gop");
    viewersWhoJoinLateSeeAPictureAtOnce(
        "FFmpeg 8.1.2, GOP of 10 s",
        room,
        FfmpegPublisher.publishing("8.1.2", stage.whip(room), KEYFRAME_INTERVAL, CAPTURE));
  }

  @Test
  void showsAViewerWhoJoinsTheObsLikeInTheMiddleOfAGopAPictureAtOnce() {
    String room = stage.server().newRoom("obs-gop");
    viewersWhoJoinLateSeeAPictureAtOnce(
        "OBS-like, GOP of 10 s",
        room,
        ObsLikePublisher.publishing(stage.whip(room), KEYFRAME_INTERVAL, CAPTURE));
  }

  private static void viewersWhoJoinLateSeeAPictureAtOnce(
      String name, String room, Publisher publisher) {
    try (publisher) {
      stage.awaitPublisher(room, 2);
      viewersJoin(name, room);
    }
  }

  private static void viewersJoin(String publisher, String room) {
    try (BrowserPeer early = BrowserPeer.watching(stage.chromiumPage(), stage.whep(room))) {
      early.sees(CAPTURE.colour());
      joinsLate(publisher, ViewerKind.CHROMIUM, room, early);
      joinsLate(publisher, ViewerKind.PION, room, early);
    }
  }

  /** Another viewer, who was there from a keyframe on, tells when keyframes come. */
  private static void joinsLate(String publisher, ViewerKind kind, String room, BrowserPeer early) {
    early.awaitFrames(
        "in the middle of a GOP",
        frames ->
            frames % KEYFRAME_INTERVAL >= MIDDLE_BEGINS
                && frames % KEYFRAME_INTERVAL < MIDDLE_ENDS);
    long keyframes = early.keyFramesDecoded();
    try (Viewer late = kind.start(stage, stage.whep(room))) {
      long millis = late.firstFrameMillis();
      assertEquals(keyframes, early.keyFramesDecoded(), "no keyframe came meanwhile");
      TIMES.add(publisher, kind.toString(), millis);
      assertTrue(millis < FIRST_FRAME_LIMIT_MILLIS, kind + " saw nothing for " + millis + " ms");
      late.sees(CAPTURE.colour());
      late.seesMore(MediaFiles.FRAMES_PER_SECOND);
    }
  }
}

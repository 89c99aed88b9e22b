package dev.sluice.server.scenario;

import static dev.sluice.server.scenario.RoomStory.MILLISECOND;
import static dev.sluice.server.scenario.RoomStory.SECOND;
import static dev.sluice.server.scenario.RoomStory.vp8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.rtcp.PictureLossIndication;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A viewer that asks for keyframes without end; each of them costs everybody who watches. */
class KeyframeFloodScenarioTest {

  /** As many as a slot may have at once. */
  private static final int BURST = 5;

  private static final long FRAME = 50 * MILLISECOND;

  private final RoomStory story = new RoomStory();
  private TestPeer ann;
  private TestPeer mallory;
  private TestPeer cid;
  private int frames;
  private int answered;

  @BeforeEach
  void everybodySeesAnn() {
    ann = story.join("ann", 1);
    mallory = story.join("mallory", 1);
    cid = story.join("cid", 1);
    frame();
    frame();
    assertTrue(mallory.receivedVideo().size() > 0 && cid.receivedVideo().size() > 0);
  }

  private int asked() {
    return ann.feedback(PictureLossIndication.class).size();
  }

  /** Ann's encoder does at once what it is told. */
  private void frame() {
    frames++;
    boolean keyframe = frames == 1 || asked() > answered;
    answered = asked();
    ann.sendVideo(frames, 4500 * frames, true, vp8(keyframe, true, frames, 300));
    if (frames % 20 == 0) {
      ann.check();
      mallory.check();
      cid.check();
    }
    story.pass(FRAME);
  }

  private static int slot(TestPeer viewer) {
    return viewer.receivedVideo().get(0).ssrc();
  }

  @Test
  void oneViewerAloneForcesOneKeyframeASecond() {
    int before = asked();
    int seconds = 20;
    for (int i = 0; i < seconds * 20; i++) {
      mallory.pli(slot(mallory));
      frame();
    }
    int forced = asked() - before;
    assertTrue(forced <= BURST + seconds + 1, forced + " keyframes in " + seconds + " s");
    assertTrue(forced >= seconds - 1, "its share: " + forced);
  }

  @Test
  void anotherViewerWithALossIsServedAllTheSame() {
    for (int i = 0; i < 200; i++) {
      mallory.pli(slot(mallory));
      frame();
    }
    for (int losses = 0; losses < 3; losses++) {
      long before = keyframes(cid);
      cid.pli(slot(cid));
      for (int i = 0; i < 10; i++) {
        frame();
      }
      assertTrue(keyframes(cid) > before, "loss " + losses);
    }
  }

  /** Those that came, told by the frame header behind a descriptor of four bytes. */
  private static long keyframes(TestPeer viewer) {
    return viewer.receivedVideo().stream().filter(each -> (each.payload()[4] & 1) == 0).count();
  }

  /** Hiding and showing a video wants a keyframe each time too. */
  @Test
  void turningAVideoOffAndOnForcesNoMore() {
    int before = asked();
    int seconds = 20;
    for (int i = 0; i < seconds * 20; i++) {
      int size = i % 2 == 0 ? 0 : 640;
      mallory.says(new RoomCommand.LayerHint(0, mallory.id(), "v0", size, size));
      frame();
    }
    int forced = asked() - before;
    assertTrue(forced <= BURST + seconds + 1, forced + " keyframes in " + seconds + " s");
  }

  /** A viewer repeats its request until the keyframe has come: that is one request. */
  @Test
  void repeatsOfOneRequestCountOnce() {
    for (int i = 0; i < 30; i++) {
      cid.pli(slot(cid));
      story.pass(10 * MILLISECOND);
    }
    frame();
    story.pass(SECOND);
    int before = asked();
    for (int i = 0; i < BURST - 1; i++) {
      cid.pli(slot(cid));
      frame();
      story.pass(200 * MILLISECOND);
    }
    assertEquals(before + BURST - 1, asked());
  }
}

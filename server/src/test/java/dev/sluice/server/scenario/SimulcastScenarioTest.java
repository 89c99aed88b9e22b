package dev.sluice.server.scenario;

import static dev.sluice.server.scenario.RoomStory.MILLISECOND;
import static dev.sluice.server.scenario.RoomStory.vp8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.View;
import dev.sluice.server.rtcp.PictureLossIndication;
import dev.sluice.server.scenario.TestPeer.Received;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One camera in two encodings: the best that is alive goes out, in one stream without a seam. */
class SimulcastScenarioTest {

  private static final int LOW = 501;
  private static final int HIGH = 502;
  private static final int FRAME_TICKS = 3000;

  private final RoomStory story = new RoomStory();
  private final TestPeer ann = story.join("ann", 1, List.of("q", "f"));
  private final TestPeer bob = story.join("bob", 1);
  private int frame;

  private void sendBoth(boolean lowKeyframe, boolean highKeyframe) {
    frame++;
    ann.sendEncoding("q", LOW, frame, frame * FRAME_TICKS, vp8(lowKeyframe, true, frame, 100));
    ann.sendEncoding(
        "f", HIGH, 1000 + frame, 77_000 + frame * FRAME_TICKS, vp8(highKeyframe, true, frame, 900));
    story.pass(35 * MILLISECOND);
  }

  private void sendLow(boolean keyframe) {
    frame++;
    ann.sendEncoding("q", LOW, frame, frame * FRAME_TICKS, vp8(keyframe, true, frame, 100));
    story.pass(35 * MILLISECOND);
  }

  private boolean lastIsHigh() {
    List<Received> got = bob.receivedVideo();
    return got.get(got.size() - 1).payload().length > 500;
  }

  @Test
  void climbsToTheBestEncodingAtItsKeyframe() {
    sendBoth(true, false);
    assertFalse(lastIsHigh(), "the first keyframe of any encoding will do");
    for (int i = 0; i < 40; i++) {
      sendBoth(false, false);
    }
    assertTrue(
        ann.feedback(PictureLossIndication.class).stream().anyMatch(p -> p.mediaSsrc() == HIGH),
        "a keyframe of the better one is asked for");
    sendBoth(false, true);
    assertTrue(lastIsHigh());
    assertContinuous();
  }

  @Test
  void fallsBackWhenTheBestDiesWithoutAWord() {
    sendBoth(true, true);
    for (int i = 0; i < 40; i++) {
      sendBoth(false, false);
    }
    sendBoth(true, true);
    assertTrue(lastIsHigh());
    for (int i = 0; i < 60; i++) {
      sendLow(i % 20 == 19);
    }
    assertFalse(lastIsHigh());
    assertContinuous();
  }

  @Test
  void forwardsNothingOfAnEncodingNobodyAgreedTo() {
    ann.sendEncoding("x", 999, 1, 3000, vp8(true, true, 1, 500));
    assertTrue(bob.receivedVideo().isEmpty());
    assertEquals(1, story.drops().get("unknown_ssrc"));
  }

  @Test
  void ridsWithoutSimulcastMakeAnOrdinaryTrack() {
    for (List<String> agreed : List.of(List.<String>of(), List.of("0"))) {
      RoomStory quiet = new RoomStory();
      TestPeer obs = quiet.publish("obs", agreed);
      TestPeer viewer = quiet.watch("v", View.EVERYBODY);
      assertFalse(
          obs.last(RoomEvent.Joined.class).self().tracks().stream()
              .anyMatch(track -> track.simulcast()));
      for (int i = 1; i <= 3; i++) {
        obs.sendEncoding("0", 601, i, i * FRAME_TICKS, vp8(i == 1, true, i, 300));
        quiet.pass(35 * MILLISECOND);
      }
      assertEquals(3, viewer.receivedVideo().size(), "agreed: " + agreed);
    }
  }

  @Test
  void severalEncodingsAreToldAsSimulcast() {
    assertTrue(
        bob.last(RoomEvent.Joined.class).others().get(0).tracks().stream()
            .anyMatch(track -> track.mid().equals("cam") && track.simulcast()));
  }

  /** One SSRC; numbers that leave at most the gap of an open frame; time that only goes forward. */
  private void assertContinuous() {
    List<Received> got = bob.receivedVideo();
    assertEquals(1, got.stream().map(Received::ssrc).distinct().count());
    for (int i = 1; i < got.size(); i++) {
      int step = got.get(i).sequence() - got.get(i - 1).sequence();
      assertTrue(step == 1 || step == 2, "sequence step " + step + " at packet " + i);
      assertTrue(got.get(i).timestamp() - got.get(i - 1).timestamp() > 0, "time goes back at " + i);
    }
  }
}

package dev.sluice.server.scenario;

import static dev.sluice.server.room.JoinStage.ADMITTED;
import static dev.sluice.server.room.JoinStage.DTLS;
import static dev.sluice.server.room.JoinStage.FIRST_KEYFRAME_IN;
import static dev.sluice.server.room.JoinStage.FIRST_KEYFRAME_OUT;
import static dev.sluice.server.room.JoinStage.FIRST_PACKET_IN;
import static dev.sluice.server.room.JoinStage.FIRST_PACKET_OUT;
import static dev.sluice.server.room.JoinStage.FIRST_PACKET_TO_VIEWER;
import static dev.sluice.server.room.JoinStage.ICE;
import static dev.sluice.server.scenario.RoomStory.SECOND;
import static dev.sluice.server.scenario.RoomStory.vp8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.JoinStage;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.Membership;
import dev.sluice.server.room.Membership.DuplicatePolicy;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.View;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who watches a join hears each stage once, in order, and one end. */
class JoinStagesScenarioTest {

  private static final long LONG = 120 * SECOND;

  private final RoomStory story = new RoomStory();

  @Test
  void aPublisherIsSeenFromItsAdmissionToItsFirstPacketAtAViewer() {
    TestPeer obs = story.publish("obs");
    assertEquals(List.of(ADMITTED, ICE, DTLS), obs.joining().stages());
    obs.sendVideo(1, 3000, true, vp8(false, true, 1, 500));
    assertEquals(List.of(ADMITTED, ICE, DTLS, FIRST_PACKET_IN), obs.joining().stages());

    TestPeer viewer = story.watch("v", View.EVERYBODY);
    obs.sendVideo(2, 6000, true, vp8(true, true, 2, 500));
    obs.sendVideo(3, 9000, true, vp8(true, true, 3, 500));

    assertEquals(
        List.of(ADMITTED, ICE, DTLS, FIRST_PACKET_IN, FIRST_KEYFRAME_IN, FIRST_PACKET_TO_VIEWER),
        obs.joining().stages());
    assertEquals(
        List.of(ADMITTED, ICE, DTLS, FIRST_PACKET_OUT, FIRST_KEYFRAME_OUT),
        viewer.joining().stages());
    assertTrue(viewer.joining().at(ICE) >= viewer.joining().at(ADMITTED));
    assertEquals(List.of("connected"), viewer.joining().ends(), "nothing more applies to a viewer");
  }

  @Test
  void soundAloneIsNoKeyframe() {
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    ann.sendAudio(1, 960, 30, new byte[] {1, 2, 3});
    story.pass(SECOND);

    assertTrue(ann.joining().stages().contains(FIRST_PACKET_TO_VIEWER));
    assertTrue(bob.joining().stages().contains(FIRST_PACKET_OUT));
    for (JoinStage stage : List.of(FIRST_KEYFRAME_IN, FIRST_KEYFRAME_OUT)) {
      assertTrue(!ann.joining().stages().contains(stage));
      assertTrue(!bob.joining().stages().contains(stage));
    }
  }

  @Test
  void aJoinThatNobodyWaitsForIsOverAfterAWhile() {
    TestPeer ann = story.join("ann", 1);
    story.passWith(LONG, ann);

    assertEquals(List.of("connected"), ann.joining().ends());
    ann.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    assertEquals(List.of(ADMITTED, ICE, DTLS), ann.joining().stages(), "too late to be about it");
  }

  @Test
  void whoLeavesBeforeItHasConnectedHasAbandonedItsJoin() {
    TestPeer obs = story.signUp("obs", 0, List.of(), Membership.publisher(DuplicatePolicy.REPLACE));
    obs.leave();

    assertEquals(List.of(ADMITTED), obs.joining().stages());
    assertEquals(List.of("abandoned left"), obs.joining().ends());
  }

  @Test
  void whoIsPutOutOnceConnectedHasJoined() {
    TestPeer obs = story.publish("obs");
    story.room().execute(new RoomCommand.Close(LeaveReason.ROOM_CLOSED));
    story.home.runTasks();

    assertEquals(List.of("connected room_closed"), obs.joining().ends());
  }

  @Test
  void whoNeverChecksConnectivityFailsAtIce() {
    TestPeer obs = story.signUp("obs", 0, List.of(), Membership.publisher(DuplicatePolicy.REPLACE));
    TestPeer ann = story.otherDevice("ann");
    ann.signUp(Membership.participant());
    story.pass(LONG);

    assertEquals(List.of(ADMITTED), ann.joining().stages());
    assertEquals(1, ann.joining().ends().size());
    assertTrue(ann.joining().ends().get(0).startsWith("ice_failed"), "" + ann.joining().ends());
    assertEquals(List.of(ADMITTED), obs.joining().stages());
    assertEquals(1, obs.joining().ends().size());
  }

  @Test
  void theRoomSaysNothingToThoseItRefuses() {
    story.publish("obs");
    TestPeer second =
        story.enter("obs", 0, List.of(), Membership.publisher(DuplicatePolicy.REJECT));

    assertEquals(List.of(), second.joining().stages());
    assertEquals(List.of(), second.joining().ends(), "its signaling tells");
  }
}

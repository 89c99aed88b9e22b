package dev.sluice.server.scenario;

import static dev.sluice.server.scenario.RoomStory.MILLISECOND;
import static dev.sluice.server.scenario.RoomStory.SECOND;
import static dev.sluice.server.scenario.RoomStory.vp8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.Entitlement;
import dev.sluice.server.room.Limits;
import dev.sluice.server.room.Membership;
import dev.sluice.server.room.Membership.DuplicatePolicy;
import dev.sluice.server.room.Permissions;
import dev.sluice.server.room.Permissions.Publishable;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.TrackInfo;
import dev.sluice.server.room.TrackIntent;
import dev.sluice.server.room.TrackSource;
import dev.sluice.server.room.View;
import dev.sluice.server.rtcp.ReceiverEstimatedMaxBitrate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What members may do, and what becomes of what they may not. */
class EntitlementScenarioTest {

  private final RoomStory story = new RoomStory();

  private static Entitlement entitled(boolean subscribe, boolean hidden, Publishable... publish) {
    return new Entitlement(new Permissions(Set.of(publish), subscribe, hidden), Optional.empty());
  }

  private TestPeer join(String name, Entitlement entitlement) {
    return story.enter(name, 1, List.of(), Membership.participant().with(entitlement));
  }

  private static Entitlement limited(Limits limits) {
    return new Entitlement(Permissions.ALL, Optional.of("jti"), limits);
  }

  private static RoomErrorCode refusal(TestPeer peer) {
    return peer.last(RoomEvent.Rejected.class).code();
  }

  @Test
  void whatMayNotBePublishedIsRefusedAndTheMediaGoNowhere() {
    TestPeer bob = story.join("bob", 1);
    TestPeer ann = join("ann", entitled(true, false, Publishable.AUDIO));
    assertEquals(RoomErrorCode.NOT_PERMITTED, refusal(ann));
    assertEquals(
        List.of("mic"),
        ann.last(RoomEvent.Joined.class).self().tracks().stream().map(TrackInfo::mid).toList());
    ann.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    ann.sendAudio(1, 960, 20, new byte[50]);
    assertEquals(List.of("a0"), bob.received().stream().map(TestPeer.Received::mid).toList());
  }

  @Test
  void aScreenNeedsTheRightToAScreenAndNothingElseIsOne() {
    TestPeer ann = join("ann", entitled(true, false, Publishable.SCREEN));
    assertTrue(ann.last(RoomEvent.Joined.class).self().tracks().isEmpty());
    ann.says(
        new RoomCommand.Publish(
            5, ann.id(), new TrackIntent("cam", TrackSource.SCREEN, "", false)));
    assertEquals(5, ann.last(RoomEvent.Accepted.class).requestId());
    ann.says(
        new RoomCommand.Publish(
            6, ann.id(), new TrackIntent("cam", TrackSource.CAMERA, "", false)));
    assertEquals(
        new RoomEvent.Rejected(
            6, RoomErrorCode.NOT_PERMITTED, "you may not publish video as camera"),
        ann.last(RoomEvent.Rejected.class));
    ann.says(
        new RoomCommand.Publish(7, ann.id(), new TrackIntent("mic", TrackSource.OTHER, "", false)));
    assertEquals(7, ann.last(RoomEvent.Rejected.class).requestId());
  }

  @Test
  void videoThatIsCalledAMicrophoneIsVideo() {
    TestPeer ann = join("ann", entitled(true, false, Publishable.AUDIO));
    ann.says(
        new RoomCommand.Publish(
            6, ann.id(), new TrackIntent("cam", TrackSource.MICROPHONE, "", false)));
    assertEquals(6, ann.last(RoomEvent.Rejected.class).requestId());
  }

  @Test
  void whoMayNotReceiveHasNothingInItsSlots() {
    TestPeer bob = story.join("bob", 1);
    TestPeer ann = join("ann", entitled(false, false, Publishable.AUDIO, Publishable.VIDEO));
    assertNull(ann.shownIn("v0"));
    bob.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    assertTrue(ann.received().isEmpty());
    ann.says(new RoomCommand.Bind(4, ann.id(), "v0", Optional.of(bob.track("cam"))));
    assertEquals(RoomErrorCode.NOT_PERMITTED, refusal(ann));
  }

  @Test
  void messagesAndTheRoomsMetadataNeedTheRightToData() {
    TestPeer bob = story.join("bob", 1);
    TestPeer ann = join("ann", entitled(true, false, Publishable.AUDIO));
    ann.says(new RoomCommand.Broadcast(4, ann.id(), "chat", "hi", List.of()));
    assertEquals(4, ann.last(RoomEvent.Rejected.class).requestId());
    ann.says(new RoomCommand.UpdateRoomMetadata(5, ann.id(), Map.of("a", "b")));
    assertEquals(5, ann.last(RoomEvent.Rejected.class).requestId());
    assertTrue(bob.events(RoomEvent.Message.class).isEmpty());
    assertTrue(bob.events(RoomEvent.RoomUpdated.class).isEmpty());
  }

  @Test
  void nobodyLearnsOfWhoIsHidden() {
    TestPeer bob = story.join("bob", 1);
    TestPeer ann = join("ann", entitled(true, true, Publishable.AUDIO, Publishable.DATA));
    assertEquals(bob.track("cam"), ann.shownIn("v0"));
    bob.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    assertEquals(1, ann.receivedVideo().size());
    TestPeer cid = story.join("cid", 1);
    assertEquals(
        List.of(bob.id()),
        cid.last(RoomEvent.Joined.class).others().stream().map(other -> other.id()).toList());
    ann.says(new RoomCommand.UpdateProfile(3, ann.id(), Optional.of("Ann"), Map.of()));
    ann.says(new RoomCommand.Broadcast(4, ann.id(), "chat", "hi", List.of()));
    bob.says(new RoomCommand.Broadcast(5, bob.id(), "chat", "hi", List.of(ann.id())));
    assertEquals(RoomErrorCode.NO_SUCH_PARTICIPANT, refusal(bob));
    bob.says(new RoomCommand.Broadcast(0, bob.id(), "chat", "all", List.of()));
    assertEquals("all", ann.last(RoomEvent.Message.class).payload());
    ann.losesSignaling();
    story.passWith(5 * SECOND, ann, bob, cid);
    ann.leave();
    for (TestPeer other : List.of(bob, cid)) {
      assertTrue(
          other.events().stream().noneMatch(event -> event.toString().contains("value=ann")),
          () -> other.events().toString());
    }
  }

  @Test
  void hiddenViewersAreNotCounted() {
    story.publish("ann");
    TestPeer viewer = story.watch("v", View.EVERYBODY);
    story.enter("w", 1, List.of(), Membership.viewer(View.EVERYBODY).with(entitled(true, true)));
    story.pass(2 * SECOND);
    assertEquals(1, viewer.last(RoomEvent.ViewerCountChanged.class).viewers());
  }

  @Test
  void noRoleWithoutTheRightToIt() {
    story.publish("ann");
    TestPeer viewer =
        story.enter(
            "v",
            1,
            List.of(),
            Membership.viewer(View.EVERYBODY).with(entitled(false, false, Publishable.AUDIO)));
    assertEquals(RoomErrorCode.NOT_ADMITTED, refusal(viewer));
    TestPeer publisher =
        story.enter(
            "p",
            0,
            List.of(),
            Membership.publisher(DuplicatePolicy.REPLACE)
                .with(entitled(true, false, Publishable.DATA)));
    assertEquals(RoomErrorCode.NOT_ADMITTED, refusal(publisher));
  }

  @Test
  void anotherEntitlementTakesEffectAtOnce() {
    TestPeer bob = story.join("bob", 1);
    TestPeer ann = story.join("ann", 1);
    ann.says(
        new RoomCommand.Entitle(
            9, ann.id(), entitled(false, false, Publishable.AUDIO), ann.sink()));
    assertEquals(9, ann.last(RoomEvent.Accepted.class).requestId());
    assertEquals(ann.track("cam"), bob.last(RoomEvent.TrackUnpublished.class).track());
    assertNull(ann.shownIn("v0"));
    ann.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    assertTrue(bob.receivedVideo().isEmpty());
    ann.says(
        new RoomCommand.Entitle(
            10, ann.id(), entitled(true, false, Publishable.VIDEO), ann.sink()));
    ann.says(
        new RoomCommand.Publish(
            0, ann.id(), new TrackIntent("cam", TrackSource.CAMERA, "", false)));
    story.pass(10 * MILLISECOND);
    ann.sendVideo(2, 6000, true, vp8(true, true, 2, 500));
    assertEquals(1, bob.receivedVideo().size());
    assertEquals(bob.track("cam"), ann.shownIn("v0"));
  }

  @Test
  void whoBecomesHiddenLeavesForTheOthersAndComesWhenItIsShownAgain() {
    TestPeer bob = story.join("bob", 1);
    TestPeer ann = story.join("ann", 1);
    ann.says(new RoomCommand.Entitle(9, ann.id(), entitled(true, true), ann.sink()));
    assertEquals(ann.id(), bob.last(RoomEvent.ParticipantLeft.class).participant());
    ann.says(new RoomCommand.Entitle(10, ann.id(), Entitlement.EVERYTHING, ann.sink()));
    assertEquals(2, bob.events(RoomEvent.ParticipantJoined.class).size());
  }

  @Test
  void aViewerCannotBeLeftWithoutTheRightToWatch() {
    story.publish("ann");
    TestPeer viewer = story.watch("v", View.EVERYBODY);
    viewer.says(new RoomCommand.Entitle(9, viewer.id(), entitled(false, false), viewer.sink()));
    assertEquals(RoomErrorCode.NOT_ADMITTED, refusal(viewer));
  }

  @Test
  void aTokenIsGoodForSoManyTracksAtOnce() {
    TestPeer ann = join("ann", limited(new Limits(0, 1, 0, 0)));
    assertEquals(1, ann.last(RoomEvent.Joined.class).self().tracks().size());
    assertEquals(RoomErrorCode.NOT_PERMITTED, refusal(ann));
  }

  @Test
  void aTokenIsGoodForSoManySessionsAtOnce() {
    Entitlement once = limited(new Limits(0, 0, 1, 0));
    TestPeer ann = join("ann", once);
    TestPeer bob = join("bob", once);
    assertEquals(RoomErrorCode.TOKEN_IN_USE, refusal(bob));
    TestPeer again = join("ann", once);
    assertEquals(1, again.events(RoomEvent.Joined.class).size());
    assertEquals(1, ann.events(RoomEvent.Disconnected.class).size());
    again.leave();
    assertEquals(1, join("cid", once).events(RoomEvent.Joined.class).size());
  }

  @Test
  void aTokenSaysHowFullTheRoomMayBe() {
    story.join("ann", 1);
    story.join("bob", 1);
    assertEquals(RoomErrorCode.ROOM_FULL, refusal(join("cid", limited(new Limits(0, 0, 0, 2)))));
    TestPeer dan = join("dan", limited(new Limits(0, 0, 0, 3)));
    assertEquals(1, dan.events(RoomEvent.Joined.class).size());
  }

  @Test
  void mediaOfWhatMayNotBePublishedAreCounted() {
    TestPeer ann = join("ann", entitled(true, false, Publishable.AUDIO));
    ann.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    ann.sendVideo(2, 6000, true, vp8(false, true, 2, 500));
    ann.sendAudio(1, 960, 20, new byte[50]);
    assertEquals(2L, story.drops().get("not_published"));
  }

  @Test
  void whoSendsMoreThanGrantedIsToldAndThenCutOff() {
    TestPeer bob = story.join("bob", 1);
    TestPeer ann = join("ann", limited(new Limits(80_000, 0, 0, 0)));
    for (int i = 1; i <= 100; i++) {
      // 1000 bytes each 10 ms: ten times as much as granted
      ann.sendVideo(i, i * 900, true, vp8(i == 1, true, i, 1000));
      story.pass(10 * MILLISECOND);
    }
    int arrived = bob.receivedVideo().size();
    assertTrue(arrived >= 45 && arrived <= 65, () -> arrived + " of 100");
    story.pass(SECOND);
    assertTrue(
        ann.feedback().stream()
            .anyMatch(
                packet ->
                    packet instanceof ReceiverEstimatedMaxBitrate remb
                        && remb.bitrateBps() == 80_000));
    assertTrue(story.drops().get("over_bitrate") >= 35);
    ann.says(new RoomCommand.Entitle(9, ann.id(), Entitlement.EVERYTHING, ann.sink()));
    ann.sendVideo(101, 101 * 900, true, vp8(true, true, 101, 1000));
    assertEquals(arrived + 1, bob.receivedVideo().size());
  }
}

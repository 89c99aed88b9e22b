package dev.sluice.server.scenario;

import static dev.sluice.server.scenario.RoomStory.SECOND;
import static dev.sluice.server.scenario.RoomStory.vp8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.Membership;
import dev.sluice.server.room.Membership.Role;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomOptions;
import dev.sluice.server.room.RoomStats;
import dev.sluice.server.room.RoomView;
import dev.sluice.server.room.TrackIntent;
import dev.sluice.server.room.TrackSource;
import dev.sluice.server.room.View;
import dev.sluice.server.rtcp.PictureLossIndication;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.srtp.SrtpProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Viewers: what they may see, who sees them, how long they stay. */
class ViewerScenarioTest {

  private static final View.Publisher CAM_MAN = new View.Publisher(new ParticipantId("obs"));

  @Test
  void aViewerSeesThePublisherItAskedForAndNobodyElse() {
    RoomStory story = new RoomStory();
    TestPeer other = story.publish("other");
    TestPeer obs = story.publish("obs");
    TestPeer viewer = story.watch("v", CAM_MAN);
    assertEquals(obs.track("cam"), viewer.shownIn("v0"));
    assertEquals(obs.track("mic"), viewer.shownIn("a0"));

    other.sendVideo(1, 3000, true, vp8(true, true, 1, 700));
    obs.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    assertEquals(List.of(500), sizes(viewer));

    obs.leave();
    story.pass(SECOND);
    other.sendVideo(2, 6000, true, vp8(true, true, 2, 700));
    assertEquals(List.of(500), sizes(viewer));
  }

  private static List<Integer> sizes(TestPeer peer) {
    return peer.receivedVideo().stream().map(packet -> packet.payload().length).toList();
  }

  /** What an encoder made earlier would be lost, and it makes no other one soon after. */
  @Test
  void aViewerNeedsAKeyframeFromWhenItIsConnectedOn() {
    RoomStory story = new RoomStory();
    TestPeer obs = story.publish("obs");
    obs.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    story.pass(SECOND + SECOND / 4);
    assertEquals(1, obs.feedback(PictureLossIndication.class).size(), "does it answer?");
    obs.sendVideo(2, 115_500, true, vp8(true, true, 2, 500));
    story.pass(SECOND / 4);
    int before = obs.feedback(PictureLossIndication.class).size();

    TestPeer viewer = story.signUp("v", 1, List.of(), Membership.viewer(CAM_MAN));
    story.pass(SECOND / 2);
    assertEquals(before, obs.feedback(PictureLossIndication.class).size());
    viewer.check();
    assertEquals(before + 1, obs.feedback(PictureLossIndication.class).size());
  }

  @Test
  void nobodySeesAViewer() {
    RoomStory story = new RoomStory();
    TestPeer ann = story.join("ann", 1);
    TestPeer viewer = story.watch("v", View.EVERYBODY);
    TestPeer bob = story.join("bob", 1);
    assertEquals(List.of(ann.id()), ids(bob));
    viewer.leave();
    story.pass(3 * SECOND);
    assertTrue(
        ann.events(RoomEvent.ParticipantJoined.class).stream()
            .allMatch(event -> event.participant().id().equals(bob.id())));
    assertTrue(ann.events(RoomEvent.ParticipantLeft.class).isEmpty());
    assertTrue(
        ann.events(RoomEvent.QualityChanged.class).stream()
            .flatMap(event -> event.qualities().stream())
            .noneMatch(quality -> quality.participant().equals(viewer.id())));
    ann.says(new RoomCommand.Broadcast(4, ann.id(), "chat", "?", List.of(viewer.id())));
    assertEquals(RoomErrorCode.NO_SUCH_PARTICIPANT, ann.last(RoomEvent.Rejected.class).code());
    assertTrue(viewer.events(RoomEvent.ParticipantJoined.class).isEmpty());
  }

  private static List<ParticipantId> ids(TestPeer newcomer) {
    return newcomer.events(RoomEvent.Joined.class).get(0).others().stream()
        .map(other -> other.id())
        .toList();
  }

  @Test
  void aPublisherIsAParticipantToOthersAndHearsOfNobody() {
    RoomStory story = new RoomStory();
    TestPeer ann = story.join("ann", 1);
    TestPeer obs = story.publish("obs");
    assertEquals(2, ann.last(RoomEvent.ParticipantJoined.class).participant().tracks().size());
    assertEquals(List.of(), ids(obs));
    assertEquals(List.of(), obs.events(RoomEvent.Joined.class).get(0).slots());
    ann.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    story.join("bob", 1);
    story.pass(3 * SECOND);
    assertTrue(obs.received().isEmpty());
    assertTrue(
        obs.events().stream()
            .allMatch(
                event ->
                    event instanceof RoomEvent.Joined
                        || event instanceof RoomEvent.TransportChanged));
  }

  @Test
  void participantsPublishersAndViewersShareARoom() {
    RoomStory story = new RoomStory();
    TestPeer ann = story.join("ann", 1);
    TestPeer obs = story.publish("obs");
    TestPeer ofAnn = story.watch("v1", new View.Publisher(ann.id()));
    TestPeer ofObs = story.watch("v2", CAM_MAN);
    ann.sendVideo(1, 3000, true, vp8(true, true, 1, 700));
    obs.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    assertEquals(List.of(500), sizes(ann));
    assertEquals(List.of(700), sizes(ofAnn));
    assertEquals(List.of(500), sizes(ofObs));
    assertEquals(
        List.of(TrackSource.MICROPHONE, TrackSource.CAMERA),
        ann.last(RoomEvent.ParticipantJoined.class).participant().tracks().stream()
            .map(track -> track.source())
            .toList());
  }

  @Test
  void aViewerPublishesNothing() {
    RoomStory story = new RoomStory();
    TestPeer ann = story.join("ann", 1);
    TestPeer viewer = story.watch("v", View.EVERYBODY);
    viewer.says(
        new RoomCommand.Publish(
            5, viewer.id(), new TrackIntent("cam", TrackSource.CAMERA, "", false)));
    assertEquals(RoomErrorCode.MID_NOT_PUBLISHABLE, viewer.last(RoomEvent.Rejected.class).code());
    viewer.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    story.pass(SECOND);
    assertTrue(ann.received().isEmpty());
  }

  @Test
  void refusesAViewerWhenThereIsNothingToSee() {
    RoomStory story = new RoomStory();
    TestPeer early = story.watch("early", View.EVERYBODY);
    assertEquals(RoomErrorCode.NO_ACTIVE_PUBLISHER, early.last(RoomEvent.Rejected.class).code());
    assertEquals("no active publisher in room", early.last(RoomEvent.Rejected.class).message());
    story.publish("other");
    TestPeer choosy = story.watch("choosy", CAM_MAN);
    assertEquals(RoomErrorCode.NO_ACTIVE_PUBLISHER, choosy.last(RoomEvent.Rejected.class).code());
  }

  @Test
  void viewersHaveTheirOwnLimit() {
    RoomStory story =
        new RoomStory(RoomOptions.DEFAULTS.withLimits(1, 2), SrtpProfile.AEAD_AES_128_GCM);
    story.publish("obs");
    story.watch("v1", CAM_MAN);
    TestPeer second = story.watch("v2", CAM_MAN);
    TestPeer third = story.watch("v3", CAM_MAN);
    assertEquals(RoomErrorCode.SUBSCRIBER_LIMIT, third.last(RoomEvent.Rejected.class).code());
    RoomStats stats = story.roomStats();
    assertEquals(2, stats.count(Role.VIEWER));
    assertEquals(2, stats.subscribers());
    assertEquals(1, stats.present());
    assertEquals(Map.of(RoomErrorCode.SUBSCRIBER_LIMIT, 1L), stats.refusedJoins());
    TestPeer ann = story.join("ann", 1);
    assertEquals(RoomErrorCode.ROOM_FULL, ann.last(RoomEvent.Rejected.class).code());
    second.leave();
    assertEquals(1, story.watch("v4", CAM_MAN).events(RoomEvent.Joined.class).size());
  }

  @Test
  void tellsWhatAViewShowsWithoutAJoin() {
    RoomStory story = new RoomStory();
    story.publish("obs");
    story.watch("v", CAM_MAN);
    List<RoomView> answers = new ArrayList<>();
    story.room().execute(new RoomCommand.Inspect(CAM_MAN, answers::add));
    story
        .room()
        .execute(
            new RoomCommand.Inspect(new View.Publisher(new ParticipantId("nobody")), answers::add));
    story.home.runTasks();
    assertEquals(1, answers.get(0).publishers().size());
    assertEquals(
        List.of(Codec.OPUS, Codec.VP8),
        answers.get(0).formats().stream().map(format -> format.codec()).toList());
    assertEquals(1, answers.get(0).viewers());
    assertEquals(new RoomView(List.of(), List.of(), 1), answers.get(1));
  }

  @Test
  void aClosedRoomShowsNothing() {
    RoomStory story = new RoomStory();
    TestPeer obs = story.publish("obs");
    List<RoomView> answers = new ArrayList<>();
    story.rooms.closeAll(LeaveReason.ROOM_CLOSED);
    story.home.runTasks();
    obs.says(new RoomCommand.Inspect(CAM_MAN, answers::add));
    assertEquals(List.of(RoomView.EMPTY), answers);
  }
}

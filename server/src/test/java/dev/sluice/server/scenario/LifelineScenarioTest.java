package dev.sluice.server.scenario;

import static dev.sluice.server.scenario.RoomStory.MILLISECOND;
import static dev.sluice.server.scenario.RoomStory.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.Membership;
import dev.sluice.server.room.Membership.DuplicatePolicy;
import dev.sluice.server.room.Membership.Role;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomHandle;
import dev.sluice.server.room.RoomOptions;
import dev.sluice.server.room.RoomStats;
import dev.sluice.server.room.RoomStats.Departure;
import dev.sluice.server.room.View;
import dev.sluice.server.srtp.SrtpProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What keeps publishers and viewers in a room that no signaling connection keeps there. */
class LifelineScenarioTest {

  private static final View.Publisher OBS = new View.Publisher(new ParticipantId("obs"));
  private static final long SILENCE = RoomOptions.DEFAULTS.mediaTimeoutNanos();
  private static final long GRACE = RoomOptions.DEFAULTS.mediaGraceNanos();

  private final RoomStory story = new RoomStory();

  @Test
  void removesWhoNeverConnects() {
    TestPeer ann = story.join("ann", 1);
    TestPeer obs = story.signUp("obs", 0, List.of(), Membership.publisher(DuplicatePolicy.REPLACE));
    TestPeer viewer = story.signUp("v", 1, List.of(), Membership.viewer(OBS));
    story.pass(RoomOptions.DEFAULTS.connectTimeoutNanos() - SECOND);
    assertTrue(obs.events(RoomEvent.Disconnected.class).isEmpty());
    story.pass(SECOND + 10 * MILLISECOND);
    assertEquals(LeaveReason.NEVER_CONNECTED, obs.last(RoomEvent.Disconnected.class).reason());
    assertEquals(LeaveReason.NEVER_CONNECTED, viewer.last(RoomEvent.Disconnected.class).reason());
    assertEquals(LeaveReason.NEVER_CONNECTED, ann.last(RoomEvent.ParticipantLeft.class).reason());
  }

  @Test
  void removesWhoFellSilentAndDoesNotComeBack() {
    TestPeer ann = story.join("ann", 1);
    TestPeer obs = story.publish("obs");
    TestPeer viewer = story.watch("v", OBS);
    story.passWith(SILENCE + SECOND, ann, viewer);
    assertFalse(ann.last(RoomEvent.ParticipantUpdated.class).participant().connected());
    assertFalse(viewer.last(RoomEvent.PublishersChanged.class).active());
    assertTrue(obs.events(RoomEvent.Disconnected.class).isEmpty());
    story.passWith(GRACE, ann, viewer);
    assertEquals(LeaveReason.MEDIA_LOST, obs.last(RoomEvent.Disconnected.class).reason());
    assertEquals(LeaveReason.MEDIA_LOST, ann.last(RoomEvent.ParticipantLeft.class).reason());
  }

  @Test
  void keepsWhoComesBackWithinTheGraceTime() {
    TestPeer ann = story.join("ann", 1);
    TestPeer obs = story.publish("obs");
    story.passWith(SILENCE + GRACE - SECOND, ann);
    story.passWith(2 * GRACE, ann, obs);
    assertTrue(obs.events(RoomEvent.Disconnected.class).isEmpty());
    assertTrue(ann.last(RoomEvent.ParticipantUpdated.class).participant().connected());
  }

  @Test
  void removesAtOnceWhoClosesItsMedia() {
    TestPeer obs = story.publish("obs");
    TestPeer viewer = story.watch("v", OBS);
    viewer.saysGoodbye();
    obs.saysGoodbye();
    story.pass(10 * MILLISECOND);
    assertEquals(LeaveReason.LEFT, viewer.last(RoomEvent.Disconnected.class).reason());
    assertEquals(LeaveReason.LEFT, obs.last(RoomEvent.Disconnected.class).reason());
  }

  @Test
  void removesWhoseTransportFailed() {
    TestPeer obs = story.publish("obs");
    TestPeer viewer = story.watch("v", OBS);
    viewer.breakSending();
    obs.sendVideo(1, 3000, true, RoomStory.vp8(true, true, 1, 500));
    story.pass(10 * MILLISECOND);
    assertEquals(LeaveReason.MEDIA_LOST, viewer.last(RoomEvent.Disconnected.class).reason());
    assertTrue(obs.events(RoomEvent.Disconnected.class).isEmpty());
  }

  @Test
  void lostSignalingIsOfNoImportanceToWhoLivesByItsMedia() {
    TestPeer obs = story.publish("obs");
    obs.losesSignaling();
    story.passWith(2 * RoomOptions.DEFAULTS.resumeGraceNanos(), obs);
    assertTrue(obs.events(RoomEvent.Disconnected.class).isEmpty());
  }

  @Test
  void aParticipantWithSignalingStaysWhateverItsMediaDo() {
    TestPeer ann = story.join("ann", 1);
    ann.saysGoodbye();
    story.pass(2 * (SILENCE + GRACE));
    assertTrue(ann.events(RoomEvent.Disconnected.class).isEmpty());
  }

  @Test
  void nothingIsLeftOfHundredsWhoNeverConnect() {
    List<TestPeer> peers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      peers.add(story.signUp("p" + i, 0, List.of(), Membership.publisher(DuplicatePolicy.REPLACE)));
      peers.add(story.signUp("v" + i, 1, List.of(), Membership.viewer(View.EVERYBODY)));
      story.pass(20 * MILLISECOND);
    }
    assertFalse(story.home.isEmpty());
    story.pass(RoomOptions.DEFAULTS.connectTimeoutNanos());
    RoomStats stats = story.roomStats();
    assertEquals(0, stats.members().size());
    assertEquals(0, stats.publications());
    assertEquals(
        Map.of(
            new Departure(Role.PUBLISHER, LeaveReason.NEVER_CONNECTED), 100L,
            new Departure(Role.VIEWER, LeaveReason.NEVER_CONNECTED), 100L),
        stats.departures());
    for (TestPeer peer : peers) {
      assertEquals(LeaveReason.NEVER_CONNECTED, peer.last(RoomEvent.Disconnected.class).reason());
    }
    story.pass(RoomOptions.DEFAULTS.lingerNanos() + SECOND);
    assertTrue(story.home.isEmpty(), "no ufrag, path or room is left on the loop");
    assertEquals(List.of(), story.rooms.stats());
  }

  @Test
  void aThousandTakeoversLeaveOnePublisher() {
    for (int i = 0; i < 1000; i++) {
      story.signUp("obs", 0, List.of(), Membership.publisher(DuplicatePolicy.REPLACE));
    }
    assertEquals(1, story.roomStats().members().size());
    TestPeer last = story.publish("obs");
    last.says(new RoomCommand.Leave(last.id(), LeaveReason.LEFT, last.sink()));
    story.pass(RoomOptions.DEFAULTS.lingerNanos() + SECOND);
    assertTrue(story.home.isEmpty());
  }

  @Test
  void aRoomThatDoesNotLingerStillWaitsForWhoOpenedIt() {
    RoomOptions common = RoomOptions.DEFAULTS;
    RoomOptions withoutLinger =
        new RoomOptions(
            common.maxParticipants(),
            common.maxSubscribers(),
            common.maxTracksPerParticipant(),
            0,
            common.resumeGraceNanos(),
            common.mediaTimeoutNanos(),
            common.connectTimeoutNanos(),
            common.mediaGraceNanos(),
            common.viewerGraceNanos(),
            common.maxMetadataBytes(),
            common.maxMessageBytes(),
            common.duplicateIdentity());
    RoomStory brief = new RoomStory(withoutLinger, SrtpProfile.AEAD_AES_128_GCM);
    RoomHandle opened = brief.room();
    brief.pass(500 * MILLISECOND);
    assertSame(opened, brief.room());
    TestPeer obs = brief.publish("obs");
    assertEquals(1, obs.events(RoomEvent.Joined.class).size());
    obs.says(new RoomCommand.Leave(obs.id(), LeaveReason.LEFT, obs.sink()));
    brief.pass(10 * MILLISECOND);
    assertEquals(List.of(), brief.rooms.stats());
  }

  @Test
  void aRoomThatNobodyEntersIsSoonGone() {
    story.room();
    story.pass(SECOND + 10 * MILLISECOND);
    assertEquals(List.of(), story.rooms.stats());
  }
}

package dev.sluice.server.scenario;

import static dev.sluice.server.scenario.RoomStory.MILLISECOND;
import static dev.sluice.server.scenario.RoomStory.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.RecordingAction;
import dev.sluice.server.room.RecordingPolicy;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomObserver;
import dev.sluice.server.room.RoomOccurrence;
import dev.sluice.server.room.RoomOccurrence.CloseCause;
import dev.sluice.server.room.RoomOccurrence.MediaConnected;
import dev.sluice.server.room.RoomOccurrence.MediaLost;
import dev.sluice.server.room.RoomOccurrence.MemberJoined;
import dev.sluice.server.room.RoomOccurrence.MemberLeft;
import dev.sluice.server.room.RoomOccurrence.RecordingChanged;
import dev.sluice.server.room.RoomOccurrence.RoomClosed;
import dev.sluice.server.room.RoomOccurrence.RoomOpened;
import dev.sluice.server.room.RoomOccurrence.SignalingLost;
import dev.sluice.server.room.RoomOccurrence.SignalingResumed;
import dev.sluice.server.room.RoomOccurrence.TrackMuted;
import dev.sluice.server.room.RoomOccurrence.TrackPublished;
import dev.sluice.server.room.RoomOccurrence.TrackUnpublished;
import dev.sluice.server.room.RoomOptions;
import dev.sluice.server.room.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What those outside hear of a room, and in which order. */
class ChronicleScenarioTest {

  private final RoomStory story = new RoomStory(new FakeRecorder(), RecordingPolicy.ON_REQUEST);

  /** What was heard since the last call, in words. */
  private List<String> heard() {
    List<String> words = story.occurrences.stream().map(ChronicleScenarioTest::words).toList();
    story.occurrences.clear();
    return words;
  }

  private static String words(RoomOccurrence occurrence) {
    assertEquals("story", occurrence.room().value());
    if (occurrence instanceof RoomOpened) {
      return "opened";
    } else if (occurrence instanceof RoomClosed closed) {
      return "closed " + closed.cause().word();
    } else if (occurrence instanceof MemberJoined joined) {
      return joined.member().id() + " joined as " + joined.member().role().word();
    } else if (occurrence instanceof MemberLeft left) {
      return left.member().id() + " left " + left.reason().wireName();
    } else if (occurrence instanceof MediaConnected connected) {
      return connected.member().id() + " connected";
    } else if (occurrence instanceof MediaLost lost) {
      return lost.member().id() + " lost" + lost.failure().map(why -> ": " + why).orElse("");
    } else if (occurrence instanceof SignalingLost lost) {
      return lost.member().id() + " silent";
    } else if (occurrence instanceof SignalingResumed resumed) {
      return resumed.member().id() + " resumed";
    } else if (occurrence instanceof TrackPublished published) {
      return published.track().participant() + " published " + published.track().mid();
    } else if (occurrence instanceof TrackUnpublished gone) {
      return gone.track().participant() + " unpublished " + gone.track().mid();
    } else if (occurrence instanceof TrackMuted muted) {
      return muted.track().id() + (muted.track().muted() ? " muted" : " unmuted");
    } else if (occurrence instanceof RecordingChanged changed) {
      return "recording " + changed.recording().state();
    }
    throw new AssertionError("what is " + occurrence);
  }

  @Test
  void aRoomsLifeIsToldInOrder() {
    TestPeer ann = story.join("ann", 1);
    assertEquals(
        List.of(
            "opened",
            "ann joined as participant",
            "ann published mic",
            "ann published cam",
            "ann connected"),
        heard());
    ann.mute("cam", true);
    ann.mute("cam", true);
    ann.mute("cam", false);
    ann.says(
        new RoomCommand.ControlRecording(9, ann.id(), RecordingAction.START, Optional.empty()));
    ann.says(new RoomCommand.Unpublish(0, ann.id(), ann.track("mic")));
    String camera = ann.track("cam").toString();
    assertEquals(
        List.of(
            camera + " muted", camera + " unmuted", "recording RECORDING", "ann unpublished mic"),
        heard());
    ann.leave();
    assertEquals(List.of("ann unpublished cam", "ann left left"), heard());
    story.pass(RoomOptions.DEFAULTS.lingerNanos() + SECOND);
    assertEquals(List.of("recording OFF", "closed empty"), heard());
  }

  @Test
  void nobodyHearsOfARoomThatNobodyEntered() {
    story.room();
    story.pass(5 * SECOND);
    assertEquals(List.of(), story.rooms.stats());
    assertEquals(List.of(), heard());
  }

  private void order(RecordingAction action) {
    story.room().execute(new RoomCommand.OrderRecording(action, Optional.empty(), answer -> {}));
    story.home.runTasks();
  }

  @Test
  void ofARecordingInARoomThatNobodyEnteredNobodyHears() {
    order(RecordingAction.START);
    order(RecordingAction.STOP);
    story.pass(5 * SECOND);
    assertEquals(List.of(), heard());
  }

  @Test
  void whoeverEntersARoomThatIsRecordedAlreadyIsToldOfAfterIt() {
    order(RecordingAction.START);
    assertEquals(List.of(), heard());
    story.join("ann", 1);
    assertEquals(
        List.of("opened", "recording RECORDING", "ann joined as participant"),
        heard().subList(0, 3));
  }

  @Test
  void whoIsReplacedLeavesBeforeItsSuccessorJoins() {
    story.publish("obs");
    heard();
    story.publish("obs");
    assertEquals(
        List.of(
            "obs unpublished mic",
            "obs unpublished cam",
            "obs left replaced",
            "obs joined as publisher",
            "obs published mic",
            "obs published cam",
            "obs connected"),
        heard());
  }

  @Test
  void interruptionsAreToldAndSoIsTheirEnd() {
    TestPeer ann = story.join("ann", 1);
    TestPeer obs = story.publish("obs");
    heard();
    story.passWith(RoomOptions.DEFAULTS.mediaTimeoutNanos() + SECOND, ann);
    assertEquals(List.of("obs lost"), heard());
    obs.check();
    story.pass(10 * MILLISECOND);
    assertEquals(List.of("obs connected"), heard());
    obs.saysGoodbye();
    story.pass(10 * MILLISECOND);
    assertEquals(
        List.of(
            "obs lost: the peer closed the connection",
            "obs unpublished mic",
            "obs unpublished cam",
            "obs left left"),
        heard());
  }

  @Test
  void lostSignalingIsToldAndSoIsItsReturn() {
    TestPeer ann = story.join("ann", 1);
    heard();
    ann.losesSignaling();
    List<Object> ignored = new ArrayList<>();
    ann.says(new RoomCommand.Resume(1, ann.id(), ann.sink(), ignored::add));
    assertEquals(List.of("ann silent", "ann resumed"), heard());
  }

  @Test
  void everybodyHasLeftWhenTheServerEnds() {
    story.join("ann", 1);
    story.clock.advance(3 * SECOND);
    heard();
    story.rooms.closeAll(LeaveReason.SERVER_SHUTDOWN);
    story.home.runTasks();
    RoomClosed closed = (RoomClosed) story.occurrences.get(story.occurrences.size() - 1);
    assertEquals(CloseCause.SERVER_SHUTDOWN, closed.cause());
    assertTrue(closed.openNanos() >= 3 * SECOND);
    assertEquals(
        List.of(
            "ann unpublished mic",
            "ann unpublished cam",
            "ann left server_shutdown",
            "closed server_shutdown"),
        heard());
  }

  @Test
  void whatAnObserverThrowsHarmsNobody() {
    List<RoomOccurrence> second = new ArrayList<>();
    RoomObserver both =
        RoomObserver.all(
            List.of(
                occurrence -> {
                  throw new IllegalStateException("on purpose");
                },
                second::add));
    story.publish("obs");
    story.occurrences.forEach(both::onOccurrence);
    assertEquals(story.occurrences, second);
  }

  @Test
  void viewersAreToldOfToo() {
    story.publish("obs");
    heard();
    TestPeer viewer = story.watch("v", View.EVERYBODY);
    assertEquals(List.of("v joined as viewer", "v connected"), heard());
    viewer.leave();
    assertEquals(List.of("v left left"), heard());
  }
}

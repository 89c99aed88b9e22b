package dev.sluice.server.scenario;

import static dev.sluice.server.scenario.RoomStory.MILLISECOND;
import static dev.sluice.server.scenario.RoomStory.SECOND;
import static dev.sluice.server.scenario.RoomStory.vp8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.RecordingRefusal;
import dev.sluice.recorder.StopReason;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.RecordingAction;
import dev.sluice.server.room.RecordingAnswer;
import dev.sluice.server.room.RecordingInfo;
import dev.sluice.server.room.RecordingPolicy;
import dev.sluice.server.room.RecordingState;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who starts and stops recordings, and what everybody hears of it. */
class RecordingControlScenarioTest {

  private static final RecordingPolicy AUTOMATIC =
      new RecordingPolicy(
          RecordingPolicy.Start.AUTOMATIC, RecordingMode.PER_PARTICIPANT, 60 * SECOND);

  private final FakeRecorder recorder = new FakeRecorder();
  private RoomStory story = new RoomStory(recorder, RecordingPolicy.ON_REQUEST);
  private int sent;

  private void order(TestPeer who, RecordingAction action) {
    who.says(new RoomCommand.ControlRecording(9, who.id(), action, Optional.empty()));
  }

  private RecordingAnswer order(RecordingAction action) {
    List<RecordingAnswer> answers = new ArrayList<>();
    story.room().execute(new RoomCommand.OrderRecording(action, Optional.empty(), answers::add));
    story.home.runTasks();
    assertEquals(1, answers.size());
    return answers.get(0);
  }

  private static RecordingAnswer.Done done(RecordingAnswer answer) {
    return assertInstanceOf(RecordingAnswer.Done.class, answer);
  }

  private static List<RecordingState> heard(TestPeer who) {
    return who.events(RoomEvent.RecordingChanged.class).stream()
        .map(event -> event.recording().state())
        .toList();
  }

  private void sends(TestPeer who) {
    sent++;
    who.sendVideo(sent, sent * 3000, true, vp8(true, true, sent, 300));
    story.pass(40 * MILLISECOND);
  }

  @Test
  void everybodyHearsWhatBecomesOfTheRecording() {
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    order(ann, RecordingAction.START);
    order(bob, RecordingAction.PAUSE);
    order(ann, RecordingAction.RESUME);
    order(ann, RecordingAction.STOP);
    List<RecordingState> all =
        List.of(
            RecordingState.RECORDING,
            RecordingState.PAUSED,
            RecordingState.RECORDING,
            RecordingState.OFF);
    assertEquals(all, heard(ann));
    assertEquals(all, heard(bob));
    assertEquals(
        List.of("ann", "bob", "ann", "ann"),
        ann.events(RoomEvent.RecordingChanged.class).stream()
            .map(event -> event.recording().by())
            .toList());
    assertEquals(List.of("paused", "resumed", "stopped REQUESTED"), recorder.only().story);
  }

  @Test
  void whoComesLaterIsToldTheState() {
    TestPeer ann = story.join("ann", 1);
    story.pass(2 * SECOND);
    order(ann, RecordingAction.START);
    long since = (RoomStory.EPOCH_NANOS + story.clock.nanoTime()) / MILLISECOND;
    story.pass(2 * SECOND);
    TestPeer bob = story.join("bob", 1);
    RecordingInfo told = bob.last(RoomEvent.Joined.class).recording();
    assertEquals(RecordingState.RECORDING, told.state());
    assertEquals("ann", told.by());
    assertEquals(Optional.of(recorder.only().id()), told.id());
    assertTrue(Math.abs(told.sinceMillis() - since) <= story.clock.nanoTime() / MILLISECOND);
    assertTrue(told.sinceMillis() >= RoomStory.EPOCH_NANOS / MILLISECOND + 2_000);
    assertEquals(told, story.roomStats().recording());
  }

  @Test
  void whatIsSoAlreadyIsNoError() {
    TestPeer ann = story.join("ann", 1);
    order(ann, RecordingAction.STOP);
    order(ann, RecordingAction.START);
    order(ann, RecordingAction.START);
    order(ann, RecordingAction.RESUME);
    assertEquals(4, ann.events(RoomEvent.Accepted.class).size());
    assertEquals(List.of(RecordingState.RECORDING), heard(ann));
    assertEquals(1, recorder.recordings.size());
  }

  @Test
  void whatIsNotRecordedCannotBePaused() {
    TestPeer ann = story.join("ann", 1);
    order(ann, RecordingAction.PAUSE);
    assertEquals(RoomErrorCode.NOT_RECORDING, ann.last(RoomEvent.Rejected.class).code());
  }

  @Test
  void aStartGoesOnWithWhatIsPaused() {
    TestPeer ann = story.join("ann", 1);
    order(ann, RecordingAction.START);
    order(ann, RecordingAction.PAUSE);
    order(ann, RecordingAction.START);
    assertEquals(RecordingState.RECORDING, heard(ann).get(2));
    assertEquals(1, recorder.recordings.size());
  }

  @Test
  void anOperatorHearsWhetherAnythingChanged() {
    story.join("ann", 1);
    RecordingAnswer.Done first = done(order(RecordingAction.START));
    assertTrue(first.changed());
    assertEquals("api", first.recording().by());
    assertFalse(done(order(RecordingAction.START)).changed());
    assertTrue(done(order(RecordingAction.STOP)).changed());
    assertFalse(done(order(RecordingAction.STOP)).changed());
    RecordingAnswer.Refused refused =
        assertInstanceOf(RecordingAnswer.Refused.class, order(RecordingAction.RESUME));
    assertEquals(RoomErrorCode.NOT_RECORDING, refused.code());
  }

  @Test
  void aServerWithoutRecorderSaysSo() {
    story = new RoomStory();
    TestPeer ann = story.join("ann", 1);
    order(ann, RecordingAction.START);
    assertEquals(RoomErrorCode.RECORDING_UNAVAILABLE, ann.last(RoomEvent.Rejected.class).code());
  }

  @Test
  void theRecordersRefusalReachesWhoAsked() {
    recorder.refusal =
        Optional.of(new RecordingRefusal(RecordingRefusal.Reason.DISK_FULL, "the disk is full"));
    TestPeer ann = story.join("ann", 1);
    order(ann, RecordingAction.START);
    RoomEvent.Rejected rejected = ann.last(RoomEvent.Rejected.class);
    assertEquals(RoomErrorCode.RECORDING_UNAVAILABLE, rejected.code());
    assertEquals("the disk is full", rejected.message());
    assertTrue(heard(ann).isEmpty());
  }

  @Test
  void aParticipantCannotStartAndStopWithoutEnd() {
    TestPeer ann = story.join("ann", 1);
    for (int i = 0; i < 100; i++) {
      order(ann, i % 2 == 0 ? RecordingAction.START : RecordingAction.STOP);
    }
    assertEquals(RoomErrorCode.TOO_OFTEN, ann.last(RoomEvent.Rejected.class).code());
    assertTrue(recorder.recordings.size() <= 10);
    story.passWith(10 * SECOND, ann);
    order(ann, RecordingAction.START);
    assertEquals(
        RecordingState.RECORDING, ann.last(RoomEvent.RecordingChanged.class).recording().state());
  }

  @Test
  void aParticipantWhoGivesTooManyOrdersLeavesTheOthersTheirs() {
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    for (int i = 0; i < 100; i++) {
      order(ann, i % 2 == 0 ? RecordingAction.START : RecordingAction.STOP);
    }
    assertEquals(RoomErrorCode.TOO_OFTEN, ann.last(RoomEvent.Rejected.class).code());
    order(bob, RecordingAction.START);
    assertTrue(bob.events(RoomEvent.Rejected.class).isEmpty());
    assertEquals(
        RecordingState.RECORDING, bob.last(RoomEvent.RecordingChanged.class).recording().state());
  }

  @Test
  void whenTheRecorderEndsByItselfEverybodyHearsWhy() {
    TestPeer ann = story.join("ann", 1);
    order(ann, RecordingAction.START);
    recorder.only().ended = Optional.of(StopReason.DISK_FULL);
    story.pass(5 * MILLISECOND);
    RecordingInfo told = ann.last(RoomEvent.RecordingChanged.class).recording();
    assertEquals(RecordingState.OFF, told.state());
    assertEquals(Optional.of(StopReason.DISK_FULL), told.reason());
    assertEquals("", told.by());
    sends(ann);
    assertEquals(1, recorder.recordings.size(), "it stays off");
  }

  @Test
  void theEndOfTheRoomEndsTheRecording() {
    TestPeer ann = story.join("ann", 1);
    order(ann, RecordingAction.START);
    ann.leave();
    story.pass(30 * SECOND);
    assertEquals(List.of("stopped ROOM_ENDED"), recorder.only().story);
    assertEquals(List.of("ended"), recorder.only().video("ann").story);
  }

  @Test
  void theEndOfTheServerEndsTheRecording() {
    TestPeer ann = story.join("ann", 1);
    order(ann, RecordingAction.START);
    story.rooms.closeAll(LeaveReason.SERVER_SHUTDOWN);
    story.home.runTasks();
    assertEquals(List.of("stopped SHUTDOWN"), recorder.only().story);
  }

  // ---- automatic

  @Test
  void beginsByItselfWithTheFirstPacket() {
    story = new RoomStory(recorder, AUTOMATIC);
    TestPeer ann = story.join("ann", 1);
    story.pass(SECOND);
    assertTrue(recorder.recordings.isEmpty(), "nobody has sent anything");
    sends(ann);
    assertEquals("automatic", recorder.only().request.startedBy());
    assertEquals(List.of(1), recorder.only().video("ann").sequences(), "the first is in it");
    assertEquals(List.of(RecordingState.RECORDING), heard(ann));
  }

  @Test
  void endsWhenNobodyPublishesForAWhileAndBeginsAgain() {
    story = new RoomStory(recorder, AUTOMATIC);
    TestPeer ann = story.join("ann", 1);
    TestPeer obs = story.publish("obs");
    ann.says(new RoomCommand.Unpublish(0, ann.id(), ann.track("cam")));
    ann.says(new RoomCommand.Unpublish(0, ann.id(), ann.track("mic")));
    sends(obs);
    obs.saysGoodbye();
    story.passWith(50 * SECOND, ann);
    assertTrue(recorder.only().story.isEmpty());
    story.passWith(15 * SECOND, ann);
    assertEquals(List.of("stopped ROOM_ENDED"), recorder.only().story);
    sends(story.publish("obs"));
    assertEquals(2, recorder.recordings.size());
  }

  @Test
  void staysStoppedUntilSomebodyStartsItAgain() {
    story = new RoomStory(recorder, AUTOMATIC);
    TestPeer ann = story.join("ann", 1);
    sends(ann);
    order(ann, RecordingAction.STOP);
    sends(ann);
    story.passWith(120 * SECOND, ann);
    sends(ann);
    assertEquals(1, recorder.recordings.size());
    order(ann, RecordingAction.START);
    assertEquals(2, recorder.recordings.size());
  }

  @Test
  void triesAgainEverMoreRarelyWhenTheRecorderEnds() {
    story = new RoomStory(recorder, AUTOMATIC);
    TestPeer ann = story.join("ann", 1);
    int begun = 0;
    for (int second = 0; second < 300; second++) {
      sends(ann);
      if (recorder.recordings.size() > begun) {
        begun = recorder.recordings.size();
        recorder.recordings.get(begun - 1).ended = Optional.of(StopReason.DISK_ERROR);
      }
      story.passWith(SECOND, ann);
    }
    // at 0, 10, 30, 70 and 150 seconds
    assertEquals(5, begun);
  }
}

package dev.sluice.server.scenario;

import static dev.sluice.server.scenario.RoomStory.MILLISECOND;
import static dev.sluice.server.scenario.RoomStory.SECOND;
import static dev.sluice.server.scenario.RoomStory.vp8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordedSource;
import dev.sluice.recorder.RecordedTrack;
import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.RecordingSink.ClockBasis;
import dev.sluice.recorder.StopReason;
import dev.sluice.server.room.RecordingAction;
import dev.sluice.server.room.RecordingPolicy;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.View;
import dev.sluice.server.rtcp.GenericNack;
import dev.sluice.server.rtcp.PictureLossIndication;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.scenario.FakeRecorder.Recording;
import dev.sluice.server.scenario.FakeRecorder.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What of a track comes to the recorder, and that viewers get the same as without one. */
class RecordingScenarioTest {

  private static final int FRAME_TICKS = 3000;
  private static final long FRAME_NANOS = 40 * MILLISECOND;

  private final FakeRecorder recorder = new FakeRecorder();
  private final RoomStory story = new RoomStory(recorder, RecordingPolicy.ON_REQUEST);
  private final TestPeer ann = story.join("ann", 1);
  private int sent;

  /** A frame of one packet. */
  private void frame(boolean keyframe) {
    sent++;
    ann.sendVideo(sent, sent * FRAME_TICKS, true, vp8(keyframe, true, sent, 300));
    story.pass(FRAME_NANOS);
  }

  private void frames(int count) {
    for (int i = 0; i < count; i++) {
      frame(false);
    }
  }

  private void order(RecordingAction action) {
    ann.says(new RoomCommand.ControlRecording(9, ann.id(), action, Optional.empty()));
  }

  private static List<Integer> numbers(int first, int last) {
    return IntStream.rangeClosed(first, last).boxed().toList();
  }

  @Test
  void beginsInTheMiddleOfACallWithAKeyframeThatItAsksFor() {
    frame(true);
    frames(30);
    frame(true); // answers the probe
    frames(10);
    int asked = ann.feedback(PictureLossIndication.class).size();
    order(RecordingAction.START);
    story.pass(10 * MILLISECOND);
    assertEquals(asked + 1, ann.feedback(PictureLossIndication.class).size());
    frames(2);
    Track video = recorder.only().video("ann");
    assertTrue(video.packets.isEmpty(), "nothing of a picture that nobody could decode");
    frame(true);
    frames(2);
    assertEquals(numbers(45, 47), video.sequences());
    assertEquals(
        new RecordedSource(
            RecordedSource.Codec.VP8, 90_000, 0, video.sources.get(0).parameters(), ""),
        video.sources.get(0));
    assertEquals(1, video.sources.size());
  }

  @Test
  void describesWhoseTracksTheyAreAndWhatIsAskedFor() {
    ann.says(
        new RoomCommand.ControlRecording(
            9, ann.id(), RecordingAction.START, Optional.of(RecordingMode.PER_TRACK)));
    Recording recording = recorder.only();
    assertEquals("story", recording.request.room());
    assertEquals("ann", recording.request.startedBy());
    assertEquals(RecordingMode.PER_TRACK, recording.request.mode());
    assertEquals(
        List.of(
            new RecordedTrack(
                "ann",
                "ann",
                ann.track("mic").value(),
                RecordedTrack.Kind.AUDIO,
                RecordedTrack.Source.MICROPHONE,
                ""),
            new RecordedTrack(
                "ann",
                "ann",
                ann.track("cam").value(),
                RecordedTrack.Kind.VIDEO,
                RecordedTrack.Source.CAMERA,
                "")),
        recording.tracks.stream().map(track -> track.description).toList());
  }

  @Test
  void recordsSoundFromItsFirstPacket() {
    order(RecordingAction.START);
    ann.sendAudio(7, 960, 30, new byte[] {1, 2, 3});
    ann.sendAudio(8, 1920, 30, new byte[] {4});
    Track audio = recorder.only().track("ann", RecordedTrack.Kind.AUDIO);
    assertEquals(List.of(7, 8), audio.sequences());
    assertEquals(2, audio.sources.get(0).channels());
    assertEquals(List.of((byte) 1, (byte) 2, (byte) 3), boxed(audio.packets.get(0).payload()));
  }

  private static List<Byte> boxed(byte[] bytes) {
    List<Byte> boxed = new ArrayList<>();
    for (byte each : bytes) {
      boxed.add(each);
    }
    return boxed;
  }

  @Test
  void saysWhenMediaWasCapturedAndHowSureItIs() {
    order(RecordingAction.START);
    frame(true);
    Track video = recorder.only().video("ann");
    assertEquals(1, video.clocks.size(), "with the first packet");
    assertEquals(ClockBasis.ARRIVAL, video.clocks.get(0).basis());
    frames(26);
    assertEquals(2, video.clocks.size(), "and each second");
    long lead = 500 * MILLISECOND;
    ann.reportVideo(ntp(story.clock.nanoTime() + lead), sent * FRAME_TICKS);
    story.pass(5 * MILLISECOND);
    assertEquals(ClockBasis.SENDER_REPORT, video.clocks.get(2).basis(), "and when it changes");
    assertEquals(sent * FRAME_TICKS, (int) video.clocks.get(2).timestamp());
  }

  private static long ntp(long nanos) {
    return (nanos / SECOND + 3_900_000_000L) << 32 | (nanos % SECOND << 32) / SECOND;
  }

  @Test
  void eachPacketComesOnceTheLateOnesToo() {
    order(RecordingAction.START);
    frame(true);
    byte[] late = ann.videoPacket(2, 2 * FRAME_TICKS, true, vp8(false, true, 2, 300));
    sent = 2;
    frames(3);
    ann.deliver(late);
    ann.deliver(late.clone());
    frames(1);
    assertEquals(List.of(1, 3, 4, 5, 2, 6), recorder.only().video("ann").sequences());
  }

  @Test
  void asksLongerForWhatIsMissingThanForViewers() {
    assertTrue(nacksAfterAKeyframe() == 0, "for viewers a keyframe ends it");
    order(RecordingAction.START);
    frame(true);
    assertTrue(nacksAfterAKeyframe() > 0, "a recording wants it nevertheless");
    order(RecordingAction.STOP);
    assertTrue(nacksAfterAKeyframe() == 0, "and no longer than it goes on");
  }

  /** Loses a packet, sends a keyframe, and counts what is asked for in the next second. */
  private int nacksAfterAKeyframe() {
    frame(true);
    sent++; // lost
    frame(false);
    frame(true);
    int before = ann.feedback(GenericNack.class).size();
    frames(25);
    int after = ann.feedback(GenericNack.class).size();
    frames(50);
    return after - before;
  }

  @Test
  void asksForAKeyframeWhenTheWriterNeedsOne() {
    order(RecordingAction.START);
    frame(true);
    frames(10);
    int asked = ann.feedback(PictureLossIndication.class).size();
    recorder.only().video("ann").wantsKeyframe = true;
    story.pass(10 * MILLISECOND);
    assertEquals(asked + 1, ann.feedback(PictureLossIndication.class).size());
  }

  @Test
  void recordsNothingWhileMutedAndBeginsAnewAfterwards() {
    order(RecordingAction.START);
    frame(true);
    frames(2);
    ann.mute("cam", true);
    frames(3);
    for (int minute = 0; minute < 60; minute++) {
      story.passWith(60 * SECOND, ann);
    }
    Track video = recorder.only().video("ann");
    assertEquals(numbers(1, 3), video.sequences());
    int clocks = video.clocks.size();
    int asked = ann.feedback(PictureLossIndication.class).size();
    ann.mute("cam", false);
    story.pass(10 * MILLISECOND);
    assertEquals(asked + 1, ann.feedback(PictureLossIndication.class).size());
    frames(1);
    frame(true);
    frames(1);
    assertEquals(List.of("source VP8", "muted", "unmuted", "source VP8"), video.story);
    assertEquals(List.of(1, 2, 3, 8, 9), video.sequences());
    assertEquals(1, video.clocks.get(clocks).source(), "the clock is told with the new source");
  }

  @Test
  void aPauseEndsASourceAndTheNextBeginsWithAKeyframe() {
    order(RecordingAction.START);
    frame(true);
    order(RecordingAction.PAUSE);
    frames(3);
    order(RecordingAction.RESUME);
    story.pass(5 * MILLISECOND);
    frames(1);
    frame(true);
    Recording recording = recorder.only();
    assertEquals(List.of("paused", "resumed"), recording.story);
    assertEquals(List.of(1, 6), recording.video("ann").sequences());
    assertEquals(2, recording.video("ann").sources.size());
  }

  @Test
  void theEndOfAPublicationEndsItsTracks() {
    TestPeer obs = story.publish("obs");
    order(RecordingAction.START);
    obs.sendVideo(1, 0, true, vp8(true, true, 1, 300));
    Track video = recorder.only().video("obs");
    obs.saysGoodbye();
    story.pass(10 * MILLISECOND);
    assertEquals(List.of("source VP8", "ended"), video.story);
    assertTrue(recorder.only().story.isEmpty(), "the recording goes on without it");
  }

  @Test
  void aPublisherThatVanishesIsOverWhenTheRoomNotices() {
    TestPeer obs = story.publish("obs");
    order(RecordingAction.START);
    obs.sendVideo(1, 0, true, vp8(true, true, 1, 300));
    story.passWith(120 * SECOND, ann);
    assertEquals(List.of("source VP8", "ended"), recorder.only().video("obs").story);
  }

  @Test
  void aPublisherThatComesBackHasTracksOfItsOwn() {
    TestPeer first = story.publish("obs");
    order(RecordingAction.START);
    first.sendVideo(1, 0, true, vp8(true, true, 1, 300));
    Track before = recorder.only().video("obs");
    TestPeer second = story.publish("obs");
    second.sendVideo(500, 77, true, vp8(true, true, 2, 300));
    Track after = recorder.only().video("obs");
    assertEquals(List.of("source VP8", "ended"), before.story);
    assertEquals(List.of(1), before.sequences());
    assertEquals(List.of(500), after.sequences());
    assertFalse(before.description.track().equals(after.description.track()));
  }

  @Test
  void anotherCodecIsAnotherSourceAndEverybodyHearsOfIt() {
    order(RecordingAction.START);
    frame(true);
    sent++;
    ann.sendVideoAs(TestPeer.VP9, sent, sent * FRAME_TICKS, vp9Keyframe());
    sent++;
    ann.sendVideoAs(TestPeer.VP9, sent, sent * FRAME_TICKS, vp9Keyframe());
    Track video = recorder.only().video("ann");
    assertEquals(List.of("source VP8", "source VP9"), video.story);
    assertEquals(List.of(1, 2, 3), video.sequences());
    assertEquals(List.of(0, 1, 1), video.packets.stream().map(p -> p.source()).toList());
    assertEquals(Codec.VP9, ann.last(RoomEvent.TrackUpdated.class).track().codec());
    frame(true);
    assertEquals(3, video.sources.size());
    assertEquals(Codec.VP8, ann.last(RoomEvent.TrackUpdated.class).track().codec());
  }

  /** No inter-picture prediction, beginning and end of a frame; then some bytes. */
  private static byte[] vp9Keyframe() {
    return new byte[] {(byte) 0x0c, (byte) 0x82, 0x49, (byte) 0x83, 0x42, 0, 0, 0};
  }

  @Test
  void aRecorderThatThrowsEndsTheRecordingAndHurtsNobody() {
    TestPeer bob = story.join("bob", 1);
    order(RecordingAction.START);
    frame(true);
    int before = bob.receivedVideo().size();
    recorder.only().broken = true;
    frames(3);
    assertEquals(before + 3, bob.receivedVideo().size());
    assertEquals(List.of("stopped FAULT"), recorder.only().story);
    assertEquals(
        Optional.of(StopReason.FAULT),
        bob.last(RoomEvent.RecordingChanged.class).recording().reason());
    assertEquals(1, recorder.only().video("ann").packets.size());
  }

  @Test
  void aTrackThatFindsNoRoomIsLeftOutAndTheOthersAreRecorded() {
    order(RecordingAction.START);
    recorder.only().mostTracks = 2;
    TestPeer bob = story.join("bob", 1);
    bob.sendVideo(1, 0, true, vp8(true, true, 1, 300));
    frame(true);
    assertNull(recorder.only().video("bob"));
    assertEquals(List.of(1), recorder.only().video("ann").sequences());
  }

  @Test
  void viewersAreNotRecordedAndHearOfTheRecording() {
    TestPeer viewer = story.watch("v", View.EVERYBODY);
    order(RecordingAction.START);
    story.pass(SECOND);
    assertEquals(2, recorder.only().tracks.size());
    assertEquals(1, viewer.events(RoomEvent.RecordingChanged.class).size());
    TestPeer later = story.watch("w", View.EVERYBODY);
    story.pass(SECOND);
    assertEquals(1, later.events(RoomEvent.RecordingChanged.class).size());
  }
}

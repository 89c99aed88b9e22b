package dev.sluice.server.scenario;

import static dev.sluice.server.scenario.RoomStory.MILLISECOND;
import static dev.sluice.server.scenario.RoomStory.vp8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordedSource;
import dev.sluice.server.room.RecordingAction;
import dev.sluice.server.room.RecordingPolicy;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.rtcp.PictureLossIndication;
import dev.sluice.server.scenario.FakeRecorder.Packet;
import dev.sluice.server.scenario.FakeRecorder.Track;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Of a camera in two encodings the best alive is recorded, nobody else watching. */
class RecordedSimulcastScenarioTest {

  private static final int LOW = 501;
  private static final int HIGH = 502;
  private static final int FRAME_TICKS = 3000;
  private static final int FRAMES_PER_SECOND = 25;

  private final FakeRecorder recorder = new FakeRecorder();
  private final RoomStory story = new RoomStory(recorder, RecordingPolicy.ON_REQUEST);
  private final TestPeer ann = story.join("ann", 1, List.of("q", "f"));
  private int frame;
  private int answered;

  /** One frame of each that lives; the keyframes that are asked for come with the next one. */
  private void frames(int count, boolean low, boolean high) {
    for (int i = 0; i < count; i++) {
      frame++;
      if (low) {
        send("q", LOW, 0, 100);
      }
      if (high) {
        send("f", HIGH, 1000, 900);
      }
      answered = ann.feedback(PictureLossIndication.class).size();
      story.pass(40 * MILLISECOND);
    }
  }

  private void send(String rid, int ssrc, int offset, int length) {
    List<PictureLossIndication> asked = ann.feedback(PictureLossIndication.class);
    boolean keyframe =
        frame == 1
            || asked.subList(answered, asked.size()).stream().anyMatch(p -> p.mediaSsrc() == ssrc);
    ann.sendEncoding(
        rid,
        ssrc,
        offset + frame,
        offset + frame * FRAME_TICKS,
        vp8(keyframe, true, frame, length));
  }

  private Track track() {
    return recorder.only().video("ann");
  }

  private List<String> rids() {
    return track().sources.stream().map(RecordedSource::rid).toList();
  }

  private void start() {
    ann.says(
        new RoomCommand.ControlRecording(1, ann.id(), RecordingAction.START, Optional.empty()));
    story.pass(5 * MILLISECOND);
  }

  @Test
  void beginsWithTheBestThatIsAliveInTheMiddleOfACall() {
    frames(2 * FRAMES_PER_SECOND, true, true);
    start();
    frames(2 * FRAMES_PER_SECOND, true, true);
    assertEquals(List.of("f"), rids());
    assertTrue(track().packets.stream().allMatch(packet -> packet.payload().length == 900));
    assertTrue(isKeyframe(track().packets.get(0)));
  }

  @Test
  void climbsOnceTheBetterOneHasProvedToLast() {
    start();
    frames(1, true, false);
    frames(2 * FRAMES_PER_SECOND, true, true);
    assertEquals(List.of("q"), rids(), "nothing is lost of the beginning");
    frames(3 * FRAMES_PER_SECOND, true, true);
    assertEquals(List.of("q", "f"), rids());
    assertTrue(
        isKeyframe(
            track().packets.stream().filter(p -> p.source() == 1).findFirst().orElseThrow()));
  }

  @Test
  void goesOnWithWhatIsAliveWhenTheBestDiesAndIsBackAfterAWhile() {
    frames(2 * FRAMES_PER_SECOND, true, true);
    start();
    frames(FRAMES_PER_SECOND, true, true);
    frames(2 * FRAMES_PER_SECOND, true, false);
    assertEquals(List.of("f", "q"), rids());
    frames(4 * FRAMES_PER_SECOND, true, true);
    assertEquals(List.of("f", "q"), rids(), "it died once: it has to prove longer");
    frames(4 * FRAMES_PER_SECOND, true, true);
    assertEquals(List.of("f", "q", "f"), rids());
  }

  @Test
  void anEncodingThatComesAndGoesDoesNotCutTheRecordingIntoPieces() {
    frames(2 * FRAMES_PER_SECOND, true, true);
    start();
    for (int i = 0; i < 30; i++) {
      frames(2 * FRAMES_PER_SECOND, true, true);
      frames(2 * FRAMES_PER_SECOND, true, false);
    }
    assertTrue(rids().size() <= 4, "in two minutes: " + rids());
  }

  @Test
  void recordsAnyWhenTheBestGivesNoKeyframe() {
    frames(2 * FRAMES_PER_SECOND, true, true);
    start();
    for (int i = 0; i < 2 * FRAMES_PER_SECOND; i++) {
      frame++;
      ann.sendEncoding("q", LOW, frame, frame * FRAME_TICKS, vp8(i % 10 == 9, true, frame, 100));
      ann.sendEncoding(
          "f", HIGH, 1000 + frame, 1000 + frame * FRAME_TICKS, vp8(false, true, frame, 900));
      story.pass(40 * MILLISECOND);
    }
    assertEquals(List.of("q"), rids());
  }

  private static boolean isKeyframe(Packet packet) {
    return packet.payload()[4] == 0;
  }
}

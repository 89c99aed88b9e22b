package dev.sluice.server.scenario;

import static dev.sluice.server.scenario.RoomStory.MILLISECOND;
import static dev.sluice.server.scenario.RoomStory.SECOND;
import static dev.sluice.server.scenario.RoomStory.vp8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.LayerChoice;
import dev.sluice.server.room.LayerInfo;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.View;
import dev.sluice.server.rtcp.PictureLossIndication;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A viewer chooses among three encodings, of which rid 0 is the highest, as OBS sends them. */
class LayerScenarioTest {

  private static final int FRAME_TICKS = 3000;
  private static final Set<String> ALL = Set.of("0", "1", "2");

  private final RoomStory story = new RoomStory();
  private final TestPeer obs = story.publish("obs", List.of("0", "1", "2"));
  private final TestPeer viewer = story.watch("v", View.EVERYBODY);
  private int frame;

  /** Sends one frame of each encoding that is alive. */
  private void frame(Set<String> alive, Set<String> keyframes) {
    frame++;
    for (int i = 0; i < 3; i++) {
      String rid = Integer.toString(i);
      if (alive.contains(rid)) {
        byte[] payload = vp8(keyframes.contains(rid), true, frame, 900 - i * 400);
        if (keyframes.contains(rid)) {
          size(payload, 1280 >> i, 720 >> i);
        }
        obs.sendEncoding(rid, 500 + i, frame, frame * FRAME_TICKS, payload);
      }
    }
    story.pass(35 * MILLISECOND);
  }

  /** Writes a picture size into a VP8 keyframe: RFC 6386 section 9.1. */
  private static void size(byte[] payload, int width, int height) {
    byte[] header = {
      (byte) 0x9d,
      0x01,
      0x2a,
      (byte) width,
      (byte) (width >> 8),
      (byte) height,
      (byte) (height >> 8)
    };
    System.arraycopy(header, 0, payload, 7, header.length);
  }

  private void frames(int count, Set<String> alive) {
    for (int i = 0; i < count; i++) {
      frame(alive, Set.of());
    }
  }

  private String forwarded() {
    int length = viewer.receivedVideo().get(viewer.receivedVideo().size() - 1).payload().length;
    return length > 800 ? "0" : length > 400 ? "1" : "2";
  }

  private void choose(LayerChoice choice) {
    viewer.says(new RoomCommand.ChooseLayer(7, viewer.id(), "v0", choice));
  }

  private void begin() {
    frame(ALL, ALL);
    frames(40, ALL);
    frame(ALL, ALL);
    assertEquals("0", forwarded(), "the highest is the one with the most bits, not the last");
  }

  @Test
  void forwardsTheEncodingOfTheChosenRid() {
    begin();
    obs.feedback().clear();
    choose(LayerChoice.ofRid("2"));
    assertEquals(7, viewer.last(RoomEvent.Accepted.class).requestId());
    frame(ALL, Set.of());
    assertEquals("0", forwarded(), "until the keyframe comes");
    assertTrue(
        obs.feedback(PictureLossIndication.class).stream().anyMatch(p -> p.mediaSsrc() == 502));
    frame(ALL, ALL);
    assertEquals("2", forwarded());
    frames(40, ALL);
    frame(ALL, ALL);
    assertEquals("2", forwarded());
  }

  @Test
  void aChosenEncodingMayBeNamedByItsNumber() {
    begin();
    choose(LayerChoice.ofEncoding(1));
    frame(ALL, ALL);
    assertEquals("1", forwarded());
  }

  @Test
  void replacesAChosenEncodingWhileItIsDeadAndReturnsToIt() {
    begin();
    choose(LayerChoice.ofRid("1"));
    frame(ALL, ALL);
    assertEquals("1", forwarded());
    Set<String> others = Set.of("0", "2");
    frames(35, others);
    frame(others, others);
    assertEquals("0", forwarded());
    frames(3, ALL);
    frame(ALL, ALL);
    assertEquals("1", forwarded());
  }

  @Test
  void keepsToTheLargestPictureThatIsWanted() {
    begin();
    choose(LayerChoice.within(1279, 720));
    frame(ALL, ALL);
    assertEquals("1", forwarded());
    choose(LayerChoice.within(100, 100));
    frame(ALL, ALL);
    assertEquals("2", forwarded(), "the smallest when all are too large");
    choose(LayerChoice.AUTOMATIC);
    frame(ALL, ALL);
    assertEquals("0", forwarded());
  }

  @Test
  void aPictureShownSmallNeedsNoLargerEncoding() {
    begin();
    viewer.says(new RoomCommand.LayerHint(0, viewer.id(), "v0", 320, 180));
    frame(ALL, ALL);
    assertEquals("2", forwarded());
  }

  @Test
  void goesBackToTheServersChoice() {
    begin();
    choose(LayerChoice.ofRid("2"));
    frame(ALL, ALL);
    choose(LayerChoice.AUTOMATIC);
    frame(ALL, ALL);
    assertEquals("0", forwarded());
  }

  @Test
  void refusesALayerThatTheTrackDoesNotHave() {
    begin();
    for (LayerChoice wrong : List.of(LayerChoice.ofRid("hi"), LayerChoice.ofEncoding(3))) {
      choose(wrong);
      assertEquals(RoomErrorCode.NO_SUCH_LAYER, viewer.last(RoomEvent.Rejected.class).code());
    }
    viewer.says(new RoomCommand.ChooseLayer(8, viewer.id(), "v9", LayerChoice.AUTOMATIC));
    assertEquals(RoomErrorCode.NO_SUCH_SLOT, viewer.last(RoomEvent.Rejected.class).code());
    frame(ALL, ALL);
    assertEquals("0", forwarded());
  }

  @Test
  void theChoiceOutlivesATakeover() {
    begin();
    choose(LayerChoice.ofRid("2"));
    TestPeer again = story.publish("obs", List.of("0", "1", "2"));
    for (int i = 0; i < 10; i++) {
      again.sendEncoding("0", 600, i, i * FRAME_TICKS, vp8(i == 5, true, i, 900));
      again.sendEncoding("2", 602, i, i * FRAME_TICKS, vp8(i == 5, true, i, 100));
      story.pass(35 * MILLISECOND);
    }
    assertEquals("2", forwarded());
  }

  @Test
  void tellsAViewerWhatThereIsToChoose() {
    begin();
    story.pass(SECOND);
    List<LayerInfo> layers = viewer.last(RoomEvent.LayersChanged.class).slots().get(0).layers();
    assertEquals(
        List.of(Optional.of("0"), Optional.of("1"), Optional.of("2")),
        layers.stream().map(LayerInfo::rid).toList());
    assertEquals(List.of(true, false, false), layers.stream().map(LayerInfo::chosen).toList());
    assertTrue(layers.stream().allMatch(LayerInfo::active));
    assertTrue(layers.get(0).bitrateBps() > layers.get(2).bitrateBps());
    assertEquals(List.of(1280, 640, 320), layers.stream().map(LayerInfo::width).toList());
    assertEquals(List.of(720, 360, 180), layers.stream().map(LayerInfo::height).toList());
    int told = viewer.events(RoomEvent.LayersChanged.class).size();
    for (int i = 0; i < 10; i++) {
      frames(28, ALL);
    }
    assertEquals(told, viewer.events(RoomEvent.LayersChanged.class).size(), "nothing changed");
    frames(60, Set.of("0", "2"));
    layers = viewer.last(RoomEvent.LayersChanged.class).slots().get(0).layers();
    assertEquals(List.of(true, false, true), layers.stream().map(LayerInfo::active).toList());
  }
}

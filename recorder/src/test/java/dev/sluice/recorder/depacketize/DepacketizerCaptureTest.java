package dev.sluice.recorder.depacketize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordedSource;
import dev.sluice.recorder.RecordedSource.Codec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Captures of other programs, whole and with every damage that a single packet can take. */
class DepacketizerCaptureTest {

  private static final String LAYERS = "vp8-layers";

  static Depacketizer depacketizer(String capture) {
    Codec codec = Codec.valueOf(capture.split("-")[0].toUpperCase(Locale.ROOT));
    return Depacketizer.of(new RecordedSource(codec, 90_000, 0, Map.of(), ""));
  }

  static Receiver receive(String capture, List<Capture.Packet> packets) {
    return new Receiver(depacketizer(capture)).giveAll(packets);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vp8", LAYERS, "vp9", "h264", "h265", "av1"})
  void givesBackTheFramesThatWerePacked(String name) {
    Capture capture = Capture.read(name);
    Receiver receiver = receive(name, capture.packets());
    assertEquals(capture.frames(), receiver.frames());
    assertEquals(List.of(), receiver.losses());
  }

  @ParameterizedTest
  @ValueSource(strings = {"vp8", LAYERS, "vp9", "h264", "h265", "av1"})
  void doesNotMindReorderingAndCopies(String name) {
    Capture capture = Capture.read(name);
    for (int i = 1; i + 1 < capture.packets().size(); i++) {
      List<Capture.Packet> packets = new ArrayList<>(capture.packets());
      Collections.swap(packets, i, i + 1);
      packets.add(i + 1, packets.get(i));
      assertEquals(capture.frames(), receive(name, packets).frames());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"vp8", "vp9", "h264", "h265", "av1"})
  void goesOnWithTheNextKeyframeAfterAnyLoss(String name) {
    Capture capture = Capture.read(name);
    for (int lost = 0; lost < capture.packets().size(); lost++) {
      for (int count = 1; count <= 2 && lost + count <= capture.packets().size(); count++) {
        List<Capture.Packet> packets = new ArrayList<>(capture.packets());
        packets.subList(lost, lost + count).clear();
        Receiver receiver = receive(name, packets);
        int from = capture.frameOf(lost);
        int to = capture.frameOf(lost + count - 1);
        assertEquals(decodableWithout(capture, from, to), receiver.frames(), "lost " + lost);
        assertEquals(expectedLosses(capture, lost, count), receiver.losses());
      }
    }
  }

  /** All frames but those from the first damaged one to the next keyframe that is not. */
  private static List<String> decodableWithout(Capture capture, int from, int to) {
    List<String> frames = new ArrayList<>(capture.frames().subList(0, from));
    int next = to + 1;
    while (next < capture.frames().size() && !capture.isKeyframe(next)) {
      next++;
    }
    frames.addAll(capture.frames().subList(next, capture.frames().size()));
    return frames;
  }

  /** Nobody knows of what is missing at the beginning or the end. */
  private static List<String> expectedLosses(Capture capture, int lost, int count) {
    boolean unknown = lost == 0 || lost + count == capture.packets().size();
    return unknown ? List.of() : List.of(capture.packets().get(lost).sequence() + "+" + count);
  }

  /**
   * The layers of the frames are 0, 2, 1, 2 and so on. Those of layer 0 refer to each other, the
   * second and third of each four to the first, the fourth to the first and the third.
   */
  @Test
  void losesNoMoreThanWhatRefersToALostFrameOfATemporalLayer() {
    Capture capture = Capture.read(LAYERS);
    for (int lost = 1; lost + 1 < capture.packets().size(); lost++) {
      List<Capture.Packet> packets = new ArrayList<>(capture.packets());
      packets.remove(lost);
      List<String> frames = receive(LAYERS, packets).frames();
      int damaged = capture.frameOf(lost);
      for (int i = 0; i < capture.frames().size(); i++) {
        String frame = capture.frames().get(i);
        if (refers(capture, i, damaged)) {
          assertTrue(!frames.contains(frame), "lost " + damaged + ", so not " + i);
        } else if (damaged % 4 != 1 || i != damaged + 2) {
          // A lost frame of layer 2 might be referred to by the next one, as far as is told.
          assertTrue(frames.contains(frame), "lost " + damaged + ", but still " + i);
        }
      }
    }
  }

  private static boolean refers(Capture capture, int frame, int damaged) {
    int keyframe = frame;
    while (!capture.isKeyframe(keyframe)) {
      keyframe--;
    }
    if (damaged < keyframe || damaged > frame) {
      return false;
    }
    boolean base = (damaged - keyframe) % 4 == 0;
    boolean middle = (damaged - keyframe) % 4 == 2;
    return base || damaged == frame || (middle && frame == damaged + 1);
  }
}

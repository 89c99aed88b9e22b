package dev.sluice.recorder.depacketize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordedSource.Codec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Vp9DepacketizerTest {

  /** 96x64, as libvpx made it. */
  private static final String KEYFRAME = "82498342 2005f003f6aa".replace(" ", "");

  private static final String DELTA = "860040929c";
  private static final String WHOLE = "0c"; // B and E

  private final Feed feed = new Feed(Codec.VP9);

  @ParameterizedTest
  @CsvSource({
    "0c, nothing but the required byte",
    "8c 11, PictureID of 7 bits",
    "8c 9234, PictureID of 15 bits",
    "2c 00 05, layers and TL0PICIDX",
    "bc 9234 00, flexible mode",
    "fc 9234 00 03 05 06, three references",
    "0e 10 0060 0040, a structure with a size",
    "0e 18 0060 0040 01 04 01, and with a group of pictures",
    "0e 08 02 00 08 0102, two pictures of which one has two references"
  })
  void stripsDescriptors(String descriptor, String what) {
    feed.last(0, descriptor, KEYFRAME);
    assertEquals(List.of("key " + KEYFRAME), feed.take(), what);
    assertEquals(96, feed.configuration().width());
    assertEquals(64, feed.configuration().height());
  }

  @Test
  void joinsThePacketsOfAFrame() {
    feed.part(0, "08", KEYFRAME).last(0, "04", "dd").last(1, "4c", DELTA);
    assertEquals(List.of("key " + KEYFRAME + "dd", DELTA), feed.take());
  }

  @Test
  void makesASuperframeOfSpatialLayers() {
    feed.part(0, "ae 05 00 09 30 0060 0040 00c0 0080", KEYFRAME);
    feed.part(0, "a8 05 03 09", "86aa").last(0, "a4 05 03 09", "bb");
    assertEquals(List.of("key " + KEYFRAME + "86aabb" + "c10a03c1"), feed.take());
    assertEquals(192, feed.configuration().width());
    assertEquals(128, feed.configuration().height());
    feed.part(1, "ec 06 01 0a", "8601").last(1, "ec 06 03 0a", "8602".repeat(200));
    assertEquals(
        List.of("8601" + "8602".repeat(200) + "c90200 9001c9".replace(" ", "")), feed.take());
  }

  @Test
  void needsAllSpatialLayersOfAPicture() {
    feed.part(0, "ac 05 00 09", KEYFRAME).last(0, "ac 05 03 09", "86aa");
    feed.part(1, "ec 06 00 0a", "8601").lose(1).part(2, "ec 07 00 0b", "8603");
    feed.last(2, "ec 07 03 0b", "8604");
    assertEquals(1, feed.take().size());
    assertTrue(feed.awaitingKeyframe());
    feed.lose(1).last(3, "ac 08 03 0c", KEYFRAME); // its lowest layer is missing
    assertEquals(0, feed.take().size());
    assertEquals(2, feed.dropped(DropReason.INCOMPLETE));
    feed.last(4, "ac 09 00 0d", KEYFRAME);
    assertEquals(List.of("key " + KEYFRAME), feed.take());
  }

  /** A descriptor with layers: temporal layer, U, TL0PICIDX. */
  private static String layer(int baseIndex, int layer, boolean switchingUp) {
    return "6c%02x%02x".formatted(layer << 5 | (switchingUp ? 0x10 : 0), baseIndex);
  }

  @Test
  void goesOnInTheBaseLayerAndUpAgainWhereSwitchingIsPossible() {
    feed.last(0, layer(0, 0, false), KEYFRAME).last(1, layer(0, 1, false), DELTA).lose(1);
    feed.last(3, layer(1, 0, false), DELTA).last(4, layer(1, 1, false), DELTA);
    assertEquals(3, feed.take().size());
    assertFalse(feed.awaitingKeyframe());
    feed.last(5, layer(2, 0, true), DELTA).last(6, layer(2, 1, false), DELTA);
    feed.last(7, layer(2, 2, false), DELTA);
    assertEquals(3, feed.take().size());
    feed.lose(1).last(9, layer(4, 0, true), DELTA);
    assertTrue(feed.awaitingKeyframe());
  }

  @Test
  void awaitsAKeyframeWhereNothingIsToldOfLayers() {
    feed.last(0, WHOLE, KEYFRAME).lose(1).last(1, "4c", DELTA).last(2, "bc 11 00", DELTA);
    assertEquals(1, feed.take().size());
    assertTrue(feed.awaitingKeyframe());
  }

  @Test
  void callsNothingAKeyframeThatIsOnlyIntraCoded() {
    // P is clear, but the bitstream says it is an inter frame.
    feed.last(0, WHOLE, DELTA);
    assertEquals(List.of(), feed.take());
    assertEquals(1, feed.dropped(DropReason.UNDECODABLE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0c", // no payload
        "8c", // no PictureID
        "8c80", // half of one
        "2c00", // no TL0PICIDX
        "5c", // no references
        "5c010101 82", // a fourth reference
        "0e", // no structure
        "0e30 0060 0040", // sizes cut off
        "0e08", // no group
        "0e08 02 04", // a group cut off
        "04 860040", // no beginning
        "0c 40" // no frame marker
      })
  void dropsWhatIsNoVp9(String payload) {
    feed.last(0, WHOLE, KEYFRAME).last(1, payload).last(2, "4c", DELTA);
    assertEquals(List.of("key " + KEYFRAME), feed.take());
    assertEquals(1, feed.dropped(DropReason.MALFORMED));
  }

  @Test
  void boundsTheLayersOfAPicture() {
    for (int layer = 0; layer < 8; layer++) {
      feed.part(0, WHOLE, KEYFRAME);
    }
    feed.last(0, WHOLE, KEYFRAME);
    assertEquals(List.of(), feed.take());
    assertEquals(1, feed.dropped(DropReason.MALFORMED));
  }
}

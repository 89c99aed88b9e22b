package dev.sluice.recorder.depacketize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordedSource.Codec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Av1DepacketizerTest {

  /** Of libaom, 96x64: a sequence header without a size. */
  private static final String SEQUENCE = "08000000032dffcdaf9004";

  private static final String SIZED_SEQUENCE = "0a0a000000032dffcdaf9004";
  private static final String KEYFRAME = "3010aabb";
  private static final String SIZED_KEYFRAME = "320310aabb";
  private static final String FRAME = "3030cc";
  private static final String SIZED_FRAME = "320230cc";

  static final String KEYFRAME_PAYLOAD = "280b" + SEQUENCE + KEYFRAME;

  private final Feed feed = new Feed(Codec.AV1);

  private Feed keyframe(long timestamp) {
    return feed.last(timestamp, KEYFRAME_PAYLOAD);
  }

  private static String key() {
    return "key " + SIZED_SEQUENCE + SIZED_KEYFRAME;
  }

  @Test
  void givesEachObuItsSize() {
    keyframe(0).last(1, "10", FRAME);
    assertEquals(List.of(key(), SIZED_FRAME), feed.take());
    assertEquals(96, feed.configuration().width());
    assertEquals(64, feed.configuration().height());
  }

  @Test
  void takesElementsThatAllHaveASize() {
    feed.last(0, "08 0b", SEQUENCE, "04", KEYFRAME);
    assertEquals(List.of(key()), feed.take());
  }

  @Test
  void takesObusThatHaveTheirSizeAlreadyHoweverItIsWritten() {
    feed.last(0, "28 0c", SIZED_SEQUENCE, "32 838000 10aabb");
    assertEquals(List.of(key()), feed.take());
  }

  @Test
  void keepsTheExtensionOfLayers() {
    keyframe(0).last(1, "10", "34 08 30cc");
    assertEquals("36080230cc", feed.take().get(1));
  }

  @Test
  void joinsFragments() {
    feed.part(0, "68 0b", SEQUENCE, "3010").part(0, "d0", "aa").last(0, "90", "bb");
    assertEquals(List.of(key()), feed.take());
    feed.part(1, "50", "30").last(1, "a0 01 30", FRAME);
    assertEquals(List.of("320130" + SIZED_FRAME), feed.take());
  }

  @Test
  void writesLongSizes() {
    keyframe(0).part(1, "50 3030", "00".repeat(149)).last(1, "90", "00".repeat(150));
    assertEquals("32ac0230" + "00".repeat(299), feed.take().get(1));
  }

  @Test
  void leavesOutDelimitersTileListsAndPadding() {
    feed.last(0, "00 01 10 0b", SEQUENCE, "02 4000 04", KEYFRAME, "03 780080");
    assertEquals(List.of(key()), feed.take());
  }

  @Test
  void keepsMetadata() {
    keyframe(0).last(1, "20 03 280401", FRAME);
    assertEquals("2a020401" + SIZED_FRAME, feed.take().get(1));
  }

  @Test
  void callsAKeyframeOnlyWhatHasASequenceHeader() {
    feed.last(0, "10", KEYFRAME);
    assertEquals(List.of(), feed.take());
    keyframe(1).last(2, "20 0b", SEQUENCE, FRAME).last(3, "10", KEYFRAME);
    assertEquals(List.of(key(), SIZED_SEQUENCE + SIZED_FRAME, SIZED_KEYFRAME), feed.take());
    assertEquals(1, feed.counters().keyframes());
  }

  @Test
  void dropsADamagedUnitAndAllUpToTheNextKeyframe() {
    keyframe(0).part(1, "50", FRAME).lose(1).last(1, "90", "dd").last(2, "10", FRAME);
    assertTrue(feed.awaitingKeyframe());
    keyframe(3).last(4, "10", FRAME);
    assertEquals(List.of(key(), key(), SIZED_FRAME), feed.take());
    assertEquals(1, feed.dropped(DropReason.INCOMPLETE));
    assertEquals(1, feed.dropped(DropReason.UNDECODABLE));
  }

  @Test
  void needsTheBeginningOfAKeyframe() {
    keyframe(0).lose(1).last(1, "90", "aabb");
    keyframe(2).lose(1).last(3, "10", KEYFRAME);
    assertEquals(List.of(key(), key()), feed.take());
    assertEquals(2, feed.dropped(DropReason.INCOMPLETE));
  }

  @ParameterizedTest
  @CsvSource({
    "10, no element",
    "20 05 3030, an element longer than the packet",
    "20 02 3030, one element of two",
    "20 ff, a size cut off",
    "10 b0 30, the forbidden bit",
    "10 34, no extension",
    "10 32, no size",
    "10 3205 30, an OBU longer than its element",
    "90 30, a continuation of nothing",
    "50 3030, a beginning without an end"
  })
  void dropsWhatIsNoAv1(String payload, String what) {
    keyframe(0).last(1, payload).last(2, "10", FRAME);
    assertEquals(List.of(key()), feed.take(), what);
    assertTrue(feed.dropped(DropReason.MALFORMED) >= 1, what);
  }
}

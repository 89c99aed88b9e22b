package dev.sluice.recorder.depacketize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordedSource.Codec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class H264DepacketizerTest {

  /** Of x264, 96x64. */
  private static final String SPS = "674d400ada189b016a0c0c0d4a000003000200000300651e244d40";

  private static final String PPS = "68ef3c80";
  private static final String IDR = "658880aa";
  private static final String SLICE = "419a01";
  private static final String UNREFERRED_SLICE = "019a01";
  private static final String SECOND_SLICE = "41468002";

  static final String KEYFRAME_PAYLOAD = aggregate(SPS, PPS, IDR);

  private final Feed feed = new Feed(Codec.H264);

  /** NAL units in the form of containers. */
  private static String frame(String... units) {
    StringBuilder hex = new StringBuilder();
    for (String unit : units) {
      hex.append("%08x".formatted(unit.length() / 2)).append(unit);
    }
    return hex.toString();
  }

  private static String aggregate(String... units) {
    StringBuilder hex = new StringBuilder("78");
    for (String unit : units) {
      hex.append("%04x".formatted(unit.length() / 2)).append(unit);
    }
    return hex.toString();
  }

  private Feed keyframe(long timestamp) {
    return feed.last(timestamp, KEYFRAME_PAYLOAD);
  }

  @Test
  void splitsAggregatesAndPutsLengthsBeforeNalUnits() {
    keyframe(0).last(1, SLICE);
    assertEquals(List.of("key " + frame(SPS, PPS, IDR), frame(SLICE)), feed.take());
    assertEquals(96, feed.configuration().width());
    assertEquals(64, feed.configuration().height());
    assertEquals(1, feed.configuration().codecPrivate()[0]);
  }

  @Test
  void takesParameterSetsInPacketsOfTheirOwn() {
    feed.part(0, SPS).part(0, PPS).last(0, IDR);
    assertEquals(List.of("key " + frame(SPS, PPS, IDR)), feed.take());
  }

  @Test
  void joinsFragmentsBetweenOtherPackets() {
    feed.part(0, aggregate("0910", SPS, PPS)).part(0, "7c85", "8880").part(0, "7c05", "bb");
    feed.part(0, "7c45", "cc").part(0, "7c85", "4680").last(0, "7c45", "dd");
    String first = "658880bbcc";
    assertEquals(List.of("key " + frame(SPS, PPS, first, "654680dd")), feed.take());
  }

  @Test
  void takesFramesOfSeveralSlices() {
    keyframe(0).part(1, SLICE).last(1, SECOND_SLICE);
    feed.part(2, SLICE).part(2, SECOND_SLICE).part(3, SLICE);
    assertEquals(frame(SLICE, SECOND_SLICE), feed.take().get(1));
    assertEquals(3, feed.counters().frames());
  }

  @Test
  void keepsSupplementsAndLeavesOutDelimitersFillerAndEnds() {
    keyframe(0).part(1, "09f0").part(1, "0c ffff80").part(1, "06 050100 80").part(1, "0a");
    feed.last(1, SLICE);
    assertEquals(frame("0605010080", SLICE), feed.take().get(1));
  }

  @Test
  void takesParameterSetsFromTheSessionDescription() {
    Base64.Encoder base64 = Base64.getEncoder();
    String sets =
        base64.encodeToString(Feed.bytes(SPS)) + "," + base64.encodeToString(Feed.bytes(PPS));
    Feed described = new Feed(Codec.H264, Map.of("sprop-parameter-sets", sets));
    described.last(0, IDR);
    assertEquals(List.of("key " + frame(IDR)), described.take());
    assertEquals(96, described.configuration().width());
  }

  @Test
  void isNotTroubledByRubbishInTheSessionDescription() {
    Feed described = new Feed(Codec.H264, Map.of("sprop-parameter-sets", ",%%%,Z00=,=,,AAAA"));
    described.last(0, IDR).last(1, aggregate(SPS, PPS, IDR));
    assertEquals(1, described.take().size());
  }

  @Test
  void waitsForParameterSets() {
    feed.last(0, IDR).last(1, SLICE);
    assertEquals(List.of(), feed.take());
    assertEquals(1, feed.dropped(DropReason.NO_PARAMETER_SETS));
    assertTrue(feed.awaitingKeyframe());
    feed.last(2, SPS).last(3, PPS).last(4, IDR);
    assertEquals(List.of("key " + frame(IDR)), feed.take());
    assertEquals(0, feed.dropped(DropReason.INCOMPLETE) + feed.dropped(DropReason.MALFORMED));
  }

  @Test
  void dropsADamagedFrameAndAllUpToTheNextKeyframe() {
    keyframe(0).part(1, "7c81", "9a01").lose(1).last(1, "7c41", "cc").last(2, SLICE);
    assertTrue(feed.awaitingKeyframe());
    keyframe(3).last(4, SLICE);
    assertEquals(3, feed.take().size());
    assertEquals(1, feed.dropped(DropReason.INCOMPLETE));
    assertEquals(1, feed.dropped(DropReason.UNDECODABLE));
  }

  @Test
  void dropsAFrameWhoseFirstSliceWasLost() {
    keyframe(0).lose(1).last(1, "654680dd");
    assertEquals(1, feed.take().size());
    assertEquals(1, feed.dropped(DropReason.INCOMPLETE));
  }

  @Test
  void goesOnAfterALossWithinAFrameThatNothingRefersTo() {
    keyframe(0).part(1, UNREFERRED_SLICE).lose(1).last(1, UNREFERRED_SLICE).last(2, SLICE);
    assertEquals(2, feed.take().size());
    assertFalse(feed.awaitingKeyframe());
  }

  @Test
  void doesNotTakeAKeyframeWhoseParameterSetsMayHaveBeenLost() {
    keyframe(0).lose(1).last(1, IDR);
    assertEquals(1, feed.take().size());
    keyframe(2);
    assertEquals(1, feed.take().size());
  }

  @Test
  void takesAKeyframeWithoutParameterSetsAfterALossIfItNeverHasThem() {
    feed.part(0, SPS).last(0, PPS).last(1, IDR).lose(1).last(2, IDR);
    assertEquals(List.of("key " + frame(IDR), "key " + frame(IDR)), feed.take());
  }

  @Test
  void beginsAtARecoveryPointWithoutDelay() {
    feed.part(0, aggregate(SPS, PPS)).last(0, aggregate("0606018480", SLICE));
    assertEquals(1, feed.counters().keyframes());
  }

  @Test
  void beginsWithAGradualRefreshOnlyWhenNoKeyframeComes() {
    // recovery_frame_cnt 3
    String refresh = aggregate("06060121 80".replace(" ", ""), SLICE);
    keyframe(0).lose(1).last(1, refresh).last(2, SLICE);
    assertEquals(1, feed.take().size());
    assertTrue(feed.awaitingKeyframe());
    feed.last(3, refresh).last(4, SLICE);
    assertEquals(2, feed.take().size());
    assertFalse(feed.awaitingKeyframe());
  }

  @ParameterizedTest
  @CsvSource({
    "00, UNSUPPORTED, a type that is not used",
    "78, MALFORMED, an empty aggregate",
    "7800, MALFORMED, half of a size",
    "780000, MALFORMED, a size of nothing",
    "780005 6588, MALFORMED, a size beyond the end",
    "780002 7c85, MALFORMED, a fragment in an aggregate",
    "7c, MALFORMED, half of a fragment header",
    "7c85, MALFORMED, a fragment of nothing",
    "7c05 aa, MALFORMED, a fragment without a beginning",
    "7c81 9a, MALFORMED, a fragment without an end",
    "79 0000 0002 6588, UNSUPPORTED, STAP-B",
    "7a 0000 00, UNSUPPORTED, MTAP16",
    "7d85 0000 88, UNSUPPORTED, FU-B",
    "7e 00, UNSUPPORTED, PACSI"
  })
  void dropsWhatIsNoH264(String payload, DropReason reason, String what) {
    keyframe(0).last(1, payload).last(2, SLICE);
    assertEquals(1, feed.take().size(), what);
    assertEquals(1, feed.dropped(reason), what);
    assertTrue(feed.awaitingKeyframe());
  }
}

package dev.sluice.recorder.depacketize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordedSource.Codec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class H265DepacketizerTest {

  /** Of x265, 96x64. */
  private static final String VPS = "40010c01ffff01600000030090000003000003001eba0240";

  private static final String SPS =
      "42010101600000030090000003000003001ea030810596e92930bc05a02000000300200000030321";
  private static final String PPS = "4401c0718312";
  private static final String IDR = "2601a0bb";
  private static final String SLICE = "0201c001";

  static final String KEYFRAME_PAYLOAD =
      String.join("", "6001", "0018", VPS, "0028", SPS, "0006", PPS, "0004", IDR);

  private final Feed feed = new Feed(Codec.H265);

  private Feed keyframe(long timestamp) {
    return feed.last(timestamp, KEYFRAME_PAYLOAD);
  }

  private static String key() {
    return "key 00000018" + VPS + "00000028" + SPS + "00000006" + PPS + "00000004" + IDR;
  }

  @Test
  void splitsAggregates() {
    keyframe(0).last(1, SLICE);
    assertEquals(List.of(key(), "00000004" + SLICE), feed.take());
    assertEquals(96, feed.configuration().width());
    assertEquals(64, feed.configuration().height());
  }

  @Test
  void joinsFragments() {
    keyframe(0).part(1, "6201 81 c0").part(1, "6201 01 aa").last(1, "6201 41 bb");
    assertEquals("00000005" + "0201c0aabb", feed.take().get(1));
  }

  @Test
  void leavesOutDelimitersFillerEndsAndOtherLayers() {
    keyframe(0).part(1, "4601 10").part(1, "4c01 ff").part(1, "4801").part(1, "0209 c0");
    feed.part(1, "4e01 8901 00 80").last(1, SLICE);
    assertEquals("00000006" + "4e0189010080" + "00000004" + SLICE, feed.take().get(1));
  }

  @Test
  void takesParameterSetsFromTheSessionDescription() {
    Base64.Encoder base64 = Base64.getEncoder();
    Feed described =
        new Feed(
            Codec.H265,
            Map.of(
                "sprop-vps", base64.encodeToString(Feed.bytes(VPS)),
                "sprop-sps", base64.encodeToString(Feed.bytes(SPS)),
                "sprop-pps", base64.encodeToString(Feed.bytes(PPS))));
    described.last(0, IDR);
    assertEquals(List.of("key 00000004" + IDR), described.take());
  }

  @Test
  void waitsForParameterSetsAndKeyframes() {
    feed.last(0, IDR).last(1, SLICE);
    assertEquals(List.of(), feed.take());
    assertEquals(1, feed.dropped(DropReason.NO_PARAMETER_SETS));
    assertEquals(1, feed.dropped(DropReason.UNDECODABLE));
    keyframe(2).lose(1).last(3, SLICE);
    assertEquals(1, feed.take().size());
    assertTrue(feed.awaitingKeyframe());
  }

  @ParameterizedTest
  @CsvSource({
    "40, MALFORMED, half of a header",
    "6001, MALFORMED, an empty aggregate",
    "6001 0001 02, MALFORMED, a NAL unit without a header",
    "6001 0009 0201c0, MALFORMED, a size beyond the end",
    "6201 81, MALFORMED, a fragment of nothing",
    "6201 01 aa, MALFORMED, a fragment without a beginning",
    "6201 81 aa, MALFORMED, a fragment without an end",
    "6401 00, UNSUPPORTED, PACI"
  })
  void dropsWhatIsNoH265(String payload, DropReason reason, String what) {
    keyframe(0).last(1, payload).last(2, SLICE);
    assertEquals(List.of(key()), feed.take(), what);
    assertEquals(1, feed.dropped(reason), what);
    assertTrue(feed.awaitingKeyframe());
  }
}

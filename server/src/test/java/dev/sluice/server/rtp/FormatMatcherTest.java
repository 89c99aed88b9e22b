package dev.sluice.server.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatMatcherTest {

  private static PayloadFormat format(int payloadType, Codec codec, String... parameters) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      map.put(parameters[i], parameters[i + 1]);
    }
    return new PayloadFormat(payloadType, codec, 0, map, PayloadFormat.NO_RTX, Set.of());
  }

  private static PayloadFormat h264(int payloadType, String profileLevelId, String mode) {
    return format(
        payloadType, Codec.H264, "profile-level-id", profileLevelId, "packetization-mode", mode);
  }

  private static int match(PayloadFormat source, PayloadFormat... targets) {
    return FormatMatcher.match(source, List.of(targets)).map(PayloadFormat::payloadType).orElse(-1);
  }

  @Test
  void matchesTheSameCodecWhateverItsPayloadType() {
    assertEquals(7, match(format(96, Codec.VP8), format(96, Codec.AV1), format(7, Codec.VP8)));
    assertEquals(111, match(format(109, Codec.OPUS), format(111, Codec.OPUS, "stereo", "1")));
    assertEquals(-1, match(format(96, Codec.VP8), format(96, Codec.AV1)));
    assertEquals(-1, match(format(96, Codec.VP8)));
  }

  @Test
  void matchesVp9AndAv1ByProfile() {
    PayloadFormat[] vp9 = {
      format(1, Codec.VP9, "profile-id", "2"), format(2, Codec.VP9), format(3, Codec.VP9)
    };
    assertEquals(2, match(format(98, Codec.VP9), vp9));
    assertEquals(2, match(format(98, Codec.VP9, "profile-id", "0"), vp9));
    assertEquals(1, match(format(98, Codec.VP9, "profile-id", "2"), vp9));
    assertEquals(-1, match(format(98, Codec.VP9, "profile-id", "1"), vp9));
    assertEquals(
        5,
        match(
            format(45, Codec.AV1),
            format(4, Codec.AV1, "profile", "1"),
            format(5, Codec.AV1, "profile", "0", "level-idx", "9")));
  }

  @ParameterizedTest
  @CsvSource({
    "42e01f, 2",
    "42c034, 2",
    "4d801f, 2",
    "42001f, 1",
    "420034, 1",
    "4d001f, 3",
    "640c2a, 4",
    "640032, 5",
    "f4001f, 6"
  })
  void matchesH264ByProfileClassWithoutRegardToLevel(String source, int expected) {
    int found =
        match(
            h264(96, source, "1"),
            h264(1, "42001f", "1"),
            h264(2, "42e01f", "1"),
            h264(3, "4d001f", "1"),
            h264(4, "640c1f", "1"),
            h264(5, "64001f", "1"),
            h264(6, "f4001f", "1"));
    assertEquals(expected, found);
  }

  @ParameterizedTest
  @CsvSource({"42001f", "42e01f", "4d001f", "640c1f", "64001f"})
  void fallsBackToConstrainedBaselineBecausePublishersUnderstateTheirProfile(String source) {
    assertEquals(2, match(h264(96, source, "1"), h264(1, "f4001f", "1"), h264(2, "42e01f", "1")));
  }

  @Test
  void prefersTheClosestClassWhenItsOwnIsMissing() {
    PayloadFormat baseline = h264(1, "42e01f", "1");
    PayloadFormat main = h264(2, "4d001f", "1");
    PayloadFormat high = h264(3, "64001f", "1");
    assertEquals(3, match(h264(96, "640c1f", "1"), baseline, main, high));
    assertEquals(2, match(h264(96, "64001f", "1"), baseline, main));
    assertEquals(3, match(h264(96, "4d001f", "1"), baseline, high));
    assertEquals(2, match(h264(96, "42e01f", "1"), high, main));
  }

  @Test
  void doesNotSendFragmentsToAReceiverOfSingleNalUnits() {
    PayloadFormat single = h264(1, "42e01f", "0");
    PayloadFormat interleaved = h264(2, "42e01f", "2");
    assertEquals(-1, match(h264(96, "42e01f", "1"), single, interleaved));
    assertEquals(-1, match(h264(96, "42e01f", "1"), format(3, Codec.H264)));
  }

  @Test
  void sendsSingleNalUnitsToEitherKindOfReceiver() {
    PayloadFormat source = format(96, Codec.H264);
    assertEquals(0, FormatMatcher.packetizationMode(source));
    assertEquals(2, match(source, h264(1, "42e01f", "1"), h264(2, "42e01f", "0")));
    assertEquals(1, match(source, h264(1, "42e01f", "1")));
  }

  @ParameterizedTest
  @CsvSource({
    "42e01f, CONSTRAINED_BASELINE", "42401f, CONSTRAINED_BASELINE", "42001f, BASELINE",
    "4D001F, MAIN", "4d801f, CONSTRAINED_BASELINE", "640c1f, CONSTRAINED_HIGH",
    "64001f, HIGH", "f4001f, PREDICTIVE_HIGH_444", "58001f, OTHER",
    "'', CONSTRAINED_BASELINE", "42e0, CONSTRAINED_BASELINE", "zz001f, CONSTRAINED_BASELINE"
  })
  void readsTheProfileClass(String profileLevelId, H264Profile expected) {
    assertEquals(expected, H264Profile.of(profileLevelId));
  }
}

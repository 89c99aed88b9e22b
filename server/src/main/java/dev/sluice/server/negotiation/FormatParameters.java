package dev.sluice.server.negotiation;

import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.H264Profile;
import dev.sluice.server.transport.Direction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Answers {@code a=fmtp} codec by codec. */
final class FormatParameters {

  /** RFC 7587 section 6.1. What the peer says of its sending is echoed too: browsers do so. */
  private static final List<String> OPUS =
      List.of(
          "minptime",
          "maxplaybackrate",
          "maxaveragebitrate",
          "stereo",
          "sprop-stereo",
          "cbr",
          "useinbandfec",
          "usedtx");

  private static final List<String> VP9 = List.of("profile-id");
  private static final List<String> AV1 = List.of("profile", "level-idx", "tier");

  /** Profiles 1 and 3 have 4:4:4 sampling, which no camera sends. */
  private static final Set<String> VP9_PROFILES = Set.of("0", "2");

  private static final String LEVEL_ASYMMETRY = "level-asymmetry-allowed";
  private static final String PACKETIZATION_MODE = "packetization-mode";
  private static final String PROFILE_LEVEL_ID = "profile-level-id";

  /**
   * Level 5.2 in hex: we forward whatever size and rate. Encoders on Apple systems hold the frame
   * rate down to what the answer's level allows, which for level 3.1 is 13 frames at 1080p.
   */
  private static final String HIGHEST_LEVEL = "34";

  private static final int LONGEST_NUMBER = 9;

  private FormatParameters() {}

  /** The answer's parameters, or empty when we cannot forward what the offered ones describe. */
  static Optional<Map<String, String>> agree(
      Codec codec, Map<String, String> offered, Direction direction) {
    return switch (codec) {
      case OPUS -> Optional.of(echo(offered, OPUS));
      case VP8 -> Optional.of(Map.of());
      case VP9 ->
          VP9_PROFILES.contains(offered.getOrDefault("profile-id", "0"))
              ? Optional.of(echo(offered, VP9))
              : Optional.empty();
      case AV1 ->
          offered.getOrDefault("profile", "0").equals("0")
              ? Optional.of(echo(offered, AV1))
              : Optional.empty();
      case H264 -> agreeH264(offered, direction);
    };
  }

  private static Optional<Map<String, String>> agreeH264(
      Map<String, String> offered, Direction direction) {
    String mode = offered.getOrDefault(PACKETIZATION_MODE, "0");
    if (!mode.equals("0") && !mode.equals("1")) {
      return Optional.empty();
    }
    boolean asymmetric = offered.getOrDefault(LEVEL_ASYMMETRY, "0").equals("1");
    String id = offered.getOrDefault(PROFILE_LEVEL_ID, "");
    String profileLevelId =
        H264Profile.isProfileLevelId(id)
            ? id.toLowerCase(Locale.ROOT)
            : H264Profile.DEFAULT_PROFILE_LEVEL_ID;
    if (asymmetric && direction != Direction.SEND) {
      profileLevelId = profileLevelId.substring(0, 4) + HIGHEST_LEVEL;
    }
    Map<String, String> agreed = new LinkedHashMap<>();
    if (asymmetric) {
      agreed.put(LEVEL_ASYMMETRY, "1");
    }
    agreed.put(PACKETIZATION_MODE, mode);
    agreed.put(PROFILE_LEVEL_ID, profileLevelId);
    return Optional.of(agreed);
  }

  /** All these parameters have numbers; anything else is left out. */
  private static Map<String, String> echo(Map<String, String> offered, List<String> names) {
    Map<String, String> echoed = new LinkedHashMap<>();
    offered.forEach(
        (name, value) -> {
          if (names.contains(name) && isNumber(value)) {
            echoed.put(name, value);
          }
        });
    return echoed;
  }

  private static boolean isNumber(String value) {
    return !value.isEmpty()
        && value.length() <= LONGEST_NUMBER
        && value.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}

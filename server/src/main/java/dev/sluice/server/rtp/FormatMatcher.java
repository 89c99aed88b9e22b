package dev.sluice.server.rtp;

import java.util.List;
import java.util.Optional;

/** Finds the payload format of a receiver that carries a publisher's stream unchanged. */
public final class FormatMatcher {

  private static final String FIRST_PROFILE = "0";

  private FormatMatcher() {}

  /**
   * The first of {@code targets} that can carry what {@code source} carries: the same codec, for
   * VP9 and AV1 the same profile, for H264 the closest profile class and a packetization mode that
   * allows every packet of the source's.
   *
   * @param source as agreed with the publisher
   * @param targets as agreed with the receiver, in its order of preference
   */
  public static Optional<PayloadFormat> match(PayloadFormat source, List<PayloadFormat> targets) {
    List<PayloadFormat> sameCodec =
        targets.stream().filter(target -> target.codec() == source.codec()).toList();
    return switch (source.codec()) {
      case OPUS, VP8 -> sameCodec.stream().findFirst();
      case VP9 -> sameParameter(source, sameCodec, "profile-id");
      case AV1 -> sameParameter(source, sameCodec, "profile");
      case H264 -> matchH264(source, sameCodec);
    };
  }

  /** The {@code packetization-mode} of an H264 format: 0, 1 or 2; RFC 6184 says 0 when missing. */
  public static int packetizationMode(PayloadFormat format) {
    return switch (format.parameters().getOrDefault("packetization-mode", "0")) {
      case "0" -> 0;
      case "1" -> 1;
      default -> 2;
    };
  }

  private static Optional<PayloadFormat> sameParameter(
      PayloadFormat source, List<PayloadFormat> targets, String name) {
    String wanted = source.parameters().getOrDefault(name, FIRST_PROFILE);
    return targets.stream()
        .filter(target -> target.parameters().getOrDefault(name, FIRST_PROFILE).equals(wanted))
        .findFirst();
  }

  private static Optional<PayloadFormat> matchH264(
      PayloadFormat source, List<PayloadFormat> targets) {
    // single NAL unit packets (mode 0) are a part of non-interleaved mode (1), not the reverse
    int lowestMode = packetizationMode(source);
    for (H264Profile profile : profile(source).receivers()) {
      for (int mode = lowestMode; mode <= Math.max(1, lowestMode); mode++) {
        for (PayloadFormat target : targets) {
          if (profile(target) == profile && packetizationMode(target) == mode) {
            return Optional.of(target);
          }
        }
      }
    }
    return Optional.empty();
  }

  private static H264Profile profile(PayloadFormat format) {
    return H264Profile.of(format.parameters().getOrDefault("profile-level-id", ""));
  }
}

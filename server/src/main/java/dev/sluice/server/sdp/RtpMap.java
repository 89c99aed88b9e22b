package dev.sluice.server.sdp;

import java.util.Optional;

/**
 * The value of {@code a=rtpmap}, RFC 8866 section 6.6.
 *
 * @param payloadType 0 to 127
 * @param encodingName as it was written
 * @param clockRate in Hz
 * @param channels 1 when not written
 */
public record RtpMap(int payloadType, String encodingName, int clockRate, int channels) {

  /** Reads {@code 111 opus/48000/2}; empty when it is not of that form. */
  public static Optional<RtpMap> parse(String value) {
    int blank = value.indexOf(' ');
    if (blank < 0) {
      return Optional.empty();
    }
    String[] parts = value.substring(blank + 1).strip().split("/", 4);
    if (parts.length < 2 || parts[0].isEmpty()) {
      return Optional.empty();
    }
    int payloadType = Numbers.parse(value.substring(0, blank), 0, 127);
    int clockRate = Numbers.parse(parts[1], 1, 1_000_000);
    int channels = parts.length > 2 ? Numbers.parse(parts[2], 1, 255) : 1;
    return payloadType < 0 || clockRate < 0 || channels < 0
        ? Optional.empty()
        : Optional.of(new RtpMap(payloadType, parts[0], clockRate, channels));
  }
}

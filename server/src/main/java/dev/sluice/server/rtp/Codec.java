package dev.sluice.server.rtp;

import java.util.Locale;
import java.util.Optional;

/** The codecs Sluice forwards, by their names in SDP. */
public enum Codec {
  OPUS("opus", MediaKind.AUDIO, 48_000),
  VP8("VP8", MediaKind.VIDEO, 90_000),
  VP9("VP9", MediaKind.VIDEO, 90_000),
  H264("H264", MediaKind.VIDEO, 90_000),
  AV1("AV1", MediaKind.VIDEO, 90_000);

  private final String encodingName;
  private final MediaKind kind;
  private final int clockRate;

  Codec(String encodingName, MediaKind kind, int clockRate) {
    this.encodingName = encodingName;
    this.kind = kind;
    this.clockRate = clockRate;
  }

  /** The name in {@code a=rtpmap}. */
  public String encodingName() {
    return encodingName;
  }

  public MediaKind kind() {
    return kind;
  }

  /** RTP clock rate in Hz. */
  public int clockRate() {
    return clockRate;
  }

  /** The codec with this {@code a=rtpmap} name, compared without regard to case. */
  public static Optional<Codec> named(String encodingName) {
    String wanted = encodingName.toUpperCase(Locale.ROOT);
    for (Codec codec : values()) {
      if (codec.encodingName.toUpperCase(Locale.ROOT).equals(wanted)) {
        return Optional.of(codec);
      }
    }
    return Optional.empty();
  }
}

package dev.sluice.server.signaling;

import java.util.Locale;
import java.util.Optional;

/** What kind of program a client is, by its {@code User-Agent}: one of few words, for traces. */
public enum ClientKind {
  OBS("obs"),
  FFMPEG("lavf"),
  GSTREAMER("gst"),
  /** Any program in Go that does not say its name: Pion, and LiveKit's. */
  GO("go-http-client"),
  /** Before Chrome, whose name Edge bears as well. */
  EDGE("edg/"),
  FIREFOX("firefox"),
  CHROME("chrome"),
  SAFARI("safari"),
  JAVA("java"),
  NODE("node"),
  CURL("curl"),
  OTHER("");

  /** A header that is longer is not looked at to its end. */
  private static final int LOOKED_AT_CHARS = 512;

  private final String mark;

  ClientKind(String mark) {
    this.mark = mark;
  }

  public static ClientKind of(Optional<String> userAgent) {
    String text = userAgent.orElse("");
    String looked =
        text.substring(0, Math.min(text.length(), LOOKED_AT_CHARS)).toLowerCase(Locale.ROOT);
    for (ClientKind kind : values()) {
      if (looked.contains(kind.mark)) {
        return kind;
      }
    }
    return OTHER;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

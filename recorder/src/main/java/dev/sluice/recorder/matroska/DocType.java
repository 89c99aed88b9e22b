package dev.sluice.recorder.matroska;

import dev.sluice.recorder.RecordedSource.Codec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Which kind of Matroska a file is; WebM is the one that browsers play, with few codecs. */
public enum DocType {
  WEBM("webm", "webm", "video/webm"),
  MATROSKA("matroska", "mkv", "video/x-matroska");

  private final String ebmlName;
  private final String extension;
  private final String mediaType;

  DocType(String ebmlName, String extension, String mediaType) {
    this.ebmlName = ebmlName;
    this.extension = extension;
    this.mediaType = mediaType;
  }

  /** WebM if all tracks are of codecs it may hold. */
  public static DocType of(List<TrackDescription> tracks) {
    return tracks.stream().allMatch(track -> fitsWebM(track.configuration().codec()))
        ? WEBM
        : MATROSKA;
  }

  /** Whether WebM may hold the codec. */
  public static boolean fitsWebM(Codec codec) {
    return switch (codec) {
      case OPUS, VP8, VP9, AV1 -> true;
      case H264, H265 -> false;
    };
  }

  static Optional<DocType> parse(String ebmlName) {
    return Arrays.stream(values()).filter(type -> type.ebmlName.equals(ebmlName)).findFirst();
  }

  /** As the EBML header names it. */
  String ebmlName() {
    return ebmlName;
  }

  /** Of files, without a dot. */
  public String extension() {
    return extension;
  }

  /** For HTTP's Content-Type. */
  public String mediaType() {
    return mediaType;
  }
}

package dev.sluice.server.http.recordings;

import dev.sluice.recorder.RecordedSource.Codec;
import dev.sluice.recorder.library.RecordingSummary;

/** What a recording's file is to a browser. RFC 9559 section 27.3 and its successors in IANA. */
final class MediaType {

  private MediaType() {}

  static String of(RecordingSummary.File file) {
    boolean audio =
        !file.codecs().isEmpty() && file.codecs().stream().allMatch(codec -> codec == Codec.OPUS);
    String kind = audio ? "audio" : "video";
    return kind + (file.name().endsWith(".webm") ? "/webm" : "/x-matroska");
  }
}

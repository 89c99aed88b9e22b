package dev.sluice.recorder.matroska;

import dev.sluice.recorder.RecordedSource.Codec;
import java.util.Arrays;
import java.util.Optional;

/** The names of codecs in Matroska. draft-ietf-cellar-codec. */
final class CodecId {

  private CodecId() {}

  static String of(Codec codec) {
    return switch (codec) {
      case OPUS -> "A_OPUS";
      case VP8 -> "V_VP8";
      case VP9 -> "V_VP9";
      case AV1 -> "V_AV1";
      case H264 -> "V_MPEG4/ISO/AVC";
      case H265 -> "V_MPEGH/ISO/HEVC";
    };
  }

  static Optional<Codec> parse(String codecId) {
    return Arrays.stream(Codec.values()).filter(codec -> of(codec).equals(codecId)).findFirst();
  }
}

package dev.sluice.recorder.depacketize;

import dev.sluice.recorder.RecordedSource;

/** Which depacketizer is for which codec. */
final class Depacketizers {

  private Depacketizers() {}

  static Depacketizer of(RecordedSource source) {
    return switch (source.codec()) {
      case OPUS -> new OpusDepacketizer(source.channels());
      case VP8 -> new VideoDepacketizer(new Vp8Format());
      case VP9 -> new VideoDepacketizer(new Vp9Format());
      case H264 -> new VideoDepacketizer(new H264Format(source.parameters()));
      case H265 -> new VideoDepacketizer(new H265Format(source.parameters()));
      case AV1 -> new VideoDepacketizer(new Av1Format());
    };
  }
}

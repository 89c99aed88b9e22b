package dev.sluice.server.e2e.wish;

import dev.sluice.server.e2e.FakeCapture;
import java.net.URI;

/** Who publishes. Each is connected with audio and video soon after it was started. */
enum PublisherKind {
  OBS_LIKE("OBS-like, libdatachannel") {
    @Override
    Publisher start(Stage stage, URI endpoint, FakeCapture capture) {
      return ObsLikePublisher.publishing(endpoint, KEYFRAME_INTERVAL, capture);
    }
  },
  FFMPEG("FFmpeg 8.1.2") {
    @Override
    Publisher start(Stage stage, URI endpoint, FakeCapture capture) {
      return FfmpegPublisher.publishing("8.1.2", endpoint, KEYFRAME_INTERVAL, capture);
    }
  },
  FFMPEG_DTLS_ACTIVE("FFmpeg 8.1.2, dtls_active") {
    @Override
    Publisher start(Stage stage, URI endpoint, FakeCapture capture) {
      return FfmpegPublisher.publishing(
          "8.1.2", endpoint, KEYFRAME_INTERVAL, capture, "-whip_flags", "dtls_active");
    }
  },
  FFMPEG_8_0("FFmpeg 8.0.1") {
    @Override
    Publisher start(Stage stage, URI endpoint, FakeCapture capture) {
      return FfmpegPublisher.publishing("8.0.1", endpoint, KEYFRAME_INTERVAL, capture);
    }
  },
  GSTREAMER_H264("GStreamer 1.22, H264") {
    @Override
    Publisher start(Stage stage, URI endpoint, FakeCapture capture) {
      return GStreamerPeer.publishing(endpoint, "H264", capture);
    }
  },
  GSTREAMER_VP8("GStreamer 1.22, VP8") {
    @Override
    Publisher start(Stage stage, URI endpoint, FakeCapture capture) {
      return GStreamerPeer.publishing(endpoint, "VP8", capture);
    }
  },
  NODE("Node, whip-whep and wrtc, VP8") {
    @Override
    Publisher start(Stage stage, URI endpoint, FakeCapture capture) {
      return NodePublisher.publishing(endpoint, capture);
    }
  },
  CHROMIUM_VP8("Chromium, VP8") {
    @Override
    Publisher start(Stage stage, URI endpoint, FakeCapture capture) {
      return BrowserPeer.publishing(stage.chromiumPage(), endpoint, "video/VP8", capture);
    }
  },
  CHROMIUM_H264("Chromium, H264") {
    @Override
    Publisher start(Stage stage, URI endpoint, FakeCapture capture) {
      return BrowserPeer.publishing(stage.chromiumPage(), endpoint, "video/H264", capture);
    }
  },
  FIREFOX("Firefox, VP8") {
    @Override
    Publisher start(Stage stage, URI endpoint, FakeCapture capture) {
      return BrowserPeer.publishing(stage.firefoxPage(), endpoint, "video/VP8", capture);
    }
  },
  WEBRTC_JAVA_VP8("webrtc-java, VP8") {
    @Override
    Publisher start(Stage stage, URI endpoint, FakeCapture capture) {
      return NativePeer.publishing(endpoint, "VP8", capture);
    }
  },
  WEBRTC_JAVA_H264("webrtc-java, H264") {
    @Override
    Publisher start(Stage stage, URI endpoint, FakeCapture capture) {
      return NativePeer.publishing(endpoint, "H264", capture);
    }
  };

  /** Two seconds, as streaming services ask of broadcasters. */
  private static final int KEYFRAME_INTERVAL = 2 * MediaFiles.FRAMES_PER_SECOND;

  private final String title;

  PublisherKind(String title) {
    this.title = title;
  }

  abstract Publisher start(Stage stage, URI endpoint, FakeCapture capture);

  @Override
  public String toString() {
    return title;
  }
}

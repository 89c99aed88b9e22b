package dev.sluice.server.e2e.wish;

import dev.sluice.server.e2e.FakeCapture;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** FFmpeg's own WHIP muxer. It is the DTLS server unless told otherwise, and ignores PLI. */
public final class FfmpegPublisher implements Publisher {

  private final PeerProgram program;

  private FfmpegPublisher(PeerProgram program) {
    this.program = program;
  }

  /**
   * Starts it; it has not posted yet when this returns.
   *
   * @param keyframeInterval in frames, of which there are {@link MediaFiles#FRAMES_PER_SECOND}
   * @param muxerOptions such as {@code -whip_flags dtls_active}
   */
  public static FfmpegPublisher publishing(
      String version,
      URI endpoint,
      int keyframeInterval,
      FakeCapture capture,
      String... muxerOptions) {
    List<String> arguments = new ArrayList<>(List.of("-hide_banner", "-nostats", "-v", "verbose"));
    arguments.addAll(List.of("-re", "-f", "lavfi", "-i", MediaFiles.picture(capture)));
    arguments.addAll(List.of("-re", "-f", "lavfi", "-i", "sine=" + capture.hz()));
    arguments.addAll(MediaFiles.h264(keyframeInterval));
    arguments.addAll(List.of("-filter:a", "volume=4", "-c:a", "libopus", "-ar", "48000"));
    arguments.addAll(List.of("-ac", "2"));
    arguments.addAll(List.of(muxerOptions));
    arguments.addAll(List.of("-f", "whip", endpoint.toString()));
    return new FfmpegPublisher(PeerTools.ffmpeg(version, arguments));
  }

  @Override
  public void kill() {
    program.kill();
  }

  /** The key that ends it in its own way. */
  @Override
  public void close() {
    if (program.isAlive()) {
      program.tell("q");
    }
    program.close();
  }
}

package dev.sluice.server.e2e.recording;

import dev.sluice.server.e2e.wish.MediaFiles;
import dev.sluice.server.e2e.wish.PeerProgram;
import dev.sluice.server.e2e.wish.PeerTools;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** FFmpeg's own WHIP muxer: H264, and sound and picture cut to the sample. */
final class FfmpegClaps implements ClapPublisher {

  private static final int KEYFRAME_INTERVAL = 2 * ClapPattern.FRAMES_PER_SECOND;

  private final URI endpoint;
  private Optional<PeerProgram> program = Optional.empty();

  FfmpegClaps(URI endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public Published publish(int pictures) {
    PeerProgram ffmpeg = start(pictures);
    ffmpeg.awaitEnd();
    return Published.counted(pictures);
  }

  /** Begins, and does not wait for the end. */
  PeerProgram start(int pictures) {
    double seconds = (double) pictures / ClapPattern.FRAMES_PER_SECOND;
    List<String> arguments = new ArrayList<>(List.of("-hide_banner", "-nostats", "-v", "verbose"));
    arguments.addAll(ClapPattern.liveInputs());
    arguments.addAll(List.of("-t", Double.toString(seconds)));
    arguments.addAll(MediaFiles.h264(KEYFRAME_INTERVAL));
    arguments.addAll(List.of("-c:a", "libopus", "-ar", "48000", "-ac", "2"));
    arguments.addAll(List.of("-f", "whip", endpoint.toString()));
    PeerProgram started = PeerTools.ffmpeg("8.1.2", arguments);
    program = Optional.of(started);
    return started;
  }

  @Override
  public void kill() {
    program.ifPresent(PeerProgram::kill);
  }

  @Override
  public void close() {
    program.filter(PeerProgram::isAlive).ifPresent(PeerProgram::kill);
  }
}

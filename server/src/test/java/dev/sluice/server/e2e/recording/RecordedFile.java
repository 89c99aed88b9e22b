package dev.sluice.server.e2e.recording;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A media file as FFmpeg sees it.
 *
 * @param seconds its duration, as the container says
 */
record RecordedFile(Path path, double seconds, Optional<Stream> video, Optional<Stream> audio) {

  /**
   * One stream in it.
   *
   * @param codec as FFmpeg names it
   * @param frames that were decoded
   * @param packets that were in the file
   * @param seconds from the beginning of the first frame to the end of the last
   * @param width of the picture; 0 for sound
   */
  record Stream(String codec, int frames, int packets, double seconds, int width, int height) {}
}

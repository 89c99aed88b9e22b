package dev.sluice.server.e2e.recording;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What somebody published, as he knows it himself.
 *
 * @param pictures that were sent
 * @param seconds from the first picture's beginning to the last one's end
 * @param picturesSent each of them, where the publisher keeps a journal; else empty
 * @param soundsSent each packet of the sound, likewise
 */
record Published(int pictures, double seconds, List<Coded> picturesSent, List<Coded> soundsSent) {

  private static final double SOUND_RATE = 48_000;
  private static final int SOUND_TICKS = 960;

  /**
   * A coded frame that was sent.
   *
   * @param timestamp in RTP ticks, from the first of its track
   * @param crc of its bytes as Matroska keeps them, CRC-32, eight hexadecimal digits
   */
  record Coded(long timestamp, boolean keyframe, String crc) {}

  /** How long the packets of the sound last, where they are known. */
  OptionalDouble soundSeconds() {
    return soundsSent.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            (soundsSent.get(soundsSent.size() - 1).timestamp() + SOUND_TICKS) / SOUND_RATE);
  }

  /** Of somebody who only counts, and sends at a steady pace. */
  static Published counted(int pictures) {
    double seconds = (double) pictures / ClapPattern.FRAMES_PER_SECOND;
    return new Published(pictures, seconds, List.of(), List.of());
  }
}

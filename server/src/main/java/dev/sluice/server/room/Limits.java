package dev.sluice.server.room;

/**
 * How much somebody may take up in a room. Everywhere 0 is no limit but the server's own.
 *
 * @param maxBitrateBps of all the RTP it sends, payloads and headers, in bits per second
 * @param maxTracks published at once
 * @param maxSessions at once with the same token id, in all rooms of this server; of no meaning
 *     without a token id
 * @param maxParticipants that may be in the room when it comes in; itself counts
 */
public record Limits(int maxBitrateBps, int maxTracks, int maxSessions, int maxParticipants) {

  /** No limits but the server's. */
  public static final Limits NONE = new Limits(0, 0, 0, 0);

  /** Below this no voice is left, and what a limit does would be a fault rather than a limit. */
  public static final int MIN_BITRATE_BPS = 10_000;

  public Limits {
    if (maxBitrateBps != 0 && maxBitrateBps < MIN_BITRATE_BPS) {
      throw new IllegalArgumentException(
          "a bitrate limit is at least " + MIN_BITRATE_BPS + " bit/s");
    }
    if (maxTracks < 0 || maxSessions < 0 || maxParticipants < 0) {
      throw new IllegalArgumentException("limits are not negative");
    }
  }

  /** The stricter of two limits of which 0 is none. */
  static int stricter(int one, int other) {
    return one == 0 || other == 0 ? Math.max(one, other) : Math.min(one, other);
  }
}

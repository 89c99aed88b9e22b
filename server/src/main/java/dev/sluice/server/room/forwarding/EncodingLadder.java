package dev.sluice.server.room.forwarding;

/**
 * What is known about the encodings of one publication: which are alive and which is better. Shared
 * by all {@link LayerSelector}s of the publication.
 *
 * <p>Encodings are ranked by what arrives, never by the order of their rids: browsers list them
 * from low to high, OBS from high to low. Resolutions decide when both are known; otherwise the
 * bitrate does, as a peak that fades slowly, because a still picture needs next to nothing in any
 * resolution.
 *
 * <p>An encoding is alive when it is not more than a second behind the publication's newest packet.
 * Senders stop single encodings without a word when bandwidth or CPU runs short; a camera that
 * stops altogether, or a still screen, kills nothing.
 *
 * <p>Not thread-safe; owned by the room's MediaLoop.
 */
public final class EncodingLadder {

  /** Stands for "no encoding". */
  public static final int NONE = -1;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long ALIVE_NANOS = NANOS_PER_SECOND;
  private static final long WINDOW_NANOS = NANOS_PER_SECOND;

  /** Fades to half in about 14 s, longer than most still scenes. */
  private static final double PEAK_FADE_PER_WINDOW = 0.95;

  /** Without resolutions a bitrate must be this much higher to count as better. */
  private static final double CLEARLY_HIGHER = 1.25;

  private final boolean[] seen;
  private final long[] lastPacketNanos;
  private final long[] windowStartNanos;
  private final long[] windowBytes;
  private final double[] peakBps;
  private final int[] widths;
  private final int[] heights;
  private boolean started;
  private long newestPacketNanos;

  /**
   * @param encodings how many the publication has, at least 1
   */
  public EncodingLadder(int encodings) {
    this.seen = new boolean[encodings];
    this.lastPacketNanos = new long[encodings];
    this.windowStartNanos = new long[encodings];
    this.windowBytes = new long[encodings];
    this.peakBps = new double[encodings];
    this.widths = new int[encodings];
    this.heights = new int[encodings];
  }

  /** How many encodings there are. */
  public int size() {
    return seen.length;
  }

  /** Notes a media packet of an encoding. */
  public void onPacket(int encoding, int lengthBytes, long nowNanos) {
    if (!seen[encoding]) {
      seen[encoding] = true;
      windowStartNanos[encoding] = nowNanos;
    }
    lastPacketNanos[encoding] = nowNanos;
    if (!started || nowNanos - newestPacketNanos > 0) {
      started = true;
      newestPacketNanos = nowNanos;
    }
    long elapsed = nowNanos - windowStartNanos[encoding];
    if (elapsed >= WINDOW_NANOS) {
      peakBps[encoding] =
          Math.max(windowBps(encoding, elapsed), peakBps[encoding] * PEAK_FADE_PER_WINDOW);
      windowBytes[encoding] = 0;
      windowStartNanos[encoding] = nowNanos;
    }
    windowBytes[encoding] += lengthBytes;
  }

  private double windowBps(int encoding, long elapsedNanos) {
    return windowBytes[encoding] * 8.0 * NANOS_PER_SECOND / Math.max(elapsedNanos, WINDOW_NANOS);
  }

  /** Notes the picture size that a keyframe of an encoding told. */
  public void onFrameSize(int encoding, int width, int height) {
    widths[encoding] = width;
    heights[encoding] = height;
  }

  /** The picture's width in pixels, or 0 while it is unknown. */
  public int width(int encoding) {
    return widths[encoding];
  }

  /** The picture's height in pixels, or 0 while it is unknown. */
  public int height(int encoding) {
    return heights[encoding];
  }

  /** True when the encoding has packets as recent as the publication's. */
  public boolean alive(int encoding) {
    return seen[encoding] && newestPacketNanos - lastPacketNanos[encoding] <= ALIVE_NANOS;
  }

  /** The encoding's recent peak in bits per second; grows with its bytes in its first second. */
  public long bitrateBps(int encoding) {
    return Math.round(Math.max(peakBps[encoding], windowBps(encoding, WINDOW_NANOS)));
  }

  /**
   * The best encoding alive that the limits allow: the smallest that fills what is shown, or the
   * largest when none does. An encoding of unknown size is within every limit. When all exceed the
   * limits it is the smallest.
   *
   * @param current what is shown now, which wins ties; or {@link #NONE}
   * @return an encoding, or {@link #NONE} when none is alive
   */
  public int best(int current, SizeLimits limits) {
    int best = current != NONE && alive(current) ? current : NONE;
    for (int encoding = 0; encoding < seen.length; encoding++) {
      if (encoding == best || !alive(encoding)) {
        continue;
      }
      if (best == NONE || preferred(encoding, best, limits)) {
        best = encoding;
      }
    }
    return best;
  }

  /**
   * True when {@code encoding} is clearly better than {@code other}, by size or else by bitrate.
   */
  public boolean better(int encoding, int other) {
    return higher(encoding, other);
  }

  private boolean preferred(int candidate, int best, SizeLimits limits) {
    boolean candidateAllowed = limits.allow(widths[candidate], heights[candidate]);
    boolean bestAllowed = limits.allow(widths[best], heights[best]);
    if (candidateAllowed != bestAllowed) {
      return candidateAllowed;
    }
    if (!candidateAllowed) {
      return higher(best, candidate);
    }
    boolean higher = higher(candidate, best);
    if (!limits.shown() || !sizeKnown(candidate) || !sizeKnown(best)) {
      return higher;
    }
    boolean candidateFills = limits.filledBy(widths[candidate], heights[candidate]);
    boolean bestFills = limits.filledBy(widths[best], heights[best]);
    if (candidateFills && bestFills) {
      return higher(best, candidate);
    }
    return candidateFills || (!bestFills && higher);
  }

  private boolean sizeKnown(int encoding) {
    return widths[encoding] > 0 && heights[encoding] > 0;
  }

  private boolean higher(int candidate, int other) {
    if (sizeKnown(candidate) && sizeKnown(other)) {
      long pixels = (long) widths[candidate] * heights[candidate];
      long otherPixels = (long) widths[other] * heights[other];
      if (pixels != otherPixels) {
        return pixels > otherPixels;
      }
    }
    return bitrateBps(candidate) > bitrateBps(other) * CLEARLY_HIGHER;
  }
}

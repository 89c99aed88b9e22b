package dev.sluice.server.room.forwarding;

/**
 * How large a picture is of use to a subscriber, in pixels. 0 stands for no limit.
 *
 * @param shownWidth how wide it is shown; larger pictures are a waste, but no harm
 * @param shownHeight likewise
 * @param maxWidth larger pictures are not wanted
 * @param maxHeight likewise
 */
public record SizeLimits(int shownWidth, int shownHeight, int maxWidth, int maxHeight) {

  /** Everything is of use. */
  public static final SizeLimits NONE = new SizeLimits(0, 0, 0, 0);

  /** An encoding this much smaller than what is shown fills it; scaling up by a quarter is fine. */
  private static final double FILLS = 0.8;

  /** The same, shown at another size. */
  public SizeLimits shownAt(int width, int height) {
    return new SizeLimits(width, height, maxWidth, maxHeight);
  }

  /** The same with other limits. */
  public SizeLimits within(int width, int height) {
    return new SizeLimits(shownWidth, shownHeight, width, height);
  }

  /** True when it is known how large the picture is shown. */
  boolean shown() {
    return shownWidth > 0 && shownHeight > 0;
  }

  boolean filledBy(int width, int height) {
    return width >= FILLS * shownWidth || height >= FILLS * shownHeight;
  }

  boolean allow(int width, int height) {
    return (maxWidth <= 0 || width <= maxWidth) && (maxHeight <= 0 || height <= maxHeight);
  }
}

package dev.sluice.server.e2e;

import java.awt.Color;

/** What a camera shows as it is painted, far enough from every other to survive a codec. */
public enum Colour {
  RED(0xd02828),
  GREEN(0x28b43c),
  BLUE(0x283cc8),
  YELLOW(0xd2c828),
  MAGENTA(0xc828be),
  CYAN(0x28bec8),
  BLACK(0x000000);

  private static final int TOLERANCE = 60;

  private final int rgb;

  Colour(int rgb) {
    this.rgb = rgb;
  }

  int red() {
    return rgb >> 16;
  }

  int green() {
    return (rgb >> 8) & 0xff;
  }

  int blue() {
    return rgb & 0xff;
  }

  public String css() {
    return "#%06x".formatted(rgb);
  }

  /** BT.601, limited range: what cameras of this size send. */
  public byte[] yuv() {
    double y = 16 + (65.738 * red() + 129.057 * green() + 25.064 * blue()) / 256;
    double u = 128 + (-37.945 * red() - 74.494 * green() + 112.439 * blue()) / 256;
    double v = 128 + (112.439 * red() - 94.154 * green() - 18.285 * blue()) / 256;
    return new byte[] {(byte) Math.round(y), (byte) Math.round(u), (byte) Math.round(v)};
  }

  /** What colour a YUV picture has. */
  public static Color ofYuv(double y, double u, double v) {
    double luma = 1.164 * (y - 16);
    return new Color(
        clamp(luma + 1.596 * (v - 128)),
        clamp(luma - 0.392 * (u - 128) - 0.813 * (v - 128)),
        clamp(luma + 2.017 * (u - 128)));
  }

  private static int clamp(double value) {
    return (int) Math.max(0, Math.min(255, Math.round(value)));
  }

  /** Whether a picture of this average shows this colour. */
  public boolean matches(int red, int green, int blue) {
    return Math.abs(red - red()) <= TOLERANCE
        && Math.abs(green - green()) <= TOLERANCE
        && Math.abs(blue - blue()) <= TOLERANCE;
  }
}

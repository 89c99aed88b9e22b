package dev.sluice.recorder.codec;

import dev.sluice.recorder.RecordedSource.Codec;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * What a decoder must know before the first frame, and what stays the same through all frames of a
 * track in one file. Equal configurations compare equal; when a stream's configuration changes, a
 * new file begins.
 */
public final class CodecConfiguration {

  private static final byte[] NONE = {};

  private final Codec codec;
  private final int width;
  private final int height;
  private final int channels;
  private final int sampleRate;
  private final byte[] codecPrivate;
  private final Optional<VideoColour> colour;

  private CodecConfiguration(
      Codec codec,
      int width,
      int height,
      int channels,
      int sampleRate,
      byte[] codecPrivate,
      Optional<VideoColour> colour) {
    this.codec = codec;
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.sampleRate = sampleRate;
    this.codecPrivate = codecPrivate;
    this.colour = colour;
  }

  /**
   * Video.
   *
   * @param width in pixels, 1 to 65536
   * @param height in pixels, 1 to 65536
   * @param codecPrivate as the Matroska mapping of the codec defines it; empty where there is none
   */
  static CodecConfiguration video(
      Codec codec, int width, int height, byte[] codecPrivate, Optional<VideoColour> colour) {
    return new CodecConfiguration(
        codec, width, height, 0, 0, codecPrivate, colour.filter(VideoColour::isKnown));
  }

  /** Video whose coded form says nothing of itself but its size. */
  static CodecConfiguration video(Codec codec, int width, int height) {
    return video(codec, width, height, NONE, Optional.empty());
  }

  /** Audio. */
  static CodecConfiguration audio(Codec codec, int channels, int sampleRate, byte[] codecPrivate) {
    return new CodecConfiguration(
        codec, 0, 0, channels, sampleRate, codecPrivate, Optional.empty());
  }

  /** The same for pictures of another size, in pixels. */
  public CodecConfiguration ofSize(int newWidth, int newHeight) {
    return video(codec, newWidth, newHeight, codecPrivate, colour);
  }

  public Codec codec() {
    return codec;
  }

  public boolean isVideo() {
    return width > 0;
  }

  /** Pixels; 0 for audio. */
  public int width() {
    return width;
  }

  /** Pixels; 0 for audio. */
  public int height() {
    return height;
  }

  /** Of audio; 0 for video. */
  public int channels() {
    return channels;
  }

  /** Samples per second; 0 for video. */
  public int sampleRate() {
    return sampleRate;
  }

  /** A copy of the bytes of Matroska's CodecPrivate; empty where the codec has none. */
  public byte[] codecPrivate() {
    return codecPrivate.clone();
  }

  /** Of video, when the stream says it. */
  public Optional<VideoColour> colour() {
    return colour;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CodecConfiguration that
        && codec == that.codec
        && width == that.width
        && height == that.height
        && channels == that.channels
        && sampleRate == that.sampleRate
        && colour.equals(that.colour)
        && Arrays.equals(codecPrivate, that.codecPrivate);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        codec, width, height, channels, sampleRate, colour, Arrays.hashCode(codecPrivate));
  }

  @Override
  public String toString() {
    return isVideo()
        ? codec + " " + width + "x" + height
        : codec + " " + channels + " channels at " + sampleRate + " Hz";
  }
}

package dev.sluice.server.e2e.wish;

import dev.sluice.server.e2e.Colour;
import dev.sluice.server.e2e.FakeCapture;
import dev.sluice.server.e2e.Tools;
import dev.sluice.server.e2e.libwebrtc.ToneMeter;
import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Encoded media for publishers without an encoder, and a look into what a viewer wrote. */
public final class MediaFiles {

  private static final Path DIRECTORY = Path.of("target", "e2e-captures").toAbsolutePath();

  /** Of all publishers that FFmpeg encodes for. */
  static final int FRAMES_PER_SECOND = 25;

  private static final int METER_RATE = 8000;
  private static final int METER_CHUNK = METER_RATE / 100;
  private static final double AUDIBLE_RMS = 1000;

  private MediaFiles() {}

  /**
   * A filter graph of FFmpeg that makes pictures: a colour with some noise, so that frames have a
   * size, and a square that wanders along the upper edge.
   */
  static String picture(FakeCapture capture) {
    return ("color=c=%s:s=%dx%d:r=%d,noise=alls=8:allf=t[wall];color=c=white:s=16x16:r=%d[square];"
            + "[wall][square]overlay=x='mod(n*8,W)':y=8,format=yuv420p")
        .formatted(
            capture.colour().css().replace("#", "0x"),
            capture.width(),
            capture.height(),
            FRAMES_PER_SECOND,
            FRAMES_PER_SECOND);
  }

  /** Options of FFmpeg for H264 as broadcasters send it, with a keyframe every so many frames. */
  public static List<String> h264(int keyframeInterval) {
    return List.of(
        "-c:v",
        "libx264",
        "-profile:v",
        "baseline",
        "-preset",
        "ultrafast",
        "-tune",
        "zerolatency",
        "-b:v",
        "500k",
        "-maxrate",
        "500k",
        "-bufsize",
        "500k",
        "-g",
        Integer.toString(keyframeInterval),
        "-keyint_min",
        Integer.toString(keyframeInterval),
        "-sc_threshold",
        "0",
        "-bf",
        "0");
  }

  /** One GOP of H264 in Annex B, with access unit delimiters. */
  static Path h264File(FakeCapture capture, int keyframeInterval) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-f", "lavfi", "-i", picture(capture)));
    arguments.addAll(List.of("-frames:v", Integer.toString(keyframeInterval)));
    arguments.addAll(h264(keyframeInterval));
    arguments.addAll(List.of("-bsf:v", "h264_metadata=aud=insert"));
    return encoded(
        "%s-%dx%d-%d.h264"
            .formatted(capture.colour(), capture.width(), capture.height(), keyframeInterval),
        arguments);
  }

  /** A tone in Opus packets of 20 ms. */
  static Path opusFile(int hz) {
    return encoded(
        hz + ".ogg",
        List.of(
            "-f",
            "lavfi",
            "-i",
            "sine=" + hz,
            "-t",
            "2",
            "-ac",
            "2",
            "-ar",
            "48000",
            "-filter:a",
            "volume=4",
            "-c:a",
            "libopus",
            "-frame_duration",
            "20"));
  }

  private static Path encoded(String name, List<String> arguments) {
    Path file = DIRECTORY.resolve(name);
    if (Files.exists(file)) {
      return file;
    }
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Tools.require("ffmpeg").toString(), "-v", "error", "-y"));
    command.addAll(arguments);
    command.add(file.toString());
    try {
      Files.createDirectories(DIRECTORY);
      Tools.run(command.toArray(String[]::new));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("no " + name, e);
    }
  }

  /** The average colour of the last frame in a file, which may still be being written. */
  static Optional<Color> lastPicture(Path file) {
    byte[] pixels =
        decoded(
            file, "-vf", "crop=iw:ih/2:0:ih/3,scale=1:1", "-f", "rawvideo", "-pix_fmt", "rgb24");
    if (pixels.length < 3) {
      return Optional.empty();
    }
    byte[] last = Arrays.copyOfRange(pixels, pixels.length - 3, pixels.length);
    return Optional.of(new Color(last[0] & 0xff, last[1] & 0xff, last[2] & 0xff));
  }

  /** The frequency of the last sound in a file, which may still be being written; 0 in silence. */
  static double lastTone(Path file) {
    byte[] samples = decoded(file, "-f", "s16le", "-ac", "1", "-ar", Integer.toString(METER_RATE));
    ToneMeter meter = new ToneMeter();
    int chunk = METER_CHUNK * Short.BYTES;
    for (int from = 0; from + chunk <= samples.length; from += chunk) {
      byte[] part = Arrays.copyOfRange(samples, from, from + chunk);
      meter.onData(part, Short.SIZE, METER_RATE, 1, METER_CHUNK);
    }
    ToneMeter.Tone tone = meter.latest();
    return tone.rms() > AUDIBLE_RMS ? tone.hz() : 0;
  }

  private static byte[] decoded(Path file, String... output) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Tools.require("ffmpeg").toString(), "-v", "quiet"));
    command.addAll(List.of("-i", file.toString()));
    command.addAll(List.of(output));
    command.add("-");
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      byte[] bytes = process.getInputStream().readAllBytes();
      process.destroy();
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot decode " + file, e);
    }
  }

  /** Whether a colour is meant. */
  static boolean shows(Color seen, Colour meant) {
    return meant.matches(seen.getRed(), seen.getGreen(), seen.getBlue());
  }
}

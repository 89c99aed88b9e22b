package dev.sluice.server.e2e.recording;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When flashes and beeps begin in a file, in seconds, by FFmpeg's filters. A flash is as exact as
 * the frame it begins with; a beep is found to the millisecond.
 */
record Claps(List<Double> flashes, List<Double> beeps) {

  /** Half way between black and white, as cameras have them. */
  private static final double BRIGHT = 126;

  private static final double LOUD_DECIBELS = -30;

  /** So long it was dark or silent before something counts as a beginning. */
  private static final double PAUSE_SECONDS = 0.3;

  /** Whose beginnings are farther apart than this do not belong together. */
  private static final double TOGETHER_SECONDS = 0.4;

  private static final Pattern MEASURED =
      Pattern.compile("pts_time:(-?[\\d.]+)\\s+lavfi\\.[\\w.]+=(\\S+)");

  private static final String LUMA =
      "scale=16:16,signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-";

  private static final String LEVEL =
      "aformat=channel_layouts=mono,aresample=48000,asetnsamples=n=48:p=0,"
          + "astats=metadata=1:reset=1:measure_perchannel=none:measure_overall=RMS_level,"
          + "ametadata=print:key=lavfi.astats.Overall.RMS_level:file=-";

  static Claps of(Path file) {
    return new Claps(flashes(file), beeps(file));
  }

  static List<Double> flashes(Path file) {
    return onsets(MediaTools.measure(file, "v:0", "vf", LUMA), BRIGHT);
  }

  static List<Double> beeps(Path file) {
    return onsets(MediaTools.measure(file, "a:0", "af", LEVEL), LOUD_DECIBELS);
  }

  /** Beginnings on another clock, which is so much ahead. */
  static List<Double> shifted(List<Double> onsets, double seconds) {
    return onsets.stream().map(onset -> onset + seconds).toList();
  }

  /** When values rise above a threshold after they were below it for a while. */
  private static List<Double> onsets(String measured, double threshold) {
    List<Double> onsets = new ArrayList<>();
    Matcher matcher = MEASURED.matcher(measured);
    double quietSince = Double.NaN;
    while (matcher.find()) {
      double seconds = Double.parseDouble(matcher.group(1));
      if (value(matcher.group(2)) <= threshold) {
        quietSince = Double.isNaN(quietSince) ? seconds : quietSince;
      } else {
        if (seconds - quietSince >= PAUSE_SECONDS) {
          onsets.add(seconds);
        }
        quietSince = Double.NaN;
      }
    }
    return onsets;
  }

  /** Of digital silence the level is minus infinity. */
  private static double value(String text) {
    return text.endsWith("inf") || text.endsWith("nan")
        ? Double.NEGATIVE_INFINITY
        : Double.parseDouble(text);
  }

  /** By how much each beep begins after its flash, in milliseconds, in ascending order. */
  List<Double> offsetsMillis() {
    List<Double> offsets = new ArrayList<>();
    for (double flash : flashes) {
      beeps.stream()
          .map(beep -> beep - flash)
          .filter(offset -> Math.abs(offset) < TOGETHER_SECONDS)
          .findFirst()
          .ifPresent(offset -> offsets.add(offset * 1000));
    }
    return offsets.stream().sorted().toList();
  }

  double medianOffsetMillis() {
    List<Double> offsets = offsetsMillis();
    return offsets.get(offsets.size() / 2);
  }

  String summary() {
    List<Double> offsets = offsetsMillis();
    return offsets.isEmpty()
        ? "no claps"
        : String.format(
            Locale.ROOT,
            "sound %+.0f ms (%+.0f to %+.0f in %d claps)",
            medianOffsetMillis(),
            offsets.get(0),
            offsets.get(offsets.size() - 1),
            offsets.size());
  }
}

package dev.sluice.server.e2e.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Curves over time, one panel below the other, as SVG. Quiet times are shaded. */
final class Picture {

  /** Those of a browser's window. */
  private static final int WIDTH = 1280;

  private static final int HEIGHT = 720;
  private static final int LEFT = 62;
  private static final int RIGHT = 36;
  private static final int TOP = 30;
  private static final int BOTTOM = 26;
  private static final int TICKS = 3;
  private static final List<String> COLOURS = List.of("#1f60c4", "#c4162a", "#37872d", "#8f3bb8");

  /**
   * One curve.
   *
   * @param dots whether its points are told apart, as those of a few moments are
   */
  record Curve(String name, List<double[]> points, boolean dots) {}

  private final SampleTable samples;
  private final StringBuilder body = new StringBuilder();
  private final int panelHeight;
  private int panels;

  /**
   * @param samples from which the time and its phases are known
   * @param panels how many there will be
   */
  Picture(SampleTable samples, int panels) {
    this.samples = samples;
    this.panelHeight = HEIGHT / panels;
  }

  /** A panel below those that are there. */
  Picture panel(String title, Curve... curves) {
    int top = panels++ * panelHeight + TOP;
    double highest = 0;
    for (Curve curve : curves) {
      for (double[] point : curve.points()) {
        highest = Math.max(highest, point[1]);
      }
    }
    double scale = niceAbove(highest);
    samples.eachQuiet(
        (from, to) ->
            add(
                "<rect x='%.1f' y='%d' width='%.1f' height='%d' fill='#eef2e6'/>",
                x(from), top, x(to) - x(from), height()));
    for (int i = 0; i <= TICKS; i++) {
      double value = scale * i / TICKS;
      add(
          "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#ddd'/>",
          LEFT, WIDTH - RIGHT, y(top, value, scale), y(top, value, scale));
      add(
          "<text x='%d' y='%.1f' text-anchor='end' fill='#555'>%s</text>",
          LEFT - 6, y(top, value, scale) + 4, label(value));
    }
    for (int minute = 0; minute * 60 <= samples.lastSeconds(); minute += minuteStep()) {
      add(
          "<text x='%.1f' y='%d' text-anchor='middle' fill='#555'>%d min</text>",
          x(minute * 60.0), top + height() + 15, minute);
    }
    add("<text x='%d' y='%d' font-weight='bold'>%s</text>", LEFT, top - 9, title);
    int legend = LEFT + 20 + 9 * title.length();
    for (int i = 0; i < curves.length; i++) {
      String colour = COLOURS.get(i % COLOURS.size());
      draw(curves[i], top, scale, colour);
      add("<rect x='%d' y='%d' width='10' height='10' fill='%s'/>", legend, top - 18, colour);
      add("<text x='%d' y='%d'>%s</text>", legend + 14, top - 9, curves[i].name());
      legend += 40 + 8 * curves[i].name().length();
    }
    return this;
  }

  private void draw(Curve curve, int top, double scale, String colour) {
    List<String> path = new ArrayList<>();
    for (double[] point : curve.points()) {
      path.add(String.format(Locale.ROOT, "%.1f,%.1f", x(point[0]), y(top, point[1], scale)));
      if (curve.dots()) {
        add(
            "<circle cx='%.1f' cy='%.1f' r='4' fill='%s'/>",
            x(point[0]), y(top, point[1], scale), colour);
      }
    }
    add(
        "<polyline points='%s' fill='none' stroke='%s' stroke-width='1.3'/>",
        String.join(" ", path), colour);
  }

  private int minuteStep() {
    return samples.lastSeconds() > 1_200 ? 10 : samples.lastSeconds() > 240 ? 2 : 1;
  }

  private double x(double seconds) {
    return LEFT + (WIDTH - LEFT - RIGHT) * seconds / Math.max(1, samples.lastSeconds());
  }

  private double y(int top, double value, double scale) {
    return top + height() * (1 - value / scale);
  }

  private int height() {
    return panelHeight - TOP - BOTTOM;
  }

  /** The next of 1.5, 3, 6, 9, 12, 15 … that the ticks divide well. */
  private static double niceAbove(double highest) {
    double unit = Math.pow(10, Math.floor(Math.log10(Math.max(highest, 1e-3))));
    for (double factor : new double[] {1.2, 1.5, 3, 4.5, 6, 9}) {
      if (unit * factor >= highest) {
        return unit * factor;
      }
    }
    return unit * 12;
  }

  private static String label(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
  }

  private void add(String format, Object... values) {
    body.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** The whole drawing. */
  String svg() {
    return """
    <svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' font-size='14'>
    <rect width='%d' height='%d' fill='white'/>
    %s</svg>
    """
        .formatted(WIDTH, HEIGHT, WIDTH, HEIGHT, body);
  }
}

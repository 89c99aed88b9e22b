package dev.sluice.server.e2e.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** A table of figures in a file: a line of names, then one line for each moment. */
final class SampleTable {

  private static final String SECONDS = "seconds";
  private static final String PHASE = "phase";

  private final List<String> names;
  private final List<String[]> rows = new ArrayList<>();

  private SampleTable(List<String> lines) {
    names = List.of(lines.get(0).split(","));
    lines.stream().skip(1).map(line -> line.split(",")).forEach(rows::add);
  }

  static SampleTable read(Path file) throws IOException {
    return new SampleTable(Files.readAllLines(file));
  }

  /** Whether there is such a column. */
  boolean has(String name) {
    return names.contains(name);
  }

  double lastSeconds() {
    return number(rows.get(rows.size() - 1), SECONDS);
  }

  /** A column's points: seconds, and the value times {@code scale}. */
  List<double[]> points(String name, double scale) {
    return rows.stream()
        .map(row -> new double[] {number(row, SECONDS), number(row, name) * scale})
        .toList();
  }

  /** When it was quiet: from, to, in seconds. */
  void eachQuiet(BiConsumer<Double, Double> consumer) {
    double from = -1;
    for (String[] row : rows) {
      boolean quiet = row[names.indexOf(PHASE)].equals("quiet");
      if (quiet && from < 0) {
        from = number(row, SECONDS);
      } else if (!quiet && from >= 0) {
        consumer.accept(from, number(row, SECONDS));
        from = -1;
      }
    }
    if (from >= 0) {
      consumer.accept(from, lastSeconds());
    }
  }

  private double number(String[] row, String name) {
    return Double.parseDouble(row[names.indexOf(name)]);
  }
}

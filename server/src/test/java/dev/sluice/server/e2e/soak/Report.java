package dev.sluice.server.e2e.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a soak found, for people and for programs that draw. */
final class Report {

  private final List<Sample> samples;
  private final List<Mark> marks;
  private final Churn churn;
  private final List<String> wrong;
  private final int recordings;
  private final int clients;
  private final String witness;
  private final String nativeMemory;

  Report(
      List<Sample> samples,
      List<Mark> marks,
      Churn churn,
      List<String> wrong,
      int recordings,
      int clients,
      String witness,
      String nativeMemory) {
    this.samples = samples;
    this.marks = List.copyOf(marks);
    this.churn = churn;
    this.wrong = List.copyOf(wrong);
    this.recordings = recordings;
    this.clients = clients;
    this.witness = witness;
    this.nativeMemory = nativeMemory;
  }

  /** One line on standard output. */
  static void progress(Sample sample, Churn churn) {
    System.out.printf(
        Locale.ROOT,
        "%6.0f s %-9s %5d lives %3d failed, %2.0f rooms %3.0f transports, heap %5.1f MB,"
            + " RSS %5.1f MB, %3d fds, %3d threads, %5d series, %.2f cores%n",
        sample.seconds(),
        sample.phase(),
        sum(churn.lived()),
        sum(churn.failed()),
        sample.value("rooms"),
        sample.value("transports"),
        sample.value("heap") / 1e6,
        sample.value("rss") / 1e6,
        sample.allDescriptors(),
        sample.allThreads(),
        sample.allSeries(),
        sample.value("cores"));
  }

  /** The same of a look at the quiet server. */
  static void progress(Mark mark, List<String> differences) {
    System.out.printf(
        Locale.ROOT,
        "%6.0f s %s: %.1f MB alive, %s%n",
        mark.sample().seconds(),
        mark.name(),
        mark.liveBytes() / 1e6,
        differences.isEmpty() ? "nothing left behind" : differences);
  }

  private static long sum(Map<Life, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Writes the tables and {@code soak.txt}, and prints the latter. */
  void write(Path directory, SoakServer server) throws IOException {
    Files.createDirectories(directory);
    Files.write(directory.resolve(Pictures.SAMPLES), csv());
    Files.write(directory.resolve(Pictures.MARKS), marks());
    List<String> text = text(server);
    Files.write(directory.resolve("soak.txt"), text);
    text.forEach(System.out::println);
  }

  private List<String> csv() {
    Set<String> names = new TreeSet<>();
    Set<String> threads = new TreeSet<>();
    Set<String> kinds = new TreeSet<>();
    for (Sample sample : samples) {
      names.addAll(sample.values().keySet());
      threads.addAll(sample.threads().keySet());
      kinds.addAll(sample.descriptors().keySet());
    }
    List<String> lines = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("seconds", "phase"));
    head.addAll(names);
    head.addAll(List.of("fds", "threads", "series", "room_series"));
    kinds.forEach(kind -> head.add("fd " + kind));
    threads.forEach(name -> head.add("thread " + name));
    lines.add(String.join(",", head));
    for (Sample sample : samples) {
      List<String> row = new ArrayList<>();
      row.add("%.1f".formatted(sample.seconds()));
      row.add(sample.phase());
      names.forEach(name -> row.add(number(sample.value(name))));
      row.add(Integer.toString(sample.allDescriptors()));
      row.add(Integer.toString(sample.allThreads()));
      row.add(Integer.toString(sample.allSeries()));
      row.add(Integer.toString(sample.allSeries() - sample.allOtherSeries()));
      kinds.forEach(kind -> row.add(count(sample.descriptors(), kind)));
      threads.forEach(name -> row.add(count(sample.threads(), name)));
      lines.add(String.join(",", row));
    }
    return lines;
  }

  private List<String> marks() {
    List<String> lines = new ArrayList<>(List.of("seconds,phase,live"));
    for (Mark mark : marks) {
      lines.add("%.1f,%s,%d".formatted(mark.sample().seconds(), mark.name(), mark.liveBytes()));
    }
    return lines;
  }

  private static String count(Map<String, Integer> counts, String name) {
    return Integer.toString(counts.getOrDefault(name, 0));
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.3f", value);
  }

  private List<String> text(SoakServer server) {
    List<String> text = new ArrayList<>();
    text.add("%-26s %8s %8s".formatted("life", "well", "failed"));
    for (Life life : Life.values()) {
      text.add(
          "%-26s %8d %8d   %s"
              .formatted(
                  life,
                  churn.lived().getOrDefault(life, 0L),
                  churn.failed().getOrDefault(life, 0L),
                  life.what()));
    }
    text.add(
        "%d clients, %d recordings, %d requests of webhooks, %d of traces"
            .formatted(clients, recordings, server.webhooks().taken(), server.collector().taken()));
    text.add(witness);
    churn.complaints().forEach(text::add);
    text.add("");
    text.add(
        "%-10s %7s %10s %8s %8s %5s %7s %7s %6s %5s %6s"
            .formatted(
                "quiet", "s", "live kB", "used MB", "RSS MB", "fds", "threads", "series", "files",
                "WARN", "ERROR"));
    for (Mark mark : marks) {
      Sample sample = mark.sample();
      text.add(
          String.format(
              Locale.ROOT,
              "%-10s %7.0f %10d %8.1f %8.1f %5d %7d %7d %6.0f %5.0f %6.0f",
              mark.name(),
              sample.seconds(),
              mark.liveBytes() >> 10,
              sample.value("heap") / 1e6,
              sample.value("rss") / 1e6,
              sample.allDescriptors(),
              sample.allThreads(),
              sample.allSeries(),
              sample.value("files"),
              sample.value("warnings"),
              sample.value("errors")));
    }
    if (marks.size() > 1) {
      text.add("the live heap grows by %.0f bytes in each cycle".formatted(Verdict.slope(marks)));
      text.add("what is more of at the end:");
      text.addAll(Verdict.growth(marks.get(0), marks.get(marks.size() - 1)));
    }
    text.add("");
    text.add("memory of the JVM at the end:");
    nativeMemory.lines().filter(line -> line.matches("(Total|-).*")).forEach(text::add);
    text.add("");
    text.add(wrong.isEmpty() ? "All returned to where it began." : "NOT as it was:");
    text.addAll(wrong);
    return text;
  }
}

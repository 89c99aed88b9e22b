package dev.sluice.server.e2e.soak;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Whether a server that is quiet again is as it was when it was quiet before. */
final class Verdict {

  /**
   * A heap this much larger is no leak yet: caches of the JDK, classes that were not needed before.
   */
  static final long HEAP_TOLERANCE_BYTES = 2 << 20;

  /** The same for what each cycle adds to it on average. */
  static final long HEAP_GROWTH_BYTES_PER_CYCLE = 256 << 10;

  /**
   * Threads of the JVM itself, which has as many compilers and collectors as it has work for, and
   * of {@code jcmd}.
   */
  private static final Pattern OF_THE_JVM =
      Pattern.compile(
          "C# CompilerThre|C# Compiler.*|G# .*|G#|GC Thread.*|Sweeper thread|VM .*|Attach Listener"
              + "|Common-Cleaner|Signal Dispatch|Service Thread|Notification T|Monitor Deflati");

  /**
   * Threads that come with work and go some time after it; so do the connections of the libraries
   * they belong to. How many there may be at most.
   */
  private static final Map<String, Integer> ELASTIC =
      Map.of(
          "dtls-#",
          0,
          "tls-#",
          4,
          "recordings-#",
          4,
          "http-files-#",
          4,
          "ForkJoinPool.co",
          2,
          "HttpClient-#-Wo",
          8,
          ProcessProbe.OKHTTP,
          12);

  private static final Map<String, Integer> ELASTIC_SOCKETS = Map.of(SocketKinds.OUTGOING, 20);

  /** A counter appears with its first event; there are not many kinds of events. */
  private static final double FIRST_EVENTS = 0.05;

  /** That by which the metrics are asked for. */
  private static final int OWN_CONNECTIONS = 1;

  private static final int TOP_CLASSES = 25;

  private Verdict() {}

  /** Whether nothing goes on any more, and nothing has changed since a moment ago. */
  static boolean settled(Sample before, Sample now) {
    return left(now).isEmpty()
        && without(ELASTIC, before.threads()).equals(without(ELASTIC, now.threads()))
        && without(ELASTIC_SOCKETS, before.descriptors())
            .equals(without(ELASTIC_SOCKETS, now.descriptors()));
  }

  private static Map<String, Integer> without(
      Map<String, Integer> elastic, Map<String, Integer> counts) {
    Map<String, Integer> others = ours(counts);
    others.keySet().removeAll(elastic.keySet());
    return others;
  }

  private static List<String> left(Sample now) {
    List<String> left = new ArrayList<>();
    for (String name : Sampler.COMES_TO_NOTHING.keySet()) {
      if (now.value(name) != 0) {
        left.add("%s: %.0f are left".formatted(name, now.value(name)));
      }
    }
    if (now.value("http") > OWN_CONNECTIONS) {
      left.add("http: %.0f connections are left".formatted(now.value("http") - OWN_CONNECTIONS));
    }
    return left;
  }

  /** What is not as it was; empty when all has returned. */
  static List<String> differences(Sample before, Sample now) {
    List<String> differences = left(now);
    if (now.value("files") != before.value("files")) {
      differences.add(
          "files: %.0f, and were %.0f".formatted(now.value("files"), before.value("files")));
    }
    compare("descriptors", before.descriptors(), now.descriptors(), ELASTIC_SOCKETS, differences);
    compare("threads", ours(before.threads()), ours(now.threads()), ELASTIC, differences);
    compare("series", before.roomSeries(), now.roomSeries(), Map.of(), differences);
    if (now.allOtherSeries() > before.allOtherSeries() * (1 + FIRST_EVENTS)) {
      differences.add(
          "series: %d that no room has, and were %d"
              .formatted(now.allOtherSeries(), before.allOtherSeries()));
    }
    if (now.value("named") != 0) {
      differences.add("series: %.0f name somebody who is gone".formatted(now.value("named")));
    }
    if (now.value("failures") != 0) {
      differences.add("%.0f exceptions at a loop's boundary".formatted(now.value("failures")));
    }
    return differences;
  }

  private static Map<String, Integer> ours(Map<String, Integer> threads) {
    Map<String, Integer> ours = new TreeMap<>(threads);
    ours.keySet().removeIf(name -> OF_THE_JVM.matcher(name).matches());
    return ours;
  }

  private static void compare(
      String what,
      Map<String, Integer> before,
      Map<String, Integer> now,
      Map<String, Integer> elastic,
      List<String> differences) {
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      int then = before.getOrDefault(name, 0);
      int found = now.getOrDefault(name, 0);
      if (elastic.containsKey(name) ? found > elastic.get(name) : then != found) {
        differences.add("%s: %d of %s, and were %d".formatted(what, found, name, then));
      }
    }
  }

  /** What is wrong with the heap over all marks; empty when nothing is. */
  static List<String> heap(List<Mark> marks) {
    List<String> wrong = new ArrayList<>();
    long first = marks.get(0).liveBytes();
    long last = marks.get(marks.size() - 1).liveBytes();
    if (last - first > HEAP_TOLERANCE_BYTES) {
      wrong.add("heap: %d bytes are alive, and were %d".formatted(last, first));
    }
    double slope = slope(marks);
    if (marks.size() > 3 && slope > HEAP_GROWTH_BYTES_PER_CYCLE) {
      wrong.add("heap: grows by %.0f bytes in each cycle".formatted(slope));
    }
    return wrong;
  }

  /** Bytes by which the heap grows from one mark to the next: least squares. */
  static double slope(List<Mark> marks) {
    double meanX = (marks.size() - 1) / 2.0;
    double meanY = marks.stream().mapToLong(Mark::liveBytes).average().orElse(0);
    double above = 0;
    double below = 0;
    for (int i = 0; i < marks.size(); i++) {
      above += (i - meanX) * (marks.get(i).liveBytes() - meanY);
      below += (i - meanX) * (i - meanX);
    }
    return below == 0 ? 0 : above / below;
  }

  /** The classes of which there is most more than before. */
  static List<String> growth(Mark before, Mark now) {
    Map<String, long[]> grown = new LinkedHashMap<>();
    now.live()
        .forEach(
            (name, live) -> {
              ProcessProbe.Live then =
                  before.live().getOrDefault(name, new ProcessProbe.Live(0, 0));
              grown.put(
                  name,
                  new long[] {live.bytes() - then.bytes(), live.instances() - then.instances()});
            });
    return grown.entrySet().stream()
        .filter(each -> each.getValue()[0] > 0)
        .sorted((a, b) -> Long.compare(b.getValue()[0], a.getValue()[0]))
        .limit(TOP_CLASSES)
        .map(
            each ->
                String.format(
                    Locale.ROOT,
                    "%+12d bytes %+8d  %s",
                    each.getValue()[0],
                    each.getValue()[1],
                    each.getKey()))
        .toList();
  }
}

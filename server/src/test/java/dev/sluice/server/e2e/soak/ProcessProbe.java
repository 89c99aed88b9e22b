package dev.sluice.server.e2e.soak;

import dev.sluice.server.e2e.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What Linux, and {@code jcmd}, tell of a JVM. */
final class ProcessProbe {

  private static final double TICKS_PER_SECOND = 100;
  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;
  private static final int HISTOGRAM_HEADER = 2;

  /** Its threads change their names with what they do. */
  static final String OKHTTP = "okhttp";

  private final long pid;
  private final Map<Integer, String> ports;
  private final Path directory;

  /**
   * @param ports which TCP ports the process listens at, and what for
   */
  ProcessProbe(long pid, Map<Integer, String> ports) {
    this.pid = pid;
    this.ports = ports;
    directory = Path.of("/proc", Long.toString(pid));
  }

  /** Instances and bytes of a class that are alive. */
  record Live(long instances, long bytes) {}

  /** Seconds of CPU since its start. */
  double cpuSeconds() {
    // the name in brackets may hold spaces
    String stat = read(directory.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]))
        / TICKS_PER_SECOND;
  }

  long residentBytes() {
    return read(directory.resolve("status"))
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .sum();
  }

  /**
   * Descriptors by kind: {@code file}, {@code eventpoll} and so on, sockets by what they are for.
   */
  Map<String, Integer> descriptors() {
    Map<String, String> sockets = SocketKinds.of(pid, ports);
    Map<String, Integer> kinds = new TreeMap<>();
    for (Path each : list(directory.resolve("fd"))) {
      try {
        String target = Files.readSymbolicLink(each).toString();
        kinds.merge(
            sockets.getOrDefault(target.replaceAll("\\D", ""), kind(target)), 1, Integer::sum);
      } catch (IOException e) {
        // closed meanwhile
      }
    }
    return kinds;
  }

  private static String kind(String target) {
    if (target.startsWith("/")) {
      return target.startsWith("/dev") ? "device" : "file";
    }
    return target.replaceAll("anon_inode:|[\\[\\]]|:.*", "");
  }

  /** Threads by name, numbers left out: {@code media-#}; those of OkHttp under one. */
  Map<String, Integer> threads() {
    Map<String, Integer> names = new TreeMap<>();
    for (Path each : list(directory.resolve("task"))) {
      try {
        String name = Files.readString(each.resolve("comm")).strip();
        names.merge(
            name.replaceAll("(?i)^ok(http|io).*", OKHTTP).replaceAll("\\d+", "#"), 1, Integer::sum);
      } catch (IOException e) {
        // ended meanwhile
      }
    }
    return names;
  }

  /** Collects garbage; by class, what is alive, the largest first. */
  Map<String, Live> histogram() {
    Map<String, Live> classes = new LinkedHashMap<>();
    jcmd("GC.class_histogram")
        .lines()
        .skip(1 + HISTOGRAM_HEADER)
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words.length >= 4 && words[0].endsWith(":"))
        .forEach(
            words ->
                classes.put(
                    words[3], new Live(Long.parseLong(words[1]), Long.parseLong(words[2]))));
    return classes;
  }

  /** What the JVM took of the machine's memory, in its own words. */
  String nativeMemory() {
    return jcmd("VM.native_memory", "summary");
  }

  private String jcmd(String... order) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    words.add(Long.toString(pid));
    words.addAll(List.of(order));
    try {
      return Tools.run(words.toArray(String[]::new));
    } catch (IOException e) {
      throw new UncheckedIOException("jcmd has no answer", e);
    }
  }

  private static List<Path> list(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the server is gone", e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("the server is gone", e);
    }
  }
}

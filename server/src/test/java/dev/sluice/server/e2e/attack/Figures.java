package dev.sluice.server.e2e.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table of what each attack did. */
final class Figures {

  private static final Path FILE = Path.of("target", "attack-figures.txt");

  private final List<String> lines = new ArrayList<>();

  Figures() {
    lines.add(
        "%-36s %10s %6s %6s %7s %7s %6s %6s %6s %6s %7s"
            .formatted(
                "", "sent", "fps", "still", "jitter", "audio", "lost", "CPU", "RSS", "heap",
                "healthz"));
    lines.add(
        "%-36s %10s %6s %6s %7s %7s %6s %6s %6s %6s %7s"
            .formatted("", "", "", "s", "ms", "ms", "%", "cores", "MB", "MB", "ms"));
  }

  /**
   * One line.
   *
   * @param cores of CPU that the server took on average
   */
  void add(
      String what,
      String sent,
      CallQuality call,
      double cores,
      long residentMegabytes,
      String heapMegabytes,
      String answerMillis) {
    lines.add(
        String.format(
            Locale.ROOT,
            "%-36s %10s %6.1f %6.2f %7.1f %7.1f %6.2f %6.2f %6d %6s %7s",
            what,
            sent,
            call.framesPerSecond(),
            call.standstillSeconds(),
            call.jitterMillis(),
            call.audioJitterMillis(),
            call.lostPercent(),
            cores,
            residentMegabytes,
            heapMegabytes,
            answerMillis));
  }

  /** Written to {@code target/attack-figures.txt} and to standard output. */
  void publish() {
    String table = String.join("\n", lines) + "\n";
    System.out.println(table);
    try {
      Files.writeString(FILE, table);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.sluice.server.e2e.metrics;

import dev.sluice.server.e2e.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Prometheus' own judge of metrics pages. */
final class Promtool {

  private Promtool() {}

  /** What {@code promtool check metrics} complains about; a line each. */
  static List<String> complaintsAbout(String page) {
    String program = Tools.require("promtool").toString();
    try {
      Path file = Files.createTempFile(Path.of("target"), "metrics-", ".txt");
      Files.writeString(file, page);
      Process process =
          new ProcessBuilder(program, "check", "metrics")
              .redirectInput(file.toFile())
              .redirectErrorStream(true)
              .start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("promtool does not run", e);
    }
  }
}

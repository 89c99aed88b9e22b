package dev.sluice.server.e2e.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Figures for people, printed and kept in a file. */
final class ProofTable {

  private final Path file;
  private final String title;
  private final List<String> lines = new ArrayList<>();

  /**
   * An empty table.
   *
   * @param name of the file in {@code target}
   */
  ProofTable(String name, String title) {
    this.file = Path.of("target", name);
    this.title = title;
  }

  void add(String line) {
    lines.add(line);
  }

  void publish() {
    if (lines.isEmpty()) {
      return;
    }
    String table = title + "%n%s%n".formatted(String.join(System.lineSeparator(), lines));
    System.out.println(table);
    try {
      Files.writeString(file, table);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}

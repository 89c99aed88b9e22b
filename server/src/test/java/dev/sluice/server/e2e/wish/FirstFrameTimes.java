package dev.sluice.server.e2e.wish;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How long viewers waited for their first picture: a table for people. */
final class FirstFrameTimes {

  private final Path file;
  private final List<String> lines = new ArrayList<>();

  /**
   * An empty table.
   *
   * @param name of the file in {@code target}
   */
  FirstFrameTimes(String name) {
    this.file = Path.of("target", name);
  }

  void add(String publisher, String viewer, long millis) {
    lines.add("%-28s -> %-12s %6d ms".formatted(publisher, viewer, millis));
  }

  /** Prints the table and writes it to a file. */
  void publish() {
    if (lines.isEmpty()) {
      return;
    }
    String table =
        "From a viewer's POST to its first decoded frame (Pion: to the first whole keyframe):%n%s%n"
            .formatted(String.join(System.lineSeparator(), lines));
    System.out.println(table);
    try {
      Files.writeString(file, table);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}

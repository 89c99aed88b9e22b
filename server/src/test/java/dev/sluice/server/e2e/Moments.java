package dev.sluice.server.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** How long something took, for {@code server/target/proxy-figures.txt}; nothing is asserted. */
final class Moments {

  private static final Path FILE = Path.of("target", "proxy-figures.txt");

  private final long begin = System.nanoTime();

  private Moments() {}

  static Moments fromNow() {
    return new Moments();
  }

  /** Writes a line with the time since. */
  void note(String what) {
    String line =
        String.format(Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - begin) / 1e9, what);
    try {
      Files.writeString(FILE, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.sluice.server.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Files of {@code deploy/} as a test runs them: word for word, but for addresses, ports, paths and
 * certificates, of which each replacement must find what it replaces.
 */
final class DeployedFiles {

  private static final Path DEPLOY = Path.of("..", "deploy");

  private final Path source;
  private final Map<String, String> changes = new LinkedHashMap<>();

  private DeployedFiles(Path source) {
    this.source = source;
  }

  /**
   * @param directory below {@code deploy/}
   */
  static DeployedFiles of(String directory) {
    return new DeployedFiles(DEPLOY.resolve(directory));
  }

  /** Writes {@code to} wherever {@code from} stands. */
  DeployedFiles with(String from, String to) {
    changes.put(from, to);
    return this;
  }

  /** Writes all files into a folder. */
  void into(Path folder) {
    try (Stream<Path> files = Files.walk(source)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      Map<String, Boolean> found = new LinkedHashMap<>();
      changes.keySet().forEach(from -> found.put(from, false));
      for (Path file : all) {
        String text = Files.readString(file);
        for (Map.Entry<String, String> change : changes.entrySet()) {
          found.merge(change.getKey(), text.contains(change.getKey()), Boolean::logicalOr);
          text = text.replace(change.getKey(), change.getValue());
        }
        Path target = folder.resolve(source.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.writeString(target, text);
      }
      if (found.containsValue(false)) {
        throw new AssertionError("not in the files of " + source + ": " + found);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the files of " + source + " cannot be copied", e);
    }
  }
}

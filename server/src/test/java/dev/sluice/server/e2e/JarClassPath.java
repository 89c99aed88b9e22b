package dev.sluice.server.e2e;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The class path with its directories made into jars, as an installation has it: a jar is opened
 * once, but each class of a directory needs a descriptor of its own while it is loaded.
 */
final class JarClassPath {

  private JarClassPath() {}

  static String of(String classPath) {
    List<String> entries = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (!Files.isDirectory(path)) {
        entries.add(entry);
      } else if (path.endsWith("classes")) {
        entries.add(jar(path).toString());
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  private static Path jar(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      Path jar = Files.createTempFile(Path.of("target"), "e2e-", ".jar");
      jar.toFile().deleteOnExit();
      try (OutputStream out = Files.newOutputStream(jar);
          JarOutputStream entries = new JarOutputStream(out)) {
        entries.setLevel(0);
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          entries.putNextEntry(new JarEntry(directory.relativize(file).toString()));
          Files.copy(file, entries);
          entries.closeEntry();
        }
      }
      return jar.toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException("no jar of " + directory, e);
    }
  }
}

package dev.sluice.server.e2e.image;

import dev.sluice.server.e2e.Poll;
import dev.sluice.server.e2e.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Java runtime of the modules that the image has, and {@code sluice.jar} on it. Made of the JDK
 * that runs the tests.
 */
final class TrimmedRuntime {

  private static final Path MODULES = Path.of("..", "deploy", "image", "modules.txt");
  private static final Path JAR = Path.of("target", "sluice.jar");
  private static final Path HOME = Path.of("target", "image-runtime");

  /** Several JVMs start at once, without an archive of classes. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private TrimmedRuntime() {}

  /** The names in {@code modules.txt}. */
  static List<String> modules() throws IOException {
    return Files.readAllLines(MODULES).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split("\\s", 2)[0])
        .toList();
  }

  /** Makes it anew, or skips the test where the JDK cannot. */
  static void make() throws IOException {
    Path jdk = Path.of(System.getProperty("java.home"));
    Tools.requireThat(Files.exists(JAR), "server/target/sluice.jar (mvn package)");
    Tools.requireThat(Files.isDirectory(jdk.resolve("jmods")), "a JDK with jmods");
    if (Files.exists(HOME)) {
      try (Stream<Path> files = Files.walk(HOME)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Tools.run(
        jdk.resolve("bin/jlink").toString(),
        "--add-modules",
        modules().stream().collect(Collectors.joining(",")),
        "--output",
        HOME.toString(),
        "--strip-debug",
        "--no-header-files",
        "--no-man-pages");
  }

  /** Runs a command of the program; what it says, and its end, are in {@code output}. */
  static Process run(Path output, Map<String, String> variables, String... command)
      throws IOException {
    List<String> words =
        new ArrayList<>(List.of(HOME.resolve("bin/java").toString(), "-jar", JAR.toString()));
    words.addAll(List.of(command));
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(variables);
    return builder.start();
  }

  /** Waits for its end. */
  static int end(Process process) {
    Poll.until("the program ends", PATIENCE, process::isAlive, alive -> !alive);
    return process.exitValue();
  }
}

package dev.sluice.server.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** Programs of this machine that tests use. */
public final class Tools {

  private static final long COMMAND_SECONDS = 20;

  private Tools() {}

  /** Where a program is, or the test is skipped. */
  public static Path require(String program) {
    Optional<Path> found = find(program);
    requireThat(found.isPresent(), "the program " + program);
    return found.orElseThrow();
  }

  private static Optional<Path> find(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin");
    return Stream.concat(Stream.of(path.split(":")), Stream.of("/usr/sbin", "/sbin"))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Skips the test, audibly, unless it holds. */
  public static void requireThat(boolean holds, String need) {
    if (!holds) {
      String message = "SKIPPED: this test needs " + need;
      System.err.println(message);
      throw new TestAbortedException(message);
    }
  }

  /**
   * Runs a command to its end.
   *
   * @return what it printed
   * @throws IOException when it fails
   */
  public static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(List.of(command) + " failed: " + output);
      }
      return output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }
}

package dev.sluice.server.e2e;

import dev.sluice.server.app.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The program in a process of its own, such as in another network. */
public final class ServerProcess implements AutoCloseable {

  private final Process process;
  private final Path output;

  private ServerProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Runs a command of the program.
   *
   * @param before words in front of {@code java}, to run it elsewhere
   */
  public static ServerProcess run(String[] before, String command, Map<String, String> variables) {
    return run(before, List.of(command), variables);
  }

  /**
   * Runs a command with options.
   *
   * @param before words in front of {@code java}
   */
  public static ServerProcess run(
      String[] before, List<String> command, Map<String, String> variables) {
    return run(before, classPath(), command, variables);
  }

  /** The same from jars, for what depends on the files that are open. */
  static ServerProcess runFromJars(String[] before, String command, Map<String, String> variables) {
    return run(before, JarClassPath.of(classPath()), List.of(command), variables);
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static ServerProcess run(
      String[] before, String classPath, List<String> command, Map<String, String> variables) {
    List<String> words = new ArrayList<>(List.of(before));
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-Xmx256m");
    words.add("-cp");
    words.add(classPath);
    words.add(Main.class.getName());
    words.addAll(command);
    try {
      Path output = Files.createTempFile(Path.of("target"), "e2e-server-", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().putAll(variables);
      return new ServerProcess(builder.start(), output);
    } catch (IOException e) {
      throw new UncheckedIOException("no JVM for the server", e);
    }
  }

  /** Waits until it has printed this; its whole output. */
  public String says(String text) {
    return says(text, Poll.PATIENCE);
  }

  /** The same, with other patience. */
  public String says(String text, Duration patience) {
    return Poll.until(
        "the server says \"" + text + "\"",
        patience,
        this::output,
        said -> {
          if (!said.contains(text) && !process.isAlive()) {
            throw new AssertionError("the server has ended: " + said);
          }
          return said.contains(text);
        });
  }

  /** Waits for its end; its whole output. */
  public String ends(int exitCode) {
    Poll.until("the server ends", process::isAlive, alive -> !alive);
    if (process.exitValue() != exitCode) {
      throw new AssertionError("exit code " + process.exitValue() + ": " + output());
    }
    return output();
  }

  /** Ends it at once, as the kernel or an operator's {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
    Poll.until("the server is dead", process::isAlive, alive -> !alive);
  }

  /**
   * Sends a signal, as an operator does.
   *
   * @param name such as {@code TERM}
   */
  public void signal(String name) {
    try {
      new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(name, pid()))
          .inheritIO()
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("no shell", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether it has not ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** The process's number. */
  public long pid() {
    return process.pid();
  }

  /** The file of its output. */
  public Path log() {
    return output;
  }

  private String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

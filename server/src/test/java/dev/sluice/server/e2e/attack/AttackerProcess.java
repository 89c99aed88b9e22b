package dev.sluice.server.e2e.attack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** {@link AttackerMain} in a process of its own. Used by one thread. */
final class AttackerProcess implements AutoCloseable {

  private final Process process;
  private final Writer orders;
  private final BufferedReader replies;

  AttackerProcess() {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            AttackerMain.class.getName());
    try {
      process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException("no JVM for the attacker", e);
    }
    orders = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    replies =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    reply();
  }

  /** Begins an attack; what it did is told when it is over. */
  CompletableFuture<String> begin(Attack attack, Target target) {
    try {
      orders.write(attack.name() + " " + target.line() + "\n");
      orders.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the attacker is gone", e);
    }
    return CompletableFuture.supplyAsync(this::reply);
  }

  private String reply() {
    try {
      return String.valueOf(replies.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException("the attacker is gone", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

package dev.sluice.server.app;

import dev.sluice.server.config.ConfigException;
import dev.sluice.server.config.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/**
 * Asks the server on this machine whether it is well, for whoever watches its process: a
 * container's health check, a unit of systemd. Exits with 0 or 1 and nothing else, since Docker
 * keeps the other codes for itself.
 */
@Command(
    name = "healthcheck",
    description = {
      "Asks the server that runs here with this environment whether it is well, says what it",
      "answers in one line, and exits with 0, or with 1 when it is not well or does not answer."
    },
    exitCodeOnInvalidInput = HealthcheckCommand.UNWELL,
    exitCodeOnExecutionException = HealthcheckCommand.UNWELL)
final class HealthcheckCommand implements Callable<Integer> {

  static final int UNWELL = 1;

  private static final long BETWEEN_MILLIS = 200;

  @ParentCommand private Main main;

  @Option(
      names = "--ready",
      description = "asks whether it takes newcomers (/readyz), not whether it lives (/healthz)")
  private boolean ready;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "3",
      description = "how long one answer may take (${DEFAULT-VALUE})")
  private int timeoutSeconds;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "asks again for so long, until the server is well (${DEFAULT-VALUE})")
  private int waitSeconds;

  @Option(
      names = "--pid",
      paramLabel = "PID",
      description = "waits no longer than this process lives: the server's")
  private Long pid;

  @Override
  public Integer call() {
    LocalHealth health;
    try {
      URI server = ServerConfig.localUrl(main.environment());
      health = new LocalHealth(server.resolve(ready ? "/readyz" : "/healthz"), timeoutMillis());
    } catch (ConfigException e) {
      return said(e.getMessage(), UNWELL);
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(waitSeconds);
    while (true) {
      String answer;
      try {
        LocalHealth.Answer given = health.ask();
        answer = given.toString();
        if (given.well()) {
          return said(answer, 0);
        }
      } catch (IOException e) {
        answer = health.url() + ": " + e.getMessage();
      }
      if (System.nanoTime() - deadline >= 0 || hasEnded() || !paused()) {
        return said(answer, UNWELL);
      }
    }
  }

  private boolean hasEnded() {
    return pid != null && ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty();
  }

  private int timeoutMillis() {
    return Math.toIntExact(TimeUnit.SECONDS.toMillis(Math.max(1, Math.min(timeoutSeconds, 3600))));
  }

  private int said(String line, int code) {
    main.out().println(line);
    main.out().flush();
    return code;
  }

  private static boolean paused() {
    try {
      TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

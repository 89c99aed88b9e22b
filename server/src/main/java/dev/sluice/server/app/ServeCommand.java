package dev.sluice.server.app;

import dev.sluice.server.config.Environment;
import dev.sluice.server.config.ServerConfig;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Serves until the process is told to end. */
@Command(name = "serve", description = "Serves until SIGTERM; what happens without a command.")
final class ServeCommand implements Callable<Integer> {

  @ParentCommand private Main main;

  @Override
  public Integer call() {
    return serve(main.environment(), main.out());
  }

  /** Starts, says so in one line, and waits for the end of the process. */
  static int serve(Environment environment, PrintWriter out) {
    Logging.configure(ServerConfig.log(environment));
    Server server = Server.start(ServerConfig.from(environment));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server), "shutdown"));
    out.printf("Sluice %s is ready: %s%n", Version.text(), server.url());
    out.flush();
    waitForTheEnd();
    return 0;
  }

  /**
   * Halts, because after a signal the JVM would end with 128 + its number although all went well.
   */
  private static void end(Server server) {
    server.close();
    Runtime.getRuntime().halt(0);
  }

  private static void waitForTheEnd() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

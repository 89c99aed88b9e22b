package dev.sluice.server.app;

import dev.sluice.server.config.Environment;
import dev.sluice.server.config.ServerConfig;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
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

  /** Starts, says so in one line, and returns when the process has been told to end and has. */
  static int serve(Environment environment, PrintWriter out) {
    Logging.configure(ServerConfig.log(environment));
    Termination termination = Termination.listen();
    Server server = Server.start(ServerConfig.from(environment));
    out.printf("Sluice %s is ready: %s%n", Version.text(), server.url());
    out.flush();
    termination.await(server);
    return 0;
  }
}

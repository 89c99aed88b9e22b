package dev.sluice.server.app;

import dev.sluice.recorder.backup.BackupException;
import dev.sluice.server.config.ConfigException;
import dev.sluice.server.config.Environment;
import dev.sluice.server.config.Manual;
import dev.sluice.server.media.MediaException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The program. What cannot work from the start ends with one sentence and exit code {@value
 * #CANNOT_START}; {@code SIGTERM} ends it with 0.
 */
@Command(
    name = "sluice",
    description = "A WebRTC SFU. Without a command it serves.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    subcommands = {
      ServeCommand.class,
      CheckCommand.class,
      HealthcheckCommand.class,
      ConfigurationCommand.class,
      TokenCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      VerifyCommand.class,
      BackupsCommand.class
    },
    footerHeading = "%nEnvironment (a .env file is read too):%n")
public final class Main implements Callable<Integer> {

  /** The exit code for a bad command line, configuration or environment. */
  static final int CANNOT_START = 2;

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "variables for what the environment leaves unset (.env)")
  private Path envFile;

  @Spec private CommandSpec spec;

  /** Runs the program and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.getCommandSpec().usageMessage().footer(Manual.text().replace("%", "%%"));
    commandLine.setUsageHelpWidth(Manual.WIDTH);
    commandLine.setExecutionExceptionHandler(Main::explain);
    return commandLine;
  }

  @Override
  public Integer call() {
    return ServeCommand.serve(environment(), out());
  }

  /**
   * The variables of this process and of the file.
   *
   * @throws ConfigException when the file cannot be understood
   */
  Environment environment() {
    if (envFile != null && !Files.exists(envFile)) {
      throw new ConfigException("--env-file names " + envFile + ", which does not exist.");
    }
    return Environment.load(System.getenv(), envFile == null ? Path.of(".env") : envFile);
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** One sentence for what people can mend; everything else is a fault of ours. */
  private static int explain(
      Exception failure, CommandLine commandLine, CommandLine.ParseResult result) throws Exception {
    if (failure instanceof ConfigException
        || failure instanceof MediaException
        || failure instanceof StartException) {
      commandLine.getErr().println("sluice: " + failure.getMessage());
      return CANNOT_START;
    }
    if (failure instanceof BackupException) {
      String message = failure.getMessage();
      commandLine
          .getErr()
          .println(
              "sluice: " + message + (message.endsWith("?") || message.endsWith(".") ? "" : "."));
      return failure instanceof BackupException.Busy ? BackupConsole.BUSY : CANNOT_START;
    }
    throw failure;
  }
}

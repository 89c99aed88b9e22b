package dev.sluice.server.e2e.soak;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a soak; {@code deploy/dev/soak.sh} and {@code SoakTest} start it. */
@Command(
    name = "soak",
    description = "Lets people come to a server and leave for some time, and looks what is left.",
    mixinStandardHelpOptions = true)
public final class SoakMain implements Callable<Integer> {

  @Option(names = "--minutes", description = "of the whole soak; 0 for every life twice")
  private int minutes;

  @Option(names = "--seed", description = "of everything that is left to chance")
  private long seed = 1;

  @Option(
      names = "--no-witness",
      negatable = true,
      description = "no two browsers are in a call meanwhile")
  private boolean witness = true;

  @Option(names = "--directory", description = "for the report")
  private Path directory = Path.of("target", "soak");

  @Option(names = "--draw", description = "draws what an earlier soak has measured, and no more")
  private boolean drawOnly;

  @Option(
      names = "--crowd",
      split = ",",
      paramLabel = "PARTICIPANTS",
      description = "measures instead what so many cost who stay, such as 0,50,100")
  private List<Integer> crowd = List.of();

  private SoakMain() {}

  public static void main(String[] arguments) {
    // what is not used any more closes soon, and is not taken for something the server keeps
    System.setProperty("jdk.httpclient.keepalive.timeout", "1");
    // nobody it started outlives it, however it ends
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroy)));
    System.exit(run(arguments));
  }

  /** Whatever goes wrong is told, and threads that would go on do not keep this process. */
  private static int run(String[] arguments) {
    try {
      return new CommandLine(new SoakMain()).execute(arguments);
    } catch (AssertionError e) {
      e.printStackTrace();
      return 1;
    }
  }

  @Override
  public Integer call() throws Exception {
    if (drawOnly) {
      Pictures.draw(directory);
      return 0;
    }
    if (!crowd.isEmpty()) {
      Crowd.measure(crowd);
      return 0;
    }
    SoakPlan plan =
        minutes == 0 ? SoakPlan.small() : SoakPlan.of(Duration.ofMinutes(minutes), witness);
    try (Soak soak = new Soak(plan, seed)) {
      List<String> wrong;
      try {
        wrong = soak.run();
      } finally {
        soak.tell(directory);
      }
      if (minutes > 0) {
        Pictures.draw(directory);
      }
      return wrong.isEmpty() ? 0 : 1;
    }
  }
}

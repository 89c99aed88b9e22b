package dev.sluice.server.app;

import dev.sluice.server.config.Manual;
import dev.sluice.server.config.Reference;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Prints the reference of all variables; reads none of them. */
@Command(
    name = "configuration",
    description = "Prints every variable with its default, what it means and what is allowed.")
final class ConfigurationCommand implements Callable<Integer> {

  @ParentCommand private Main main;

  /** Null when nothing is asked for. */
  @ArgGroup private Form form;

  /** One of them. */
  private static final class Form {

    @Option(names = "--markdown", description = "as the page server/docs/configuration.md")
    private boolean markdown;

    @Option(names = "--env", description = "as a .env file in which every line is a comment")
    private boolean env;
  }

  @Override
  public Integer call() {
    main.out().print(text());
    main.out().flush();
    return 0;
  }

  private String text() {
    if (form != null && form.markdown) {
      return Reference.markdown();
    }
    return form != null && form.env ? Reference.environmentFile() : Manual.text();
  }
}

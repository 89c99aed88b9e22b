package dev.sluice.server.config;

import java.util.ArrayList;
import java.util.List;

/** The reference of all variables, as a page and as a file to begin with. */
public final class Reference {

  private static final String HEAD =
      """
      # Configuration

      Every variable the server reads, printed by the code that parses it:
      `java -jar server/target/sluice.jar configuration --markdown`; `--env` prints a `.env` file to begin with, and
      without either it is text for a terminal. A test compares this page with what is printed.

      * Variables come from the environment and, for what that leaves unset, from the file `.env` in the working
        directory or from the one that `--env-file` names: `NAME=value` lines in UTF-8, as
        [troubleshooting.md](troubleshooting.md#the-env-file) has it. One that is set to nothing counts as not set.
      * A value that is not allowed, and values that contradict one another, stop the start with one sentence and exit
        code 2; `java -jar server/target/sluice.jar check` says so beforehand. What is allowed and has no effect, a name
        that looks like a slip of the pen, and what go-live knew and this server does not, are warned of.
      * Yes and no are `1` and `0`, `true` and `false`, `yes` and `no`, `on` and `off`. Sizes are bytes, or have `K`, `M`,
        `G` or `T` behind (1024 each). Lists have commas between their parts.
      * *secret*: shown in no message, log line, metric or answer. Not even in those about it being wrong.
      * *go-live*: the name and meaning are go-live's; all other variables are Sluice's own.
      """;

  private static final String TABLE =
      """
      | variable | default | what | allowed | example | |
      |---|---|---|---|---|---|
      """;

  private static final String FILE_HEAD =
      """
      # The variables of Sluice, each with its default, or where it has none, with an example.
      # Made by: java -jar sluice.jar configuration --env
      # Take the # away from what you set. docs/configuration.md says more.
      """;

  private Reference() {}

  /** The page {@code server/docs/configuration.md}. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(32_768).append(HEAD);
    for (Section section : Variables.sections()) {
      page.append("\n## ").append(section.title()).append("\n\n");
      page.append(section.about()).append("\n\n").append(TABLE);
      section.variables().forEach(variable -> page.append(row(variable)).append('\n'));
    }
    return page.toString();
  }

  /** A file that sets nothing and names everything. */
  public static String environmentFile() {
    StringBuilder file = new StringBuilder(16_384).append(FILE_HEAD);
    for (Section section : Variables.sections()) {
      file.append("\n# ---- ").append(section.title()).append(": ").append(section.about());
      file.append('\n');
      for (Variable<?> variable : section.variables()) {
        file.append("\n# ").append(variable.meaning());
        file.append("\n# allowed: ").append(variable.allowed());
        file.append("\n#").append(variable.name()).append('=').append(usual(variable));
        file.append('\n');
      }
    }
    return file.toString();
  }

  private static String usual(Variable<?> variable) {
    return variable.defaultText().isEmpty() ? variable.example() : variable.defaultText();
  }

  private static String row(Variable<?> variable) {
    List<String> notes = new ArrayList<>();
    if (variable.isSecret()) {
      notes.add("secret");
    }
    if (GoLive.has(variable)) {
      notes.add("go-live");
    }
    return "| %s | %s | %s | %s | %s | %s |"
        .formatted(
            code(variable.name()),
            code(variable.defaultText()),
            cell(variable.meaning()).replace("*", "\\*"),
            cell(variable.allowed()).replace("*", "\\*"),
            code(variable.example()),
            String.join(", ", notes));
  }

  private static String code(String text) {
    return text.isEmpty() ? "" : "`" + cell(text) + "`";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}

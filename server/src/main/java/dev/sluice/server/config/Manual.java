package dev.sluice.server.config;

/** The manual's list of variables, made from the variables themselves. */
public final class Manual {

  /** The longest line, in characters. */
  public static final int WIDTH = 100;

  private static final String INDENT = "\n      ";

  private Manual() {}

  /** For each variable: name and default, meaning, what is allowed; each begins a line. */
  public static String text() {
    StringBuilder text = new StringBuilder(4096);
    for (Variable<?> variable : Variables.all()) {
      text.append("  ").append(variable.name());
      if (!variable.defaultText().isEmpty()) {
        text.append('=').append(variable.defaultText());
      }
      text.append(INDENT).append(variable.meaning());
      text.append(wrapped("allowed: " + variable.allowed())).append('\n');
    }
    return text.toString();
  }

  private static String wrapped(String text) {
    StringBuilder lines = new StringBuilder();
    int left = 0;
    for (String word : text.split(" ")) {
      if (word.length() >= left) {
        lines.append(INDENT);
        left = WIDTH - INDENT.length();
      } else {
        lines.append(' ');
        left--;
      }
      lines.append(word);
      left -= word.length();
    }
    return lines.toString();
  }
}

package dev.sluice.server.config;

/** The manual's list of variables, made from the variables themselves. */
public final class Manual {

  private Manual() {}

  /** Two lines for each variable: name and default, then meaning and what is allowed. */
  public static String text() {
    StringBuilder text = new StringBuilder(4096);
    for (Variable<?> variable : Variables.all()) {
      text.append("  ").append(variable.name());
      if (!variable.defaultText().isEmpty()) {
        text.append('=').append(variable.defaultText());
      }
      text.append("\n      ")
          .append(variable.meaning())
          .append(" (")
          .append(variable.allowed())
          .append(")\n");
    }
    return text.toString();
  }
}

package dev.sluice.server.config;

/** The manual's list of variables, made from the variables themselves. */
public final class Manual {

  private Manual() {}

  /** Three lines for each variable: name and default, meaning, what is allowed. */
  public static String text() {
    StringBuilder text = new StringBuilder(4096);
    for (Variable<?> variable : Variables.all()) {
      text.append("  ").append(variable.name());
      if (!variable.defaultText().isEmpty()) {
        text.append('=').append(variable.defaultText());
      }
      text.append("\n      ").append(variable.meaning());
      text.append("\n      allowed: ").append(variable.allowed()).append('\n');
    }
    return text.toString();
  }
}

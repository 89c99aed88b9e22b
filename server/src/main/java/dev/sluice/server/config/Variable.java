package dev.sluice.server.config;

/**
 * One environment variable: what the manual says about it and how its text becomes a value are in
 * one place, so that they cannot differ.
 *
 * @param defaultText parsed when the variable is not set
 * @param allowed completes "NAME must be …"
 * @param meaning one line for the manual
 * @param secrecy whether the text may stand in an error message
 * @param parser makes the value
 */
record Variable<T>(
    String name,
    String defaultText,
    String allowed,
    String meaning,
    Secrecy secrecy,
    Parser<T> parser) {

  /** Whether a variable's text may be shown. */
  enum Secrecy {
    PLAIN,
    SECRET
  }

  /** Makes a value of a text. */
  @FunctionalInterface
  interface Parser<T> {
    /**
     * @throws IllegalArgumentException when the text is not allowed
     */
    T parse(String text);
  }

  static <T> Variable<T> plain(
      String name, String defaultText, String allowed, String meaning, Parser<T> parser) {
    return new Variable<>(name, defaultText, allowed, meaning, Secrecy.PLAIN, parser);
  }

  static <T> Variable<T> secret(String name, String allowed, String meaning, Parser<T> parser) {
    return new Variable<>(name, "", allowed, meaning, Secrecy.SECRET, parser);
  }

  T parse(String text) {
    try {
      return parser.parse(text);
    } catch (IllegalArgumentException e) {
      String shown = secrecy == Secrecy.SECRET ? "is not" : "is \"" + text + "\"";
      throw new ConfigException("%s must be %s, but it %s.".formatted(name, allowed, shown), e);
    }
  }
}

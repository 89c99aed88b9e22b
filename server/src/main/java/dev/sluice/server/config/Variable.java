package dev.sluice.server.config;

import java.util.concurrent.TimeUnit;

/**
 * One environment variable: what the manual says about it and how its text becomes a value are in
 * one place, so that they cannot differ.
 *
 * @param defaultText parsed when the variable is not set
 * @param allowed completes "NAME must be …"
 * @param meaning one line for the manual
 * @param secrecy whether the text may stand in an error message
 * @param example a text that is allowed; empty where the default is example enough
 * @param parser makes the value
 */
record Variable<T>(
    String name,
    String defaultText,
    String allowed,
    String meaning,
    Secrecy secrecy,
    String example,
    Parser<T> parser) {

  /** The most of anything that is counted. */
  static final int MAX_COUNT = 1_000_000;

  /** The longest time that a variable in seconds may say: a day. */
  static final int MAX_SECONDS = 24 * 60 * 60;

  /** Longer texts are cut in messages. */
  private static final int MAX_SHOWN = 100;

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
    return new Variable<>(name, defaultText, allowed, meaning, Secrecy.PLAIN, "", parser);
  }

  static <T> Variable<T> secret(String name, String allowed, String meaning, Parser<T> parser) {
    return new Variable<>(name, "", allowed, meaning, Secrecy.SECRET, "", parser);
  }

  /**
   * A time in whole seconds, of a day at most; its value is in nanoseconds.
   *
   * @param least seconds
   */
  static Variable<Long> seconds(String name, int least, long defaultNanos, String meaning) {
    return plain(
        name,
        Long.toString(TimeUnit.NANOSECONDS.toSeconds(defaultNanos)),
        least + " to " + MAX_SECONDS,
        meaning,
        text -> TimeUnit.SECONDS.toNanos(Values.integer(text, least, MAX_SECONDS)));
  }

  /** The same with an example for the manual. */
  Variable<T> example(String text) {
    return new Variable<>(name, defaultText, allowed, meaning, secrecy, text, parser);
  }

  boolean isSecret() {
    return secrecy == Secrecy.SECRET;
  }

  T parse(String text) {
    try {
      return parser.parse(text);
    } catch (IllegalArgumentException e) {
      String shown = isSecret() ? "is not" : "is \"" + shown(text) + "\"";
      throw new ConfigException("%s must be %s, but it %s.".formatted(name, allowed, shown), e);
    }
  }

  /** On one line, however long it is and whatever is in it. */
  static String shown(String text) {
    String line = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    return line.chars().anyMatch(Character::isISOControl)
        ? line.replaceAll("\\p{Cntrl}", "?")
        : line;
  }
}

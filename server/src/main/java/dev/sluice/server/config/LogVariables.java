package dev.sluice.server.config;

import static dev.sluice.server.config.Variable.plain;

import java.util.List;

/** What the log says, and how. */
final class LogVariables {

  static final Variable<LogOptions.Level> LOG_LEVEL =
      plain(
          "LOG_LEVEL",
          "info",
          "trace, debug, info, warn or error",
          "the least important that is logged",
          text -> Values.constant(LogOptions.Level.class, text));

  static final Variable<LogOptions.Format> LOG_FORMAT =
      plain(
          "LOG_FORMAT",
          "text",
          "text or json",
          "how a log line looks",
          text -> Values.constant(LogOptions.Format.class, text));

  static final List<Variable<?>> ALL = List.of(LOG_LEVEL, LOG_FORMAT);

  private LogVariables() {}
}

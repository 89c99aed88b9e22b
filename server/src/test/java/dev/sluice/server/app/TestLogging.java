package dev.sluice.server.app;

import dev.sluice.server.config.LogOptions;

/** Gives the tests' log level back after a test has set up logging. */
final class TestLogging {

  private TestLogging() {}

  static void restore() {
    Logging.configure(new LogOptions(LogOptions.Level.WARN, LogOptions.Format.TEXT));
  }
}

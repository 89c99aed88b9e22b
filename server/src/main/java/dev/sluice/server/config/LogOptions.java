package dev.sluice.server.config;

/**
 * What is logged and how.
 *
 * @param level the least important that is logged
 * @param format one line a record, either way
 */
public record LogOptions(Level level, Format format) {

  /** Importance. */
  public enum Level {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  /** How a line looks. */
  public enum Format {
    /** For people. */
    TEXT,
    /** One JSON object a line, for collectors. */
    JSON
  }
}

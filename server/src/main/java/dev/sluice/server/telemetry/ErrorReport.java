package dev.sluice.server.telemetry;

import java.util.Map;
import java.util.Optional;

/**
 * Something went wrong that nobody expected, as it stands in the log.
 *
 * @param epochMillis when
 * @param logger whose line it is
 * @param message the line's text
 * @param failure the exception, if there was one
 * @param fields what the line is about, see {@link dev.sluice.server.room.LogFields}
 * @param leftOut errors before this one that were not reported, since there were too many
 */
public record ErrorReport(
    long epochMillis,
    String logger,
    String thread,
    String message,
    Optional<Failure> failure,
    Map<String, String> fields,
    long leftOut) {

  /**
   * An exception.
   *
   * @param type the name of its class
   * @param stackTrace with causes, cut off where it becomes long
   */
  public record Failure(String type, String message, String stackTrace) {}

  public ErrorReport {
    fields = Map.copyOf(fields);
  }
}

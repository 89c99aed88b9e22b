package dev.sluice.server.telemetry;

/** Takes reports of errors elsewhere. Called on any thread, a media loop's among them. */
@FunctionalInterface
public interface ErrorSink {

  /** Takes a report, or loses it: never waits, never throws, never logs an error of its own. */
  void onError(ErrorReport report);
}

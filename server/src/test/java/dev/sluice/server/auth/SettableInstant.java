package dev.sluice.server.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A wall clock that stands still until it is moved. */
public final class SettableInstant implements InstantSource {

  private volatile Instant now = Instant.parse("2026-11-26T12:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  /** Moves it. */
  public void advance(Duration duration) {
    now = now.plus(duration);
  }
}

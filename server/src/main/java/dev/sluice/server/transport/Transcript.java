package dev.sluice.server.transport;

import java.util.Objects;

/**
 * The last offer and answer of a session as text for people, without credentials, fingerprints and
 * addresses. Nothing is ever read out of it again.
 */
public record Transcript(String offer, String answer) {

  /** Nothing was written down. */
  public static final Transcript NONE = new Transcript("", "");

  public Transcript {
    Objects.requireNonNull(offer);
    Objects.requireNonNull(answer);
  }
}

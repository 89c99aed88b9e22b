package dev.sluice.server.signaling;

import java.security.SecureRandom;
import java.util.Base64;

/** Names that nobody can guess. Thread-safe. */
public final class RandomNames {

  private static final int BYTES = 16;

  private final SecureRandom random;

  public RandomNames(SecureRandom random) {
    this.random = random;
  }

  /** A name of 128 random bits, fit for URLs and header values. */
  public String next() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

package dev.sluice.server.dtls;

import java.util.Locale;

/**
 * A certificate fingerprint, RFC 8122.
 *
 * @param algorithm the hash function in lower case, such as {@code sha-256}
 * @param value the digest as upper-case hex pairs joined by colons
 */
public record Fingerprint(String algorithm, String value) {

  public Fingerprint {
    algorithm = algorithm.toLowerCase(Locale.ROOT);
    value = value.toUpperCase(Locale.ROOT);
  }

  /** The value of {@code a=fingerprint:}. */
  public String toAttributeValue() {
    return algorithm + " " + value;
  }
}

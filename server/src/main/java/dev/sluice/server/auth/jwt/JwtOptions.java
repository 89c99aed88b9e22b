package dev.sluice.server.auth.jwt;

import dev.sluice.server.auth.RoomPatterns;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What a JWT must say, beside being signed.
 *
 * @param audiences of which {@code aud} must name one; empty when it does not matter
 * @param issuers of which {@code iss} must be one; empty when it does not matter
 * @param leeway by how much clocks may differ
 * @param maxLifetime from {@code iat}, or else from now, to {@code exp}; zero for any
 * @param defaultRooms of tokens that name none; usually none
 */
public record JwtOptions(
    Set<String> audiences,
    Set<String> issuers,
    Duration leeway,
    Duration maxLifetime,
    RoomPatterns defaultRooms) {

  /** Clocks of servers differ by less; as go-live has it. */
  public static final Duration DEFAULT_LEEWAY = Duration.ofSeconds(30);

  /** Only what the standards want. */
  public static final JwtOptions DEFAULTS =
      new JwtOptions(
          Set.of(), Set.of(), DEFAULT_LEEWAY, Duration.ZERO, new RoomPatterns(List.of()));

  public JwtOptions {
    audiences = Set.copyOf(audiences);
    issuers = Set.copyOf(issuers);
  }
}

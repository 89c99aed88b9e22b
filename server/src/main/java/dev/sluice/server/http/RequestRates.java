package dev.sluice.server.http;

/**
 * How much may be asked. Routes say which of their requests count.
 *
 * @param requests of the API, WHIP and WHEP, for each client address
 * @param joins WHIP and WHEP offers and WebSockets, for each client address
 * @param perToken both, for each token, wherever it comes from
 * @param offerBytes bytes of offers, for each client address, since reading one costs time by its
 *     length; whatever a single message may have must fit into the burst
 */
public record RequestRates(
    RateLimit requests, RateLimit joins, RateLimit perToken, RateLimit offerBytes) {

  /** None at all. */
  public static final RequestRates UNLIMITED =
      new RequestRates(RateLimit.OFF, RateLimit.OFF, RateLimit.OFF, RateLimit.OFF);

  /**
   * What a house full of people behind one address does not notice, and a flood does: 50 joins a
   * second and 200 at once, 200 and 1000 with one token, 1 MiB of offers a second and 8 MiB at
   * once.
   */
  public static final RequestRates DEFAULTS =
      new RequestRates(
          RateLimit.OFF,
          new RateLimit(50, 200),
          new RateLimit(200, 1000),
          new RateLimit(1 << 20, 8 << 20));
}

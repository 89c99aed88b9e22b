package dev.sluice.server.config;

import java.net.URI;
import java.util.Optional;

/**
 * How this server goes away when it is told to.
 *
 * @param totalNanos until the last room is moved or closed
 * @param noticeNanos of that, how long nothing is moved yet, so that load balancers notice first;
 *     not more than the total
 * @param pace when in the rest of the time rooms are moved
 * @param uploadNanos how long uploads of recordings get besides, once all files are whole
 * @param standIn who takes the clients meanwhile
 */
public record DrainOptions(
    long totalNanos, long noticeNanos, Pace pace, long uploadNanos, Optional<URI> standIn) {

  /** When rooms are moved. */
  public enum Pace {
    /** One after the other, over the time there is. */
    SPREAD,
    /** All at its end: there is nowhere to go before. */
    LAST
  }

  /**
   * Reads the environment.
   *
   * @throws ConfigException when the notice is longer than all
   */
  static DrainOptions from(Environment environment) {
    long total = environment.value(DrainVariables.DRAIN_SECONDS);
    long notice = environment.value(DrainVariables.DRAIN_NOTICE_SECONDS);
    if (notice > total && environment.has(DrainVariables.DRAIN_NOTICE_SECONDS)) {
      throw new ConfigException(
          "DRAIN_NOTICE_SECONDS is a part of DRAIN_SECONDS and must not be more than that.");
    }
    Optional<URI> standIn = environment.value(DrainVariables.DRAIN_REDIRECT);
    return new DrainOptions(
        total,
        Math.min(notice, total),
        environment
            .value(DrainVariables.DRAIN_PACE)
            .orElse(standIn.isPresent() ? Pace.SPREAD : Pace.LAST),
        environment.value(DrainVariables.DRAIN_UPLOAD_SECONDS),
        standIn);
  }
}

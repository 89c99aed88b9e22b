package dev.sluice.server.app;

import dev.sluice.recorder.backup.Pruning;
import dev.sluice.server.config.ConfigException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which backups are kept: those that either option says. */
final class KeepOptions {

  /** By age alone, a clock that is wrong would leave one only. */
  private static final int LEAST = 3;

  @Option(
      names = "--keep-last",
      paramLabel = "COUNT",
      description = "forgets backups before the last so many, unless --keep-days keeps them")
  private Integer last;

  @Option(
      names = "--keep-days",
      paramLabel = "DAYS",
      description = "forgets backups that are older, but never the last three")
  private Integer days;

  /**
   * @throws ConfigException when a number is out of range
   */
  Pruning.Policy policy() {
    if ((last != null && last < 1) || (days != null && (days < 1 || days > 36_500))) {
      throw new ConfigException("--keep-last must be at least 1, and --keep-days from 1 to 36500.");
    }
    return new Pruning.Policy(
        last == null ? LEAST : last, Optional.ofNullable(days).map(Duration::ofDays));
  }
}

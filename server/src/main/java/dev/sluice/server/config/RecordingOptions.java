package dev.sluice.server.config;

import dev.sluice.recorder.RecordingMode;
import dev.sluice.server.signaling.RecordingRights;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is recorded, where it is kept, and for how long.
 *
 * @param rooms which rooms are recorded without being asked
 * @param startedBy who may start and stop recordings
 * @param maxAge after which recordings are deleted
 * @param maxBytes of all recordings together, before the oldest are deleted
 * @param minFree what must stay free on the disk
 */
public record RecordingOptions(
    Rooms rooms,
    Path directory,
    RecordingMode mode,
    RecordingRights.By startedBy,
    Optional<Duration> maxAge,
    OptionalLong maxBytes,
    MinFree minFree) {

  /** Which rooms are recorded. */
  public enum Rooms {
    /** Those somebody wants recorded. */
    ON_DEMAND,
    ALL
  }

  /**
   * Space that must stay free: some bytes, or a share of the whole disk.
   *
   * @param bytes 0 when it is a share
   * @param percent 0 when it is bytes
   */
  public record MinFree(long bytes, int percent) {

    /** {@code 5G} or {@code 5%}. */
    static MinFree parse(String text) {
      return text.endsWith("%")
          ? new MinFree(0, Values.integer(text.substring(0, text.length() - 1), 0, 99))
          : new MinFree(Values.bytes(text), 0);
    }

    /** The bytes that must be free on a disk of {@code total} bytes. */
    public long bytesOf(long total) {
      return percent == 0 ? bytes : total / 100 * percent;
    }
  }

  /**
   * @throws ConfigException when a variable has no meaning
   */
  static RecordingOptions from(Environment environment) {
    int days = environment.value(RecordingVariables.RECORD_MAX_AGE_DAYS);
    long maxBytes = environment.value(RecordingVariables.RECORD_MAX_BYTES);
    return new RecordingOptions(
        environment.value(RecordingVariables.RECORD_ENABLED) ? Rooms.ALL : Rooms.ON_DEMAND,
        environment.value(RecordingVariables.RECORD_DIR),
        environment.value(RecordingVariables.RECORD_MODE),
        environment.value(RecordingVariables.RECORD_BY),
        days == 0 ? Optional.empty() : Optional.of(Duration.ofDays(days)),
        maxBytes == 0 ? OptionalLong.empty() : OptionalLong.of(maxBytes),
        environment.value(RecordingVariables.RECORD_MIN_FREE));
  }
}

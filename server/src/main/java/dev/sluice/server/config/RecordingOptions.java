package dev.sluice.server.config;

import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.engine.RecorderOptions;
import dev.sluice.recorder.library.RetentionOptions;
import dev.sluice.server.signaling.RecordingRights;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What is recorded, where it is kept, and for how long.
 *
 * @param rooms which rooms are recorded without being asked
 * @param startedBy who may start and stop recordings
 * @param minFree what must stay free on the disk
 * @param retention when recordings are deleted
 * @param recorder its bounds
 */
public record RecordingOptions(
    Rooms rooms,
    Path directory,
    RecordingMode mode,
    RecordingRights.By startedBy,
    MinFree minFree,
    RetentionOptions retention,
    RecorderOptions recorder) {

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
   * @throws ConfigException when a variable has no meaning, or two contradict one another
   */
  static RecordingOptions from(Environment environment) {
    MinFree minFree = environment.value(RecordingVariables.RECORD_MIN_FREE);
    return new RecordingOptions(
        environment.value(RecordingVariables.RECORD_ENABLED) ? Rooms.ALL : Rooms.ON_DEMAND,
        environment.value(RecordingVariables.RECORD_DIR),
        environment.value(RecordingVariables.RECORD_MODE),
        environment.value(RecordingVariables.RECORD_BY),
        minFree,
        retention(environment, minFree),
        RecorderOptions.DEFAULT
            .withQueueBytes(environment.value(RecordingVariables.RECORD_QUEUE_BYTES))
            .withMaxFileDuration(environment.value(RecordingVariables.RECORD_MAX_FILE_MINUTES))
            .withMaxFileBytes(environment.value(RecordingVariables.RECORD_MAX_FILE_BYTES)));
  }

  private static RetentionOptions retention(Environment environment, MinFree minFree) {
    int days = environment.value(RecordingVariables.RECORD_MAX_AGE_DAYS);
    long rotateFree = environment.value(RecordingVariables.RECORD_ROTATE_FREE);
    if (rotateFree != 0 && rotateFree <= minFree.bytes()) {
      throw new ConfigException(
          "RECORD_ROTATE_FREE must be more than RECORD_MIN_FREE, or recordings end before the oldest"
              + " make room.");
    }
    return new RetentionOptions(
        days == 0 ? Optional.empty() : Optional.of(Duration.ofDays(days)),
        environment.value(RecordingVariables.RECORD_MAX_BYTES),
        rotateFree,
        environment.value(RecordingVariables.RECORD_DELETE_COPIES)
            ? RetentionOptions.Copies.DELETE
            : RetentionOptions.Copies.KEEP,
        environment.value(RecordingVariables.RECORD_ROTATE_UNSENT)
            ? RetentionOptions.Unsent.SACRIFICE
            : RetentionOptions.Unsent.KEEP);
  }
}

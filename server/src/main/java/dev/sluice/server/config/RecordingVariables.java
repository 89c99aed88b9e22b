package dev.sluice.server.config;

import static dev.sluice.server.config.Variable.plain;

import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.engine.RecorderOptions;
import dev.sluice.server.signaling.RecordingRights;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The variables of recordings on this machine. */
final class RecordingVariables {

  private static final int MAX_DAYS = 36_500;
  private static final int MAX_FILE_MINUTES = 7 * 24 * 60;
  private static final int MAX_QUEUE_BYTES = 1 << 30;

  static final Variable<Boolean> RECORD_ENABLED =
      plain(
          "RECORD_ENABLED",
          "0",
          "0 or 1",
          "records every room; without, rooms are recorded when somebody asks",
          Values::flag);

  static final Variable<Path> RECORD_DIR =
      plain(
          "RECORD_DIR",
          "records",
          "a directory, which need not exist yet",
          "where recordings are kept; one server for each directory",
          Path::of);

  static final Variable<RecordingMode> RECORD_MODE =
      plain(
          "RECORD_MODE",
          "participant",
          "participant or track",
          "whether a participant's sound and picture share a file, or each track has its own",
          RecordingVariables::mode);

  static final Variable<RecordingRights.By> RECORD_BY =
      plain(
          "RECORD_BY",
          "auto",
          "everyone, admin (with ADMIN_TOKEN), nobody, or auto: everyone on a server without any"
              + " tokens, else admin",
          "who may start and stop recordings",
          text -> Values.constant(RecordingRights.By.class, text));

  static final Variable<Integer> RECORD_MAX_AGE_DAYS =
      plain(
          "RECORD_MAX_AGE_DAYS",
          "0",
          "0 to " + MAX_DAYS,
          "recordings older than this are deleted; 0 keeps them",
          text -> Values.integer(text, 0, MAX_DAYS));

  static final Variable<Long> RECORD_MAX_BYTES =
      plain(
          "RECORD_MAX_BYTES",
          "0",
          "bytes, or a number with K, M, G or T as in 200G",
          "when all recordings are larger than this, the oldest are deleted; 0 for no limit",
          Values::bytes);

  static final Variable<RecordingOptions.MinFree> RECORD_MIN_FREE =
      plain(
          "RECORD_MIN_FREE",
          "1G",
          "bytes, a number with K, M, G or T as in 5G, or a part of the disk as in 5%",
          "when less is free on the disk, recordings end cleanly and none begins; rooms live on",
          RecordingOptions.MinFree::parse);

  static final Variable<Long> RECORD_ROTATE_FREE =
      plain(
          "RECORD_ROTATE_FREE",
          "0",
          "bytes, or a number with K, M, G or T as in 20G",
          "when less is free on the disk, the oldest recordings are deleted; 0 for never",
          Values::bytes);

  static final Variable<Boolean> RECORD_ROTATE_UNSENT =
      plain(
          "RECORD_ROTATE_UNSENT",
          "0",
          "0 or 1",
          "whether RECORD_ROTATE_FREE deletes also what is not uploaded yet",
          Values::flag);

  static final Variable<Boolean> RECORD_DELETE_COPIES =
      plain(
          "RECORD_DELETE_COPIES",
          "0",
          "0 or 1",
          "whether copies in the store are deleted too after RECORD_MAX_AGE_DAYS",
          Values::flag);

  static final Variable<Duration> RECORD_MAX_FILE_MINUTES =
      plain(
          "RECORD_MAX_FILE_MINUTES",
          Long.toString(RecorderOptions.DEFAULT.maxFileDuration().toMinutes()),
          "1 to " + MAX_FILE_MINUTES,
          "after which a file gives way to the next, at the next keyframe",
          text -> Duration.ofMinutes(Values.integer(text, 1, MAX_FILE_MINUTES)));

  static final Variable<Long> RECORD_MAX_FILE_BYTES =
      plain(
          "RECORD_MAX_FILE_BYTES",
          "0",
          "bytes, or a number with K, M, G or T as in 4G",
          "the same by size; 0 for any",
          Values::bytes);

  static final Variable<Integer> RECORD_QUEUE_BYTES =
      plain(
          "RECORD_QUEUE_BYTES",
          "8M",
          "a power of two from 64K to 1G",
          "how far the disk may be behind each media loop before packets are dropped",
          RecordingVariables::queueBytes);

  static final List<Variable<?>> ALL =
      List.of(
          RECORD_ENABLED,
          RECORD_DIR,
          RECORD_MODE,
          RECORD_BY,
          RECORD_MAX_AGE_DAYS,
          RECORD_MAX_BYTES,
          RECORD_MIN_FREE,
          RECORD_ROTATE_FREE,
          RECORD_ROTATE_UNSENT,
          RECORD_DELETE_COPIES,
          RECORD_MAX_FILE_MINUTES,
          RECORD_MAX_FILE_BYTES,
          RECORD_QUEUE_BYTES);

  private RecordingVariables() {}

  private static int queueBytes(String text) {
    long bytes = Values.bytes(text);
    Values.require(bytes <= MAX_QUEUE_BYTES);
    // the recorder itself knows what it can use
    return RecorderOptions.DEFAULT.withQueueBytes((int) bytes).queueBytes();
  }

  private static RecordingMode mode(String text) {
    return switch (text) {
      case "participant" -> RecordingMode.PER_PARTICIPANT;
      case "track" -> RecordingMode.PER_TRACK;
      default -> throw new IllegalArgumentException("no mode");
    };
  }
}

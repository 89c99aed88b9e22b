package dev.sluice.server.config;

import static dev.sluice.server.config.Variable.plain;

import dev.sluice.recorder.RecordingMode;
import dev.sluice.server.signaling.RecordingRights;
import java.nio.file.Path;
import java.util.List;

/** The variables of recordings on this machine. */
final class RecordingVariables {

  private static final int MAX_DAYS = 36_500;

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

  static final List<Variable<?>> ALL =
      List.of(
          RECORD_ENABLED,
          RECORD_DIR,
          RECORD_MODE,
          RECORD_BY,
          RECORD_MAX_AGE_DAYS,
          RECORD_MAX_BYTES,
          RECORD_MIN_FREE);

  private RecordingVariables() {}

  private static RecordingMode mode(String text) {
    return switch (text) {
      case "participant" -> RecordingMode.PER_PARTICIPANT;
      case "track" -> RecordingMode.PER_TRACK;
      default -> throw new IllegalArgumentException("no mode");
    };
  }
}

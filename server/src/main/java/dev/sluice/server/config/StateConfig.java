package dev.sluice.server.config;

import dev.sluice.recorder.library.RetentionOptions;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a server keeps on its disk, and where, for commands that need to know nothing else of it: a
 * machine on which backups are restored has perhaps neither certificate nor keys yet.
 *
 * @param recordings the recordings' directory
 * @param denyList where revoked tokens are kept
 * @param auditLog where the audit log is written
 * @param retention when recordings are deleted
 * @param uploads where recordings are uploaded to
 */
public record StateConfig(
    Path recordings,
    Optional<Path> denyList,
    Optional<Path> auditLog,
    RetentionOptions retention,
    Optional<UploadSettings> uploads) {

  /**
   * Bytes as variables write them: a number, also with K, M, G or T.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static long bytes(String text) {
    return Values.bytes(text);
  }

  /**
   * @throws ConfigException at the first value that cannot be used
   */
  public static StateConfig from(Environment environment) {
    RecordingOptions recording = RecordingOptions.from(environment);
    return new StateConfig(
        recording.directory(),
        environment.value(AccessVariables.DENY_LIST_FILE),
        environment.value(AccessVariables.AUDIT_LOG),
        recording.retention(),
        StoreConfig.settings(environment));
  }
}

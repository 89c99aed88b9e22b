package dev.sluice.server.app;

import dev.sluice.recorder.backup.BackupSource;
import dev.sluice.recorder.backup.BackupSource.StateFile;
import dev.sluice.server.config.StateConfig;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a server keeps besides recordings, by the names that backups have for it. Keys, certificates
 * and the .env file are the operator's, and are never among it.
 */
final class StateFiles {

  private static final String DENY_LIST = "deny-list";
  private static final String AUDIT_LOG = "audit-log";

  /** What {@link AuditFile} puts behind the name of a log that it puts aside. */
  private static final Pattern ASIDE = Pattern.compile("\\.\\d{4}-\\d{2}-\\d{2}\\.\\d{1,9}");

  private StateFiles() {}

  /** All that a backup takes. */
  static BackupSource source(StateConfig config) {
    List<StateFile> files = new ArrayList<>(places(config));
    config.auditLog().ifPresent(log -> files.addAll(aside(log.toAbsolutePath())));
    return new BackupSource(config.recordings(), files);
  }

  /** Where they belong. */
  static List<StateFile> places(StateConfig config) {
    List<StateFile> files = new ArrayList<>();
    config.denyList().ifPresent(path -> files.add(new StateFile(DENY_LIST, path)));
    config.auditLog().ifPresent(path -> files.add(new StateFile(AUDIT_LOG, path)));
    return files;
  }

  private static List<StateFile> aside(Path log) {
    List<StateFile> files = new ArrayList<>();
    String name = log.getFileName().toString();
    if (!Files.isDirectory(log.getParent())) {
      return files;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(log.getParent())) {
      for (Path entry : entries) {
        String found = entry.getFileName().toString();
        if (found.startsWith(name) && ASIDE.matcher(found.substring(name.length())).matches()) {
          files.add(new StateFile(AUDIT_LOG + found.substring(name.length()), entry));
        }
      }
    } catch (IOException e) {
      throw new StartException("AUDIT_LOG cannot be backed up: " + e + ".", e);
    }
    return files;
  }
}

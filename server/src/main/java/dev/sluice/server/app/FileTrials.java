package dev.sluice.server.app;

import dev.sluice.server.config.SignedTokens;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the files that a server writes besides recordings can be written; changes none. */
final class FileTrials {

  private final Findings findings;

  FileTrials(Findings findings) {
    this.findings = findings;
  }

  void run(SignedTokens options) {
    options.denyList().ifPresent(file -> look("DENY_LIST_FILE", file));
    options.auditLog().ifPresent(file -> look("AUDIT_LOG", file));
  }

  /** Both are replaced or put aside at times, for which the directory must be writable. */
  private void look(String variable, Path file) {
    Path directory = file.toAbsolutePath().normalize().getParent();
    if (Files.exists(file) && !Files.isWritable(file)) {
      findings.cannotStart("files", variable + " cannot be written: " + file);
    } else if (!Files.isWritable(directory)) {
      findings.cannotStart(
          "files", "%s cannot be kept in %s, which is not writable".formatted(variable, directory));
    } else {
      findings.ok("files", "%s can be written: %s".formatted(variable, file));
    }
  }
}

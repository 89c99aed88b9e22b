package dev.sluice.recorder.library;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes the SHA-256 of files that are whole in their manifests, one file after the other on the
 * library's thread for long work. A file that cannot be read goes without. Thread-safe.
 */
final class Checksums {

  private static final Logger log = LoggerFactory.getLogger(Checksums.class);

  private final ManifestSaver saver;
  private final Executor thread;

  Checksums(ManifestSaver saver, Executor thread) {
    this.saver = saver;
    this.thread = thread;
  }

  /** The files that lack one, of a recording that was there at the start. */
  void complete(Entry entry) {
    for (RecordingSummary.File file : entry.summary().files()) {
      if (file.whole() && file.local() && !file.digested()) {
        of(entry, file.name());
      }
    }
  }

  /** Of one file, soon. */
  void of(Entry entry, String name) {
    try {
      thread.execute(() -> note(entry, name));
    } catch (RejectedExecutionException e) {
      // closing; at the next start it is seen to be missing
    }
  }

  private void note(Entry entry, String name) {
    try {
      String sha256 = FileChecksum.sha256(entry.folder(), name);
      entry.update(manifest -> manifest.changingFile(name, file -> file.withSha256(sha256)));
      saver.changed(entry);
    } catch (IOException | ManifestException e) {
      log.debug("no checksum of {}: {}", name, e.toString());
    }
  }
}

package dev.sluice.recorder.backup;

import dev.sluice.recorder.library.Manifest;
import dev.sluice.recorder.library.ManifestException;
import dev.sluice.recorder.library.ManifestFile;
import dev.sluice.recorder.library.ManifestJson;
import java.time.Instant;
import java.util.Set;

/**
 * What a manifest says once its recording was brought back. Of a file that is here again nobody
 * knows whether the store has it still: it may have been deleted there since, or uploaded since; so
 * the server is to look, before it uploads it or lets it go. A file that is not here again is in
 * the store, if it was there, or else lost.
 */
final class RestoredManifest {

  private RestoredManifest() {}

  /**
   * @param document as it was backed up; what cannot be understood, such as one of a later version,
   *     stays as it is
   * @param here names of the media files that were brought back
   * @param keepUntil until then retention leaves the recording alone
   */
  static byte[] of(byte[] document, Set<String> here, Instant now, Instant keepUntil) {
    Manifest manifest;
    try {
      manifest = ManifestJson.decode(document);
    } catch (ManifestException e) {
      return document;
    }
    Manifest changed =
        manifest
            .withFiles(manifest.files().stream().map(file -> restored(file, here, now)).toList())
            .keptUntil(keepUntil);
    return ManifestJson.encode(changed);
  }

  private static ManifestFile restored(ManifestFile file, Set<String> here, Instant now) {
    if (here.contains(file.name())) {
      return file.restored();
    }
    if (!file.local() || !file.whole()) {
      // in the store only; or what is to be made whole, which finds that it is missing
      return file;
    }
    return file.remote()
        ? file.withLocalDeleted(now)
        : file.damaged(0, "it was not in the backup that the recording was restored from");
  }
}

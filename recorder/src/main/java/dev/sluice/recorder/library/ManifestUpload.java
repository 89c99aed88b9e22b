package dev.sluice.recorder.library;

import java.time.Instant;

/**
 * A file's whole and verified copy in an object store.
 *
 * @param key of the object
 * @param etag of the object, without quotes
 * @param verifiedAt when it was found whole there; only since then the local file may go
 */
public record ManifestUpload(String key, String etag, Instant verifiedAt) {

  public ManifestUpload {
    verifiedAt = Instant.ofEpochMilli(verifiedAt.toEpochMilli());
  }
}

package dev.sluice.recorder.library;

import java.time.Instant;
import java.util.Optional;

/**
 * A file's copy in an object store.
 *
 * @param key of the object; empty as long as none was chosen
 * @param verifiedAt when it was found whole there; only then the local file may go
 */
public record ManifestUpload(State state, String key, Optional<Instant> verifiedAt) {

  /** How far the copy is. */
  public enum State {
    /** It waits, or is under way. */
    PENDING,
    /** All of it is there, and its checksum was compared. */
    VERIFIED,
    /** The store will not take it, whatever is tried. */
    GIVEN_UP
  }

  /** It waits for its turn. */
  public static ManifestUpload pending(String key) {
    return new ManifestUpload(State.PENDING, key, Optional.empty());
  }

  public static ManifestUpload verified(String key, Instant at) {
    return new ManifestUpload(State.VERIFIED, key, Optional.of(at));
  }
}

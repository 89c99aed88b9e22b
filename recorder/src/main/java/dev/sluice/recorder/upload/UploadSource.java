package dev.sluice.recorder.upload;

import dev.sluice.recorder.RecordingId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Whose files are uploaded: the library. Called on upload threads, never while a lock of the queue
 * is held; may read and write files.
 */
public interface UploadSource {

  /**
   * All finished media files that the store does not have yet. Asked once, at start, when files
   * that a dead server left have been repaired. Uploads that were begun of other files are given
   * up.
   */
  List<UploadFile> pending() throws IOException;

  /**
   * The manifest of a recording; empty when there is no such recording any more, or it is being
   * deleted: what is put there after that deletion went through the store is to be deleted again.
   */
  Optional<UploadFile> manifest(RecordingId recording);

  /**
   * The store has the whole file, and that was verified. Told at least once; the manifest says so
   * when this returns.
   *
   * @throws IOException when it cannot be noted: told again later
   */
  void uploaded(UploadFile file, RemoteCopy copy) throws IOException;

  /**
   * Deletes the local media file, which the store has: {@code DELETE_RECORDING_AFTER_UPLOAD}. Comes
   * after {@link #uploaded}, at least once.
   */
  void deleteLocal(UploadFile file) throws IOException;

  /**
   * What the store has.
   *
   * @param key where
   * @param sha256 of all bytes, in hexadecimal
   * @param verification how it is known
   */
  record RemoteCopy(
      String key,
      long bytes,
      String etag,
      String sha256,
      Verification verification,
      long verifiedAtMillis) {}

  /** How it is known that the store has what was sent. */
  enum Verification {
    /** Its size and its ETag are what they must be. */
    ETAG,
    /** It was read back, and compared. */
    READ_BACK
  }
}

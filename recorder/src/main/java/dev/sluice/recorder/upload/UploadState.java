package dev.sluice.recorder.upload;

import dev.sluice.recorder.upload.UploadSource.RemoteCopy;
import java.util.List;
import java.util.Optional;

/**
 * What is kept of the upload of one file over restarts.
 *
 * @param version of this form
 * @param recording the id of whose it is
 * @param name below the recordings' directory
 * @param sinceMillis when the file was begun
 * @param waitingSinceMillis when it was finished; 0 while it is not
 * @param uploadId of the multipart upload; empty when there is none
 * @param plan how the file is cut: not to be changed in the middle
 * @param parts that the store took, by number
 * @param copy null until it was verified
 */
record UploadState(
    int version,
    String recording,
    String name,
    long sinceMillis,
    long waitingSinceMillis,
    Phase phase,
    String key,
    String uploadId,
    PartPlan plan,
    List<SentPart> parts,
    RemoteCopy copy) {

  static final int VERSION = 1;

  /** How far it is. */
  enum Phase {
    /** Parts are sent. */
    SENDING,
    /** The store says that the object is whole. */
    VERIFYING,
    /** It is. What remains is to say so, and to delete the local file. */
    VERIFIED,
    /** Nobody wants it any more: what the store has of it is to go. */
    ABANDONED
  }

  UploadState {
    parts = List.copyOf(parts);
  }

  Optional<RemoteCopy> verified() {
    return Optional.ofNullable(copy);
  }
}

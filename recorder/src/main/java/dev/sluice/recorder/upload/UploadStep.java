package dev.sluice.recorder.upload;

import dev.sluice.recorder.upload.ObjectStore.StoredPart;
import dev.sluice.recorder.upload.UploadSource.RemoteCopy;
import java.util.List;
import java.util.Optional;

/** The next thing to do for a file. */
sealed interface UploadStep {

  /** Whether it asks the store. */
  default boolean needsStore() {
    return true;
  }

  /** Read the finished file through. */
  record Digest(PartPlan plan) implements UploadStep {
    @Override
    public boolean needsStore() {
      return false;
    }
  }

  /** Send a small file at once. */
  record Put(FileDigest digest) implements UploadStep {}

  record Begin() implements UploadStep {}

  /**
   * @param digests empty when the part must be read first
   */
  record SendPart(String uploadId, int number, long offset, long length, Optional<Digests> digests)
      implements UploadStep {}

  record ListParts(String uploadId) implements UploadStep {}

  record Complete(String uploadId, List<StoredPart> parts) implements UploadStep {
    public Complete {
      parts = List.copyOf(parts);
    }
  }

  /** Have the store drop an upload that another one took the place of. */
  record DropStale(String uploadId) implements UploadStep {}

  /** See whether the object is what was sent. */
  record Verify(FileDigest digest) implements UploadStep {}

  /** Note that it is, and delete the local file where that is wanted. */
  record Conclude(RemoteCopy copy) implements UploadStep {
    @Override
    public boolean needsStore() {
      return false;
    }
  }

  /**
   * Have the store drop what it has of the file.
   *
   * @param uploadId empty when no upload was begun
   * @param object what becomes of an object of this key
   */
  record Abandon(String uploadId, Leftover object) implements UploadStep {
    @Override
    public boolean needsStore() {
      return !uploadId.isEmpty() || object == Leftover.DELETE;
    }
  }

  /** What becomes of an object that nobody asked for any more. */
  enum Leftover {
    /** It was made before, or by somebody else. */
    KEEP,
    /** It was made just now, by us. */
    DELETE
  }

  /** Nothing can be done before the file grows. */
  record Idle() implements UploadStep {
    @Override
    public boolean needsStore() {
      return false;
    }
  }
}

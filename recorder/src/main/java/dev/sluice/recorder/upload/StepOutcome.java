package dev.sluice.recorder.upload;

import dev.sluice.recorder.upload.ObjectStore.StoredPart;
import dev.sluice.recorder.upload.UploadSource.RemoteCopy;
import java.util.List;

/** What came of a step. */
sealed interface StepOutcome {

  record Digested(FileDigest digest) implements StepOutcome {}

  record Begun(String uploadId) implements StepOutcome {}

  record PartSent(SentPart part) implements StepOutcome {}

  record PartsListed(List<StoredPart> parts) implements StepOutcome {
    public PartsListed {
      parts = List.copyOf(parts);
    }
  }

  /** The store says that the object is there. */
  record ObjectMade() implements StepOutcome {}

  /** The store does not know the upload any more. */
  record UploadLost() implements StepOutcome {}

  record StaleDropped() implements StepOutcome {}

  record Matched(RemoteCopy copy) implements StepOutcome {}

  /** There is no object of this key. */
  record ObjectMissing() implements StepOutcome {}

  /** The object is not what was sent. */
  record ObjectDiffers(String how) implements StepOutcome {}

  /** Nothing remains to be done. */
  record Ended() implements StepOutcome {}
}

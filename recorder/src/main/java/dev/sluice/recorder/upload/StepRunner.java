package dev.sluice.recorder.upload;

import dev.sluice.recorder.RecorderEvent.UploadFailure;
import dev.sluice.recorder.upload.ObjectStore.ObjectHead;
import dev.sluice.recorder.upload.UploadOptions.Keep;
import dev.sluice.recorder.upload.UploadOptions.Verify;
import dev.sluice.recorder.upload.UploadSource.RemoteCopy;
import dev.sluice.recorder.upload.UploadSource.Verification;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Does the steps of uploads: speaks with the store, the local files and their owner. Thread-safe.
 */
final class StepRunner {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final UploadOptions options;
  private final ObjectStore store;
  private final UploadSource source;
  private final Journal journal;
  private final UploadClock clock;
  private final AtomicLong sentBytes = new AtomicLong();

  StepRunner(
      UploadOptions options,
      ObjectStore store,
      UploadSource source,
      Journal journal,
      UploadClock clock) {
    this.options = options;
    this.store = store;
    this.source = source;
    this.journal = journal;
    this.clock = clock;
  }

  /** All that was sent. */
  long sentBytes() {
    return sentBytes.get();
  }

  StepOutcome run(UploadFile file, String key, UploadStep step) throws StoreException, IOException {
    try {
      if (step instanceof UploadStep.Digest digest) {
        return new StepOutcome.Digested(FileDigest.read(file.path(), digest.plan()));
      }
      if (step instanceof UploadStep.Put put) {
        return put(file, key, put.digest());
      }
      if (step instanceof UploadStep.Begin) {
        return new StepOutcome.Begun(store.beginMultipart(key, file.contentType()));
      }
      if (step instanceof UploadStep.SendPart part) {
        return send(file, key, part);
      }
      if (step instanceof UploadStep.ListParts list) {
        return new StepOutcome.PartsListed(store.listParts(key, list.uploadId()));
      }
      if (step instanceof UploadStep.Complete complete) {
        store.completeMultipart(key, complete.uploadId(), complete.parts());
        return new StepOutcome.ObjectMade();
      }
      if (step instanceof UploadStep.DropStale stale) {
        store.abortMultipart(key, stale.uploadId());
        return new StepOutcome.StaleDropped();
      }
      if (step instanceof UploadStep.Verify verify) {
        return verify(key, verify.digest());
      }
      if (step instanceof UploadStep.Conclude conclude) {
        return conclude(file, conclude.copy());
      }
      if (step instanceof UploadStep.Abandon abandon) {
        return abandon(key, abandon);
      }
      throw new IllegalArgumentException("nothing to run for " + step);
    } catch (UnknownUploadException e) {
      return new StepOutcome.UploadLost();
    } catch (StoreException e) {
      boolean sends = step instanceof UploadStep.Put || step instanceof UploadStep.SendPart;
      if (sends && Files.notExists(file.path())) {
        // it is not the store's fault
        throw new NoSuchFileException(file.name());
      }
      throw e;
    }
  }

  private StepOutcome put(UploadFile file, String key, FileDigest digest) throws StoreException {
    Content content = new Content.FileRange(file.path(), 0, digest.bytes(), digest.parts().get(0));
    store.put(key, content, file.contentType());
    sentBytes.addAndGet(digest.bytes());
    return new StepOutcome.ObjectMade();
  }

  private StepOutcome send(UploadFile file, String key, UploadStep.SendPart part)
      throws StoreException, IOException {
    Digests digests =
        part.digests().isPresent()
            ? part.digests().get()
            : FileDigest.read(file.path(), part.offset(), part.length());
    Content content = new Content.FileRange(file.path(), part.offset(), part.length(), digests);
    String etag = store.uploadPart(key, part.uploadId(), part.number(), content);
    sentBytes.addAndGet(part.length());
    return new StepOutcome.PartSent(
        new SentPart(part.number(), part.length(), etag, digests.md5()));
  }

  /**
   * ETags are the MD5 of what was sent where the store keeps objects as they are; where they are
   * anything else (SSE-KMS, SSE-C, some other stores), the object is read back.
   */
  StepOutcome verify(String key, FileDigest digest) throws StoreException {
    Optional<ObjectHead> head = store.head(key);
    if (head.isEmpty()) {
      return new StepOutcome.ObjectMissing();
    }
    if (head.get().bytes() != digest.bytes()) {
      return new StepOutcome.ObjectDiffers(
          "the store has %d bytes of %d".formatted(head.get().bytes(), digest.bytes()));
    }
    boolean sameEtag = head.get().etag().equalsIgnoreCase(digest.etag());
    if (sameEtag && options.verification() == Verify.ETAG_OR_READ_BACK) {
      return matched(key, digest, head.get(), Verification.ETAG);
    }
    return readBack(key, digest.bytes()).equals(digest.sha256())
        ? matched(key, digest, head.get(), Verification.READ_BACK)
        : new StepOutcome.ObjectDiffers("what the store gives back is not what was sent");
  }

  private StepOutcome matched(
      String key, FileDigest digest, ObjectHead head, Verification verification) {
    return new StepOutcome.Matched(
        new RemoteCopy(
            key, digest.bytes(), head.etag(), digest.sha256(), verification, clock.epochMillis()));
  }

  private String readBack(String key, long bytes) throws StoreException {
    MessageDigest sha256 = Digests.sha256Digest();
    if (bytes == 0) {
      return Digests.hex(sha256.digest());
    }
    byte[] buffer = new byte[BUFFER_BYTES];
    long total = 0;
    try (InputStream in = store.read(key, 0, bytes)) {
      for (int read = in.read(buffer); read >= 0 && total <= bytes; read = in.read(buffer)) {
        sha256.update(buffer, 0, read);
        total += read;
      }
    } catch (IOException e) {
      throw StoreFailures.of(e);
    }
    if (total < bytes) {
      throw new StoreException(
          UploadFailure.TRANSIENT, "the store's answer ended after %d bytes".formatted(total));
    }
    return Digests.hex(sha256.digest());
  }

  private StepOutcome conclude(UploadFile file, RemoteCopy copy) throws IOException {
    // the manifest is about to change: should we die now, it is sent all the same
    journal.saveManifest(file.recording());
    source.uploaded(file, copy);
    if (options.keep() == Keep.REMOTE_ONLY) {
      source.deleteLocal(file);
    }
    return new StepOutcome.Ended();
  }

  private StepOutcome abandon(String key, UploadStep.Abandon abandon) throws StoreException {
    if (!abandon.uploadId().isEmpty()) {
      store.abortMultipart(key, abandon.uploadId());
    }
    if (abandon.object() == UploadStep.Leftover.DELETE) {
      store.delete(key);
    }
    return new StepOutcome.Ended();
  }
}

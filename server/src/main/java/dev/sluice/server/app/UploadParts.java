package dev.sluice.server.app;

import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecorderEvent.DeletionReason;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingObserver;
import dev.sluice.recorder.library.FileListener;
import dev.sluice.recorder.library.RecordingFile;
import dev.sluice.recorder.library.RecordingLibrary;
import dev.sluice.recorder.library.RecordingSummary;
import dev.sluice.recorder.library.RecordingUploads;
import dev.sluice.recorder.upload.ObjectStore;
import dev.sluice.recorder.upload.UploadClock;
import dev.sluice.recorder.upload.UploadFile;
import dev.sluice.recorder.upload.UploadQueue;
import dev.sluice.recorder.upload.UploadSource;
import dev.sluice.recorder.upload.UploadStats;
import dev.sluice.server.config.UploadSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The queue of uploads, and what it hears of the recorder and the library. */
final class UploadParts implements FileListener, RecordingObserver, AutoCloseable {

  private static final long LOOK_MILLIS = 50;

  private final RecordingLibrary library;
  private final UploadQueue queue;
  private final InstantSource clock;

  private UploadParts(RecordingLibrary library, UploadQueue queue, InstantSource clock) {
    this.library = library;
    this.queue = queue;
    this.clock = clock;
  }

  /** Begins to upload what waits, once what a dead server left is whole. */
  static UploadParts start(
      UploadSettings settings,
      ObjectStore store,
      RecordingLibrary library,
      Path directory,
      RecordingObserver observer) {
    UploadQueue queue =
        UploadQueue.start(
            settings.uploads(),
            store,
            new Recovered(library, new RecordingUploads(library)),
            directory,
            UploadClock.SYSTEM,
            new SecureRandom(),
            observer);
    return new UploadParts(library, queue, InstantSource.system());
  }

  UploadStats stats() {
    return queue.stats();
  }

  /**
   * Waits until everything is in the store, as long as the store takes something.
   *
   * @param enough ends the wait
   */
  void finish(Duration patience, BooleanSupplier enough) {
    long begun = System.nanoTime();
    try {
      while (!queue.isIdle()
          && queue.stats().pausedBy().isEmpty()
          && !enough.getAsBoolean()
          && System.nanoTime() - begun < patience.toNanos()) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is not sent goes on after the next start. */
  @Override
  public void close() {
    queue.close();
  }

  @Override
  public void onFileOpened(RecordingFile file) {
    // there is nothing to send yet
  }

  @Override
  public void onFileGrown(RecordingFile file, long headerBytes, long sealedBytes) {
    queue.fileGrown(upload(file), headerBytes, sealedBytes);
  }

  @Override
  public void onFileFinished(RecordingFile file) {
    queue.fileFinished(upload(file));
    queue.recordingChanged(file.recording());
  }

  @Override
  public void onRecordingEnded(RecordingId recording) {
    queue.recordingEnded(recording);
  }

  @Override
  public void onEvent(RecorderEvent event) {
    if (event instanceof RecorderEvent.RecordingDeleted deleted
        && deleted.reason() != DeletionReason.UPLOADED
        && library.find(deleted.recording()).isEmpty()) {
      queue.forget(deleted.recording());
    }
  }

  private UploadFile upload(RecordingFile file) {
    Instant since =
        library.find(file.recording()).map(RecordingSummary::start).orElseGet(clock::instant);
    return RecordingUploads.upload(file, since);
  }

  /** Waits for the recovery before it says what there is to upload. */
  private record Recovered(RecordingLibrary library, UploadSource source) implements UploadSource {

    @Override
    public List<UploadFile> pending() throws IOException {
      try {
        library.recovered().toCompletableFuture().get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      } catch (ExecutionException e) {
        throw new IOException("the recovery failed", e);
      }
      return source.pending();
    }

    @Override
    public Optional<UploadFile> manifest(RecordingId recording) {
      return source.manifest(recording);
    }

    @Override
    public void uploaded(UploadFile file, RemoteCopy copy) throws IOException {
      source.uploaded(file, copy);
    }

    @Override
    public void deleteLocal(UploadFile file) throws IOException {
      source.deleteLocal(file);
    }
  }
}

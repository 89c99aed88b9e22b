package dev.sluice.recorder.library;

import dev.sluice.recorder.RecorderEvent.DeletionReason;
import dev.sluice.recorder.RecorderEvent.RecordingDeleted;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingObserver;
import dev.sluice.recorder.library.LibraryServices.Copies;
import dev.sluice.recorder.upload.StoreException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes recordings, or their local files. The store goes first: what it does not let go stays
 * listed here, so that it can be tried again.
 */
final class Deletion {

  private static final Logger log = LoggerFactory.getLogger(Deletion.class);

  private final RecordingIndex index;
  private final ManifestSaver saver;
  private final LibraryThreads threads;
  private final RecordingObserver observer;
  private final Optional<Copies> copies;
  private final InstantSource clock;

  Deletion(
      RecordingIndex index, ManifestSaver saver, LibraryThreads threads, LibraryServices services) {
    this.index = index;
    this.saver = saver;
    this.threads = threads;
    this.observer = services.observer();
    this.copies = services.copies();
    this.clock = services.clock();
  }

  /** Deletes a recording with its copies in the store. */
  DeleteOutcome everything(RecordingId id, DeletionReason reason) throws IOException {
    Optional<Entry> found = index.find(id);
    if (found.isEmpty()) {
      return DeleteOutcome.UNKNOWN;
    }
    Entry entry = found.get();
    if (!entry.beginDeletion()) {
      return entry.deleted() ? DeleteOutcome.UNKNOWN : DeleteOutcome.BUSY;
    }
    try {
      deleteCopies(entry, reason);
      long bytes = threads.onDisk(entry.folder()::deleteAll);
      index.remove(entry);
      tell(entry, reason, bytes, "everything");
      return DeleteOutcome.DELETED;
    } catch (IOException | RuntimeException e) {
      entry.cancelDeletion();
      saver.changed(entry);
      throw e;
    }
  }

  /**
   * Removes a recording that is over and in which there is nothing. No store has heard of it.
   *
   * @return false when it is not over, or has files
   */
  boolean empty(RecordingId id) throws IOException {
    Optional<Entry> found = index.find(id);
    if (found.isEmpty() || !found.get().summary().files().isEmpty()) {
      return false;
    }
    Entry entry = found.get();
    if (!entry.beginDeletion()) {
      return false;
    }
    try {
      threads.onDisk(entry.folder()::deleteAll);
      index.remove(entry);
      log.info(
          "nothing came, nothing is kept recording={} room={}", id, entry.folder().roomFolder());
      return true;
    } catch (IOException | RuntimeException e) {
      entry.cancelDeletion();
      saver.changed(entry);
      throw e;
    }
  }

  private void deleteCopies(Entry entry, DeletionReason reason) throws IOException {
    TreeSet<String> keys = new TreeSet<>();
    for (RecordingSummary.File file : entry.summary().files()) {
      file.upload().ifPresent(copy -> keys.add(copy.key()));
      file.upload().ifPresent(copy -> keys.add(manifestKey(copy.key())));
    }
    if (copies.isEmpty()) {
      if (!keys.isEmpty()) {
        log.warn(
            "recording={} has copies in a store, which are left there: none is configured now",
            entry.folder().id());
      }
      return;
    }
    boolean mediaThere = !keys.isEmpty();
    keys.add(copies.get().prefix() + entry.folder().relative(RecordingFolder.MANIFEST));
    try {
      for (String key : keys) {
        copy(key);
      }
    } catch (IOException e) {
      if (mediaThere || reason == DeletionReason.REQUESTED) {
        throw e;
      }
      // a store that is down must not keep retention from making room
      log.warn(
          "recording={} goes, its manifest in the store perhaps not: {}",
          entry.folder().id(),
          e.toString());
    }
  }

  /** Deletes an object. */
  void copy(String key) throws IOException {
    if (copies.isEmpty()) {
      return;
    }
    try {
      copies.get().store().delete(key);
    } catch (StoreException e) {
      throw new IOException("the store does not delete " + key + ": " + e.getMessage(), e);
    }
  }

  /** Where the manifest is, when a file is at {@code key}. */
  private static String manifestKey(String key) {
    return key.substring(0, key.lastIndexOf('/') + 1) + RecordingFolder.MANIFEST;
  }

  /** Deletes all local files of a recording; its manifest stays. */
  void localFiles(RecordingId id, DeletionReason reason) throws IOException {
    Optional<Entry> found = index.find(id);
    if (found.isEmpty()) {
      return;
    }
    long bytes = 0;
    for (RecordingSummary.File file : found.get().summary().files()) {
      if (file.local()) {
        bytes += localFile(found.get(), file.name());
      }
    }
    tell(found.get(), reason, bytes, "local files");
  }

  /** Deletes the local copy of a file that is verified to be in the store. */
  void uploaded(RecordingId id, String name) throws IOException {
    Optional<Entry> found = index.find(id);
    if (found.isEmpty()) {
      return;
    }
    RecordingSummary.File file =
        found.get().summary().file(name).orElseThrow(() -> new IOException("no such file"));
    if (!file.remote()) {
      throw new IOException("the file is not known to be in the store");
    }
    if (file.local()) {
      tell(found.get(), DeletionReason.UPLOADED, localFile(found.get(), name), name);
    }
  }

  private long localFile(Entry entry, String name) throws IOException {
    return threads.onDisk(
        () -> {
          // what says that the store has it must be on the disk before the file goes
          saver.save(entry);
          long bytes = entry.folder().delete(name);
          entry.update(
              manifest ->
                  manifest.changingFile(name, file -> file.withLocalDeleted(clock.instant())));
          saver.changed(entry);
          return bytes;
        });
  }

  private void tell(Entry entry, DeletionReason reason, long bytes, String what) {
    log.info(
        "deleted recording={} room={} what={} reason={} bytes={}",
        entry.folder().id(),
        entry.folder().roomFolder(),
        what,
        ManifestJson.word(reason),
        bytes);
    observer.onEvent(new RecordingDeleted(entry.folder().id(), reason, bytes));
  }
}

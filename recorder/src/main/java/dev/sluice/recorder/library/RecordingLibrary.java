package dev.sluice.recorder.library;

import dev.sluice.recorder.RecorderEvent.DeletionReason;
import dev.sluice.recorder.RecordingId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All recordings of a server: what is in its recordings' directory, which belongs to it alone.
 * Knows them all in memory by a summary each; says what a manifest says by reading it. Thread-safe.
 *
 * <p>Opened by {@link #open}: it reads the directory, then recovers what a dead server left, both
 * in the background; recordings that are not recovered yet are listed as such.
 */
public final class RecordingLibrary implements FileListener, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RecordingLibrary.class);

  /** How long opening waits for the list to be complete. */
  private static final long LOAD_PATIENCE_MILLIS = 5_000;

  private final RecordingsDirectory directory;
  private final LibraryThreads threads = new LibraryThreads();
  private final RecordingIndex index = new RecordingIndex();
  private final ManifestSaver saver;
  private final Checksums checksums;
  private final UnfinishedRecordings unfinished;
  private final Deletion deletion;
  private final Housekeeping housekeeping;
  private final Set<RecordingId> beginning = ConcurrentHashMap.newKeySet();
  private final List<FileListener> listeners = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> loaded = new CompletableFuture<>();
  private final CompletableFuture<Void> recovered = new CompletableFuture<>();

  private RecordingLibrary(
      RecordingsDirectory directory,
      LibraryOptions options,
      LibraryServices services,
      FileRepair repair) {
    this.directory = directory;
    this.saver = new ManifestSaver(threads.disk(), services.nanoClock());
    this.checksums = new Checksums(saver, threads.work());
    Recovery recovery = new Recovery(repair, changes(), services.observer(), services.clock());
    this.unfinished =
        new UnfinishedRecordings(index, recovery, threads.work(), this::tellRecordingEnded);
    this.deletion = new Deletion(index, saver, threads, services);
    this.housekeeping = new Housekeeping(index, deletion, directory, options, services);
  }

  /**
   * Takes the directory of recordings, which is made when it is not there.
   *
   * @throws LibraryException when it cannot be used, or another server uses it
   */
  public static RecordingLibrary open(LibraryOptions options, LibraryServices services)
      throws LibraryException {
    return open(options, services, new MatroskaFileRepair());
  }

  static RecordingLibrary open(LibraryOptions options, LibraryServices services, FileRepair repair)
      throws LibraryException {
    RecordingsDirectory directory = new RecordingsDirectory(options.directory());
    directory.take();
    RecordingLibrary library = new RecordingLibrary(directory, options, services, repair);
    library.start();
    return library;
  }

  /**
   * The same, but a directory that is not there is made when something is first recorded; when that
   * fails, {@link #create} does.
   *
   * @throws LibraryException when it is there and cannot be used, or another server uses it
   */
  public static RecordingLibrary openWhenNeeded(LibraryOptions options, LibraryServices services)
      throws LibraryException {
    RecordingsDirectory directory = new RecordingsDirectory(options.directory());
    if (directory.exists()) {
      return open(options, services);
    }
    RecordingLibrary library =
        new RecordingLibrary(directory, options, services, new MatroskaFileRepair());
    library.startEmpty();
    return library;
  }

  /** There is nothing to read yet. */
  private void startEmpty() {
    housekeeping.start(threads.housekeeping(), threads.retention());
    housekeeping.onLoaded();
    loaded.complete(null);
    recovered.complete(null);
  }

  private void start() {
    housekeeping.start(threads.housekeeping(), threads.retention());
    threads.work().execute(this::load);
    try {
      loaded.get(LOAD_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.info("still reading the recordings' directory; the list is not complete yet");
    } catch (ExecutionException e) {
      log.warn("cannot read the recordings' directory: {}", e.getCause().toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void load() {
    try {
      new FolderScan(
              directory.root(),
              id -> beginning.contains(id) || index.find(id).isPresent(),
              this::found)
          .run();
      housekeeping.onLoaded();
      loaded.complete(null);
    } catch (IOException | RuntimeException | Error e) {
      loaded.completeExceptionally(e);
    }
    unfinished.recover();
    recovered.complete(null);
  }

  private void found(Entry entry) {
    if (!index.add(entry)) {
      log.warn("two folders of recording={}; one is left out", entry.folder().id());
      return;
    }
    if (entry.unsaved().isPresent()) {
      saver.changed(entry);
    }
    checksums.complete(entry);
  }

  private void tellRecordingEnded(RecordingId id) {
    listeners.forEach(listener -> listener.onRecordingEnded(id));
  }

  /** Completed when all recordings that were there at the start are listed. */
  public CompletionStage<Void> loaded() {
    return loaded.minimalCompletionStage();
  }

  /** Completed when what a dead server left was recovered, as far as it can be. */
  public CompletionStage<Void> recovered() {
    return recovered.minimalCompletionStage();
  }

  /** {@code listener} hears from now on of files and recordings that recovery makes whole. */
  public void addListener(FileListener listener) {
    listeners.add(listener);
  }

  /**
   * Begins a recording: its folder is there when this returns, its manifest soon after. Blocks for
   * two directories at most.
   *
   * @throws IOException when the folder cannot be made, or the id is taken
   */
  public RecordingFolder create(Manifest manifest) throws IOException {
    RecordingId id = manifest.id();
    if (!beginning.add(id)) {
      throw new IOException("the recording begins already");
    }
    try {
      if (index.find(id).isPresent()) {
        throw new IOException("there is a recording of that id");
      }
      take();
      RecordingFolder folder = RecordingFolder.create(directory.root(), id, manifest.room());
      Entry entry = Entry.begun(folder, manifest);
      index.add(entry);
      saver.changed(entry);
      return folder;
    } finally {
      beginning.remove(id);
    }
  }

  private void take() throws IOException {
    try {
      directory.take();
    } catch (LibraryException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Changes the manifest of a recording; it is on the disk soon after. Does not block for one that
   * is being recorded; of others the manifest may have to be read.
   *
   * @param change called at once, may be called while others wait: it must be quick
   * @return false when there is no such recording any more
   * @throws IOException when the manifest cannot be read
   */
  public boolean update(RecordingId id, UnaryOperator<Manifest> change) throws IOException {
    Optional<Entry> entry = index.find(id);
    if (entry.isEmpty()) {
      return false;
    }
    try {
      boolean there = entry.get().update(change);
      saver.changed(entry.get());
      return there;
    } catch (ManifestException e) {
      throw new IOException("the manifest cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The whole manifest of a recording; may block on the disk.
   *
   * @return empty when there is no such recording
   * @throws IOException when it cannot be read
   */
  public Optional<Manifest> manifest(RecordingId id) throws IOException {
    Optional<Entry> entry = index.find(id);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(entry.get().manifest());
    } catch (ManifestException e) {
      throw new IOException("the manifest cannot be read: " + e.getMessage(), e);
    }
  }

  /** Waits until the manifest of a recording is on the disk as it is now. */
  public void flush(RecordingId id) throws IOException {
    Optional<Entry> entry = index.find(id);
    if (entry.isPresent()) {
      threads.onDisk(
          () -> {
            saver.save(entry.get());
            return null;
          });
    }
  }

  public Optional<RecordingSummary> find(RecordingId id) {
    return index.find(id).map(Entry::summary);
  }

  /** Where the files of a recording are. */
  public Optional<RecordingFolder> folder(RecordingId id) {
    return index.find(id).map(Entry::folder);
  }

  /**
   * Recordings, the newest first.
   *
   * @param after the last one of the page before
   * @param limit at least 1
   */
  public RecordingPage list(RecordingQuery query, Optional<RecordingId> after, int limit) {
    return index.list(query, after, limit);
  }

  /** All recordings, the oldest first. */
  public Collection<RecordingSummary> all() {
    return index.oldestFirst().stream().map(Entry::summary).toList();
  }

  /**
   * Opens a local file for reading.
   *
   * @throws IOException when there is none that can be read
   */
  public FileChannel read(RecordingId id, String name) throws IOException {
    return folder(id).orElseThrow(() -> new IOException("no such recording")).read(name);
  }

  /**
   * Deletes a recording with all files here and in the store. Blocks on both.
   *
   * @throws IOException when the store or the disk fails; then it is listed on, and can be deleted
   *     again
   */
  public DeleteOutcome delete(RecordingId id, DeletionReason reason) throws IOException {
    return deletion.everything(id, reason);
  }

  /**
   * Removes a recording that is over and has no files: folder, manifest, and that it is listed.
   * Nobody is told. Blocks on the disk.
   *
   * @return false when it is not over, or has files
   * @throws IOException when the disk fails; then it is listed on
   */
  public boolean removeEmpty(RecordingId id) throws IOException {
    return deletion.empty(id);
  }

  /**
   * Deletes the local copy of a file that is verified to be in the store. Blocks on the disk.
   *
   * @throws IOException when it is not known to be in the store, or the disk fails
   */
  public void deleteLocal(RecordingId id, String name) throws IOException {
    deletion.uploaded(id, name);
  }

  /** True when a recording is being deleted, or gone. */
  boolean deleting(RecordingId id) {
    return index.find(id).map(Entry::deleted).orElse(true);
  }

  /** Deletes an object of a recording that was deleted while it was uploaded. */
  void forget(String key) throws IOException {
    deletion.copy(key);
  }

  /** What is free on the disk, as it was a second ago; empty while that is not known. */
  public Optional<DiskSpace.Reading> disk() {
    return housekeeping.lastReading();
  }

  /** True while there is too little room for recordings: none may begin or go on. */
  public boolean diskFull() {
    return housekeeping.guard().full();
  }

  /** The disk refused to take what was written, as {@code detail} says. Any thread. */
  public void onDiskRefusal(String detail) {
    housekeeping.onDiskRefusal(detail);
  }

  @Override
  public void onFileOpened(RecordingFile file) {
    // the manifest says so
  }

  @Override
  public void onFileGrown(RecordingFile file, long headerBytes, long sealedBytes) {
    // the file itself tells how long it is
  }

  @Override
  public void onFileFinished(RecordingFile file) {
    index.find(file.recording()).ifPresent(entry -> checksums.of(entry, file.name()));
  }

  @Override
  public void onRecordingEnded(RecordingId recording) {
    // the manifest says so
  }

  private Recovery.Changes changes() {
    return new Recovery.Changes() {
      @Override
      public void update(Entry entry, UnaryOperator<Manifest> change)
          throws IOException, ManifestException {
        entry.update(change);
        saver.changed(entry);
      }

      @Override
      public void recovered(RecordingFile file) {
        onFileFinished(file);
        listeners.forEach(listener -> listener.onFileFinished(file));
      }
    };
  }

  /** Saves what is not saved, and gives the directory back. */
  @Override
  public void close() {
    threads.close(
        () -> {
          for (Entry entry : index.oldestFirst()) {
            try {
              saver.save(entry);
            } catch (IOException e) {
              log.warn(
                  "cannot save the manifest recording={}: {}", entry.folder().id(), e.toString());
            }
          }
        });
    directory.close();
  }
}

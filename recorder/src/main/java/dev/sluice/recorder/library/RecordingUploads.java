package dev.sluice.recorder.library;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.upload.UploadFile;
import dev.sluice.recorder.upload.UploadSource;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What of the library goes to a store, and how it is noted that it is there. Thread-safe. */
public final class RecordingUploads implements UploadSource {

  private static final Logger log = LoggerFactory.getLogger(RecordingUploads.class);

  private final RecordingLibrary library;

  public RecordingUploads(RecordingLibrary library) {
    this.library = library;
  }

  @Override
  public List<UploadFile> pending() {
    List<UploadFile> pending = new ArrayList<>();
    for (RecordingSummary recording : library.all()) {
      for (RecordingSummary.File file : recording.files()) {
        if (file.uploadable()) {
          library
              .folder(recording.id())
              .map(folder -> folder.file(file.name()))
              .map(found -> upload(found, recording.start().plusMillis(file.offsetMillis())))
              .ifPresent(pending::add);
        }
      }
    }
    return pending;
  }

  /** A file as the queue of uploads knows it. */
  public static UploadFile upload(RecordingFile file, Instant since) {
    return new UploadFile(file.recording(), file.relative(), file.path(), since.toEpochMilli());
  }

  @Override
  public Optional<UploadFile> manifest(RecordingId id) {
    Optional<RecordingSummary> recording = library.find(id);
    Optional<RecordingFolder> folder = library.folder(id);
    if (recording.isEmpty() || folder.isEmpty() || library.deleting(id)) {
      return Optional.empty();
    }
    try {
      library.flush(id);
    } catch (IOException e) {
      log.warn("the manifest to upload is not the latest recording={}: {}", id, e.toString());
    }
    return Optional.of(
        new UploadFile(
            id,
            folder.get().relative(RecordingFolder.MANIFEST),
            folder.get().directory().resolve(RecordingFolder.MANIFEST),
            recording.get().start().toEpochMilli()));
  }

  @Override
  public void uploaded(UploadFile upload, RemoteCopy copy) throws IOException {
    String name = upload.name().substring(upload.name().lastIndexOf('/') + 1);
    if (!SafeNames.isFile(name)) {
      // the manifest itself; it cannot say of itself that it is uploaded
      return;
    }
    Optional<Manifest> manifest = library.manifest(upload.recording());
    Optional<ManifestFile> file = manifest.flatMap(now -> now.file(name));
    if (file.isEmpty()) {
      library.forget(copy.key());
      return;
    }
    if (file.get().sha256().map(known -> !known.equals(copy.sha256())).orElse(false)) {
      throw new IOException("the store has other bytes than the file had when it was finished");
    }
    ManifestUpload verified =
        new ManifestUpload(copy.key(), copy.etag(), Instant.ofEpochMilli(copy.verifiedAtMillis()));
    boolean there =
        library.update(
            upload.recording(),
            now ->
                now.changingFile(
                    name, known -> known.withSha256(copy.sha256()).withUpload(verified)));
    if (!there) {
      // it is being deleted, and its copies were gone through before this one was known
      library.forget(copy.key());
      return;
    }
    library.flush(upload.recording());
  }

  @Override
  public void deleteLocal(UploadFile upload) throws IOException {
    String name = upload.name().substring(upload.name().lastIndexOf('/') + 1);
    library.deleteLocal(upload.recording(), name);
  }
}

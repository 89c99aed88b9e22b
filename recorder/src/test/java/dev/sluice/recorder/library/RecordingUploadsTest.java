package dev.sluice.recorder.library;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecorderEvent.DeletionReason;
import dev.sluice.recorder.RecorderEvent.RecordingDeleted;
import dev.sluice.recorder.RecorderEvent.UploadFailure;
import dev.sluice.recorder.upload.Content;
import dev.sluice.recorder.upload.StoreException;
import dev.sluice.recorder.upload.UploadFile;
import dev.sluice.recorder.upload.UploadSource.RemoteCopy;
import dev.sluice.recorder.upload.UploadSource.Verification;
import dev.sluice.recorder.upload.fixture.MemoryStore;
import dev.sluice.recorder.upload.fixture.MemoryStore.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the library tells the queue of uploads, and what becomes of copies in a store. */
class RecordingUploadsTest {

  private static final String NAME = "alice_camera_001.webm";
  private static final String KEY = "prefix/blue/" + Samples.ID + "/" + NAME;
  private static final String MANIFEST_KEY = "prefix/blue/" + Samples.ID + "/manifest.json";

  @TempDir Path root;
  private final MemoryStore store = new MemoryStore();
  private LibraryBench bench;
  private RecordingFolder folder;

  @BeforeEach
  void start() throws IOException {
    bench = new LibraryBench(root);
    bench.store = Optional.of(store);
    bench.uploads = LibraryOptions.Uploads.ON;
    folder =
        bench.left(
            Samples.ID,
            "blue",
            Samples.finished(
                Samples.ID,
                "blue",
                Samples.growing(NAME)
                    .finished(ManifestFile.State.FINISHED, 1_000, 100, List.of(Samples.video()))));
  }

  private void upload(String key) throws StoreException {
    store.put(key, new Content.Bytes(new byte[] {1}), "video/webm");
  }

  private static RemoteCopy copy(String sha256) {
    return new RemoteCopy(
        KEY, 100, "etag", sha256, Verification.READ_BACK, Samples.START.toEpochMilli());
  }

  /** Waits for the checksum that the library computes by itself. */
  private static String sha256(RecordingLibrary library) throws IOException {
    LibraryBench.await(() -> library.find(Samples.ID).orElseThrow().files().get(0).digested());
    return library.manifest(Samples.ID).orElseThrow().files().get(0).sha256().orElseThrow();
  }

  @Test
  void namesWhatIsFinishedAndNotInTheStore() throws Exception {
    bench.left(Samples.id(7), "red", Samples.finished(Samples.id(7), "red"));
    try (RecordingLibrary library = bench.open()) {
      library.create(
          Samples.begun(Samples.id(9), "red").withFile(Samples.growing("bob_camera_001.webm")));
      RecordingUploads uploads = new RecordingUploads(library);
      List<UploadFile> pending = uploads.pending();
      assertEquals(1, pending.size());
      UploadFile file = pending.get(0);
      assertEquals("blue/" + Samples.ID + "/" + NAME, file.name());
      assertEquals(folder.file(NAME).path().toRealPath(), file.path().toRealPath());
      uploads.uploaded(file, copy(sha256(library)));
      assertEquals(List.of(), uploads.pending());
    }
    ManifestUpload noted = folder.load().files().get(0).upload().orElseThrow();
    assertEquals(new ManifestUpload(KEY, "etag", Samples.START), noted);
  }

  @Test
  void offersTheManifestAsItIsNow() throws Exception {
    try (RecordingLibrary library = bench.open()) {
      library.update(Samples.ID, manifest -> manifest.withDurationMillis(99));
      UploadFile manifest = new RecordingUploads(library).manifest(Samples.ID).orElseThrow();
      assertEquals("blue/" + Samples.ID + "/manifest.json", manifest.name());
      assertEquals(99, ManifestJson.decode(Files.readAllBytes(manifest.path())).durationMillis());
      assertEquals(Optional.empty(), new RecordingUploads(library).manifest(Samples.id(3)));
    }
  }

  @Test
  void believesNoCopyOfOtherBytes() throws Exception {
    try (RecordingLibrary library = bench.open()) {
      RecordingUploads uploads = new RecordingUploads(library);
      sha256(library);
      UploadFile file = uploads.pending().get(0);
      assertThrows(IOException.class, () -> uploads.uploaded(file, copy("ff00")));
      assertThrows(IOException.class, () -> uploads.deleteLocal(file));
      assertEquals(100, folder.attributes(NAME).size());
    }
  }

  @Test
  void deletesALocalFileOnlyOnceTheStoreHasIt() throws Exception {
    try (RecordingLibrary library = bench.open()) {
      RecordingUploads uploads = new RecordingUploads(library);
      UploadFile file = uploads.pending().get(0);
      assertThrows(IOException.class, () -> uploads.deleteLocal(file));
      uploads.uploaded(file, copy(sha256(library)));
      uploads.deleteLocal(file);
      uploads.deleteLocal(file);
      assertFalse(Files.exists(folder.file(NAME).path()));
      assertEquals(0, library.find(Samples.ID).orElseThrow().localBytes());
      assertEquals(
          List.of(new RecordingDeleted(Samples.ID, DeletionReason.UPLOADED, 100)), bench.events);
    }
    ManifestFile file = folder.load().files().get(0);
    assertTrue(file.remote());
    assertFalse(file.local());
  }

  @Test
  void deletesCopiesWithTheRecording() throws Exception {
    upload(KEY);
    upload(MANIFEST_KEY);
    upload("prefix/other");
    try (RecordingLibrary library = bench.open()) {
      RecordingUploads uploads = new RecordingUploads(library);
      uploads.uploaded(uploads.pending().get(0), copy(sha256(library)));
      assertEquals(DeleteOutcome.DELETED, library.delete(Samples.ID, DeletionReason.REQUESTED));
    }
    assertEquals(List.of(KEY, MANIFEST_KEY), store.asked(Request.DELETE));
    assertFalse(Files.exists(folder.directory()));
  }

  @Test
  void keepsARecordingWhoseCopiesTheStoreDoesNotLetGo() throws Exception {
    try (RecordingLibrary library = bench.open()) {
      RecordingUploads uploads = new RecordingUploads(library);
      uploads.uploaded(uploads.pending().get(0), copy(sha256(library)));
      store.mood(
          (request, key) -> {
            throw MemoryStore.failure(UploadFailure.TRANSIENT);
          });
      assertThrows(IOException.class, () -> library.delete(Samples.ID, DeletionReason.REQUESTED));
      assertTrue(library.find(Samples.ID).isPresent());
      assertTrue(Files.exists(folder.file(NAME).path()));
      store.mood((request, key) -> true);
      assertEquals(DeleteOutcome.DELETED, library.delete(Samples.ID, DeletionReason.REQUESTED));
    }
  }

  @Test
  void deletesTheCopyOfARecordingThatWasDeletedMeanwhile() throws Exception {
    upload(KEY);
    try (RecordingLibrary library = bench.open()) {
      RecordingUploads uploads = new RecordingUploads(library);
      UploadFile file = uploads.pending().get(0);
      library.delete(Samples.ID, DeletionReason.REQUESTED);
      uploads.uploaded(file, copy("00ff"));
      uploads.deleteLocal(file);
    }
    assertEquals(List.of(MANIFEST_KEY, KEY), store.asked(Request.DELETE));
  }

  @Test
  void deletesTheManifestAlsoWhenNoFileIsKnownToBeInTheStore() throws Exception {
    upload(MANIFEST_KEY);
    try (RecordingLibrary library = bench.open()) {
      RecordingUploads uploads = new RecordingUploads(library);
      store.mood(
          (request, key) -> {
            assertTrue(uploads.manifest(Samples.ID).isEmpty());
            throw MemoryStore.failure(UploadFailure.TRANSIENT);
          });
      assertThrows(IOException.class, () -> library.delete(Samples.ID, DeletionReason.REQUESTED));
      assertTrue(uploads.manifest(Samples.ID).isPresent());
      store.mood((request, key) -> true);
      assertEquals(DeleteOutcome.DELETED, library.delete(Samples.ID, DeletionReason.REQUESTED));
    }
    assertEquals(List.of(), store.keys());
  }

  @Test
  void makesRoomByWhatWasNeverSentAlsoWhileTheStoreFails() throws Exception {
    store.mood(
        (request, key) -> {
          throw MemoryStore.failure(UploadFailure.TRANSIENT);
        });
    try (RecordingLibrary library = bench.open()) {
      assertEquals(DeleteOutcome.DELETED, library.delete(Samples.ID, DeletionReason.FREE_SPACE));
    }
    assertFalse(Files.exists(folder.directory()));
  }

  @Test
  void deletesTheCopyOfARecordingThatIsBeingDeleted() throws Exception {
    String other = "prefix/blue/" + Samples.ID + "/bob_camera_001.webm";
    try (RecordingLibrary library = bench.open()) {
      RecordingUploads uploads = new RecordingUploads(library);
      UploadFile file = uploads.pending().get(0);
      String sha256 = sha256(library);
      library.update(
          Samples.ID,
          now ->
              now.withFile(
                  Samples.whole("bob_camera_001.webm", 50)
                      .withUpload(new ManifestUpload(other, "e", Samples.START))));
      store.mood(
          (request, key) -> {
            if (request == Request.DELETE && key.equals(other)) {
              upload(KEY);
              assertDoesNotThrow(() -> uploads.uploaded(file, copy(sha256)));
            }
            return true;
          });
      assertEquals(DeleteOutcome.DELETED, library.delete(Samples.ID, DeletionReason.REQUESTED));
    }
    assertTrue(store.asked(Request.DELETE).contains(KEY));
    assertFalse(Files.exists(folder.directory()));
  }

  @Test
  void keepsWhatWaitsForItsUploadAndFreesWhatIsSent() throws Exception {
    bench.retention =
        new RetentionOptions(
            Optional.of(Duration.ofDays(1)),
            0,
            0,
            RetentionOptions.Copies.KEEP,
            RetentionOptions.Unsent.KEEP);
    bench.now = Samples.START.plus(Duration.ofDays(3));
    RecordingFolder sent =
        bench.left(
            Samples.id(2),
            "red",
            Samples.finished(
                Samples.id(2),
                "red",
                Samples.whole("bob_camera_001.webm", 50)
                    .withUpload(new ManifestUpload("k", "e", Samples.START))));
    try (RecordingLibrary library = bench.open()) {
      bench.event(0);
      assertEquals(0, library.find(Samples.id(2)).orElseThrow().localBytes());
      assertFalse(Files.exists(sent.file("bob_camera_001.webm").path()));
      assertTrue(Files.exists(folder.file(NAME).path()));
      assertEquals(
          List.of(new RecordingDeleted(Samples.id(2), DeletionReason.AGE, 50)), bench.events);
    }
  }
}

package dev.sluice.recorder.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecorderEvent.UploadFailure;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.backup.RestoreOptions.Existing;
import dev.sluice.recorder.backup.StoreRestore.Media;
import dev.sluice.recorder.library.Manifest;
import dev.sluice.recorder.library.ManifestFile;
import dev.sluice.recorder.library.ManifestJson;
import dev.sluice.recorder.library.ManifestUpload;
import dev.sluice.recorder.library.RecordingFolder;
import dev.sluice.recorder.library.Samples;
import dev.sluice.recorder.upload.Content;
import dev.sluice.recorder.upload.Digests;
import dev.sluice.recorder.upload.fixture.MemoryStore;
import dev.sluice.recorder.upload.fixture.MemoryStore.Request;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreRestoreTest {

  private static final String PREFIX = "calls/";
  private static final String FILE = "a_camera_001.webm";

  @TempDir Path directory;
  private final MemoryStore store = new MemoryStore();

  private static String key(String room, RecordingId id, String name) {
    return PREFIX + room + "/" + id + "/" + name;
  }

  private void put(String key, byte[] bytes) throws Exception {
    store.put(key, new Content.Bytes(bytes), "");
  }

  /** As an upload leaves it, with or without the manifest that says so. */
  private ManifestFile uploaded(String room, RecordingId id, byte[] media) throws Exception {
    put(key(room, id, FILE), media);
    return Samples.whole(FILE, media.length)
        .withSha256(Digests.of(media).sha256())
        .withUpload(new ManifestUpload(key(room, id, FILE), "etag", BackupStage.NOW));
  }

  private void put(Manifest manifest) throws Exception {
    put(
        key(manifest.room(), manifest.id(), RecordingFolder.MANIFEST),
        ManifestJson.encode(manifest));
  }

  private RestoreResult restore(Media media) throws BackupException {
    return restore(media, Selection.ALL);
  }

  private RestoreResult restore(Media media, Selection selection) throws BackupException {
    return restore(media, selection, Existing.LEAVE);
  }

  private RestoreResult restore(Media media, Selection selection, Existing existing)
      throws BackupException {
    return StoreRestore.run(
        store,
        PREFIX,
        media,
        new RestoreOptions(directory, selection, existing, Duration.ofDays(1), List.of()),
        new Transfer(0, System::nanoTime, nanos -> {}, told -> {}),
        () -> BackupStage.NOW);
  }

  private Manifest manifest(String room, RecordingId id) throws Exception {
    return RecordingFolder.open(directory, room, id, room).load();
  }

  private Path file(String room, RecordingId id) {
    return directory.resolve(room).resolve(id.value()).resolve(FILE);
  }

  @Test
  void fetchesWhatWasUploaded() throws Exception {
    byte[] media = BackupStage.media(1, 1_000_000);
    for (int i = 1; i <= 5; i++) {
      RecordingId id = Samples.id(i);
      put(Samples.finished(id, "blue", uploaded("blue", id, media)));
    }
    put("calls/of another program", media);
    put("calls/blue/notes.txt", media);
    put("elsewhere/blue/" + Samples.id(9) + "/" + FILE, media);
    store.listFew(3);

    RestoreResult result = restore(Media.FETCH);

    assertEquals(List.of(), result.problems());
    assertEquals(5, result.restored().size());
    assertArrayEquals(media, Files.readAllBytes(file("blue", Samples.id(3))));
    ManifestFile restored = manifest("blue", Samples.id(3)).files().get(0);
    assertTrue(restored.local() && restored.remote(), "it is not uploaded again");
    assertEquals(5, restore(Media.FETCH).alreadyThere());
  }

  @Test
  void leavesMediaInTheStoreWhenTheIndexIsEnough() throws Exception {
    RecordingId id = Samples.id(1);
    put(Samples.finished(id, "blue", uploaded("blue", id, BackupStage.media(1, 1000))));

    restore(Media.LEAVE);

    assertFalse(Files.exists(file("blue", id)));
    ManifestFile restored = manifest("blue", id).files().get(0);
    assertTrue(restored.remote() && !restored.local(), restored + "");
    assertEquals(List.of(key("blue", id, "manifest.json")), store.asked(Request.READ));
  }

  @Test
  void fetchesWhatNoManifestSaysIsUploaded() throws Exception {
    RecordingId unsaid = Samples.id(1);
    byte[] media = BackupStage.media(1, 1000);
    put(key("blue", unsaid, FILE), media);
    put(
        Samples.finished(
            unsaid, "blue", Samples.whole(FILE, 1000).withSha256(Digests.of(media).sha256())));
    RecordingId without = Samples.id(2);
    put(key("blue", without, FILE), media);

    restore(Media.LEAVE);

    assertArrayEquals(media, Files.readAllBytes(file("blue", unsaid)));
    assertFalse(manifest("blue", unsaid).files().get(0).remote(), "the server is to look itself");
    assertArrayEquals(media, Files.readAllBytes(file("blue", without)));
  }

  @Test
  void saysWhatTheStoreHasNotOrNotAsItWas() throws Exception {
    RecordingId missing = Samples.id(1);
    put(Samples.finished(missing, "blue", Samples.whole(FILE, 1000)));
    RecordingId damaged = Samples.id(2);
    put(Samples.finished(damaged, "blue", uploaded("blue", damaged, BackupStage.media(1, 1000))));
    store.damage(key("blue", damaged, FILE));
    RecordingId cut = Samples.id(3);
    put(Samples.finished(cut, "blue", uploaded("blue", cut, BackupStage.media(1, 1000))));
    store.cut(key("blue", cut, FILE));

    RestoreResult result = restore(Media.FETCH);

    assertEquals(3, result.problems().size(), result.problems() + "");
    assertTrue(result.problems().get(0).contains("it is not in the store"));
    assertTrue(result.problems().get(1).contains("its checksum differs"));
    assertTrue(result.problems().get(2).contains("has 999 bytes"));
    for (RecordingId id : List.of(missing, damaged, cut)) {
      assertEquals(ManifestFile.State.DAMAGED, manifest("blue", id).files().get(0).state());
      assertFalse(Files.exists(file("blue", id)));
    }
  }

  @Test
  void whatWasRecordedWhenTheMachineDiedIsLeftToTheServer() throws Exception {
    RecordingId id = Samples.id(1);
    put(Samples.begun(id, "blue").withFile(Samples.growing(FILE)));
    assertEquals(List.of(), restore(Media.FETCH).problems());
    assertEquals(Manifest.State.RECORDING, manifest("blue", id).state());
  }

  @Test
  void goesOnWhereTheStoreFailed() throws Exception {
    RecordingId id = Samples.id(1);
    byte[] media = BackupStage.media(1, 1000);
    put(Samples.finished(id, "blue", uploaded("blue", id, media)));
    AtomicInteger requests = new AtomicInteger();
    store.mood(
        (request, key) -> {
          if (requests.incrementAndGet() % 2 == 1) {
            throw MemoryStore.failure(UploadFailure.TRANSIENT);
          }
          return true;
        });
    restore(Media.FETCH);
    assertArrayEquals(media, Files.readAllBytes(file("blue", id)));
  }

  @Test
  void endsWhenTheStoreRefuses() throws Exception {
    RecordingId id = Samples.id(1);
    put(Samples.finished(id, "blue", uploaded("blue", id, BackupStage.media(1, 1000))));
    store.mood(
        (request, key) -> {
          if (request == Request.READ && key.endsWith(FILE)) {
            throw MemoryStore.failure(UploadFailure.REFUSED);
          }
          return true;
        });
    BackupException refused = assertThrows(BackupException.class, () -> restore(Media.FETCH));
    assertTrue(refused.getMessage().contains("the store fails"), refused.getMessage());
    assertEquals(List.of(), BackupStage.files(directory.resolve("blue")), "nothing that is half");
  }

  @Test
  void replacesWhatIsDamagedAndLeavesWhatIsWhole() throws Exception {
    byte[] media = BackupStage.media(1, 1000);
    RecordingId whole = Samples.id(1);
    put(Samples.finished(whole, "blue", uploaded("blue", whole, media)));
    RecordingId damaged = Samples.id(2);
    put(Samples.finished(damaged, "blue", uploaded("blue", damaged, media)));
    RecordingId cut = Samples.id(3);
    put(Samples.finished(cut, "blue", uploaded("blue", cut, media)));
    restore(Media.FETCH);
    Files.write(file("blue", damaged), BackupStage.media(2, 1000));
    Files.write(file("blue", cut), BackupStage.media(1, 999));

    RestoreResult result = restore(Media.FETCH, Selection.ALL, Existing.REPLACE);

    assertEquals(List.of(damaged, cut), result.restored());
    assertEquals(1, result.alreadyThere());
    for (RecordingId id : List.of(whole, damaged, cut)) {
      assertArrayEquals(media, Files.readAllBytes(file("blue", id)));
    }
    Path aside = directory.resolve(".replaced/blue");
    assertFalse(Files.exists(aside.resolve(whole.value())));
    assertTrue(Files.exists(aside.resolve(damaged.value())));
  }

  @Test
  void bringsBackOneRoom() throws Exception {
    byte[] media = BackupStage.media(1, 10);
    put(Samples.finished(Samples.id(1), "blue", uploaded("blue", Samples.id(1), media)));
    put(Samples.finished(Samples.id(2), "red", uploaded("red", Samples.id(2), media)));
    Selection red =
        new Selection(Optional.of("red"), Optional.empty(), Optional.empty(), Optional.empty());
    assertEquals(List.of(Samples.id(2)), restore(Media.FETCH, red).restored());
  }
}

package dev.sluice.recorder.library;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingFolderTest {

  @TempDir Path root;

  private static void fill(RecordingFolder folder, String name, int bytes) throws IOException {
    try (FileChannel channel = folder.create(name)) {
      channel.write(ByteBuffer.allocate(bytes));
    }
  }

  @Test
  void keepsAManifestBesideItsFiles() throws Exception {
    RecordingFolder folder = RecordingFolder.create(root, Samples.ID, "blue");
    fill(folder, "alice_camera_001.webm", 10);
    Manifest manifest = Samples.finished(Samples.ID, "blue", Samples.whole("a_b_001.webm", 10));
    folder.save(manifest);
    assertEquals(manifest, folder.load());
    assertEquals(List.of("alice_camera_001.webm"), folder.mediaFiles());
    assertEquals(
        root.resolve("blue/20261126T012109Z-4f9a1c/alice_camera_001.webm"),
        folder.file("alice_camera_001.webm").path());
    assertEquals(
        "blue/20261126T012109Z-4f9a1c/alice_camera_001.webm",
        folder.file("alice_camera_001.webm").relative());
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../out", "/tmp/out", "..", ".", "", "a\u0000b", "x/../../../y"})
  void makesNoFolderOutsideWhateverTheRoomIsCalled(String room) throws IOException {
    Path inner = Files.createDirectory(root.resolve("inner"));
    RecordingFolder folder = RecordingFolder.create(inner, Samples.ID, room);
    assertTrue(folder.directory().toRealPath().startsWith(inner.toRealPath()));
    assertEquals(2, inner.toRealPath().relativize(folder.directory().toRealPath()).getNameCount());
    assertEquals(room, folder.room());
    try (var entries = Files.list(root)) {
      assertEquals(List.of(inner), entries.toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x.webm", "/x.webm", "manifest.json", ".x.webm", "a\u0000.webm", ""})
  void namesNoFileOutside(String name) throws IOException {
    RecordingFolder folder = RecordingFolder.create(root, Samples.ID, "blue");
    assertThrows(IllegalArgumentException.class, () -> folder.file(name));
    assertThrows(IllegalArgumentException.class, () -> folder.create(name));
    assertThrows(IllegalArgumentException.class, () -> folder.delete(name));
  }

  @Test
  void makesNoFolderBehindALink(@TempDir Path elsewhere) throws IOException {
    Files.createSymbolicLink(root.resolve("blue"), elsewhere);
    assertThrows(IOException.class, () -> RecordingFolder.create(root, Samples.ID, "blue"));
    try (var entries = Files.list(elsewhere)) {
      assertEquals(0, entries.count());
    }
  }

  @Test
  void followsNoLinkToAFile(@TempDir Path elsewhere) throws IOException {
    RecordingFolder folder = RecordingFolder.create(root, Samples.ID, "blue");
    Path secret = Files.writeString(elsewhere.resolve("secret.webm"), "secret");
    Files.createSymbolicLink(folder.file("a_b_001.webm").path(), secret);
    Files.createSymbolicLink(folder.directory().resolve("manifest.json"), secret);
    assertThrows(IOException.class, () -> folder.read("a_b_001.webm"));
    assertThrows(IOException.class, () -> folder.create("a_b_001.webm"));
    assertThrows(IOException.class, folder::load);
    assertEquals(List.of(), folder.mediaFiles());
    folder.save(Samples.begun(Samples.ID, "blue"));
    assertEquals("secret", Files.readString(secret));
    folder.deleteAll();
    assertEquals("secret", Files.readString(secret));
    assertFalse(Files.exists(root.resolve("blue")));
  }

  @Test
  void overwritesNoFile() throws IOException {
    RecordingFolder folder = RecordingFolder.create(root, Samples.ID, "blue");
    fill(folder, "a_b_001.webm", 10);
    assertThrows(IOException.class, () -> folder.create("a_b_001.webm"));
    assertThrows(IOException.class, () -> RecordingFolder.create(root, Samples.ID, "blue"));
    assertEquals(10, folder.attributes("a_b_001.webm").size());
  }

  @Test
  void deletesItsFilesAndTheRoomsFolderWhenItIsEmpty() throws IOException {
    RecordingFolder first = RecordingFolder.create(root, Samples.id(1), "blue");
    RecordingFolder second = RecordingFolder.create(root, Samples.id(2), "blue");
    fill(first, "a_b_001.webm", 10);
    fill(first, "a_b_002.webm", 20);
    assertEquals(30, first.deleteAll());
    assertFalse(Files.exists(first.directory()));
    assertTrue(Files.exists(second.directory()));
    second.deleteAll();
    assertFalse(Files.exists(root.resolve("blue")));
    assertTrue(Files.exists(root));
  }

  @Test
  void takesNoOtherRecordingsManifest() throws IOException {
    RecordingFolder folder = RecordingFolder.create(root, Samples.id(1), "blue");
    Files.write(
        folder.directory().resolve("manifest.json"),
        ManifestJson.encode(Samples.begun(Samples.id(2), "blue")));
    assertThrows(ManifestException.class, folder::load);
  }

  /** The program dies. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }

  @ParameterizedTest
  @EnumSource(AtomicFile.Step.class)
  void leavesTheOldManifestOrTheNewOneWheneverItDies(AtomicFile.Step last) throws Exception {
    RecordingFolder folder = RecordingFolder.create(root, Samples.ID, "blue");
    Manifest before = Samples.begun(Samples.ID, "blue");
    Manifest after = Samples.finished(Samples.ID, "blue", Samples.whole("a_b_001.webm", 10));
    folder.save(before);
    Path target = folder.directory().resolve(RecordingFolder.MANIFEST);
    assertThrows(
        Death.class,
        () ->
            AtomicFile.write(
                target,
                ManifestJson.encode(after),
                step -> {
                  if (step == last) {
                    throw new Death();
                  }
                }));
    assertEquals(last == AtomicFile.Step.MOVED ? after : before, folder.load());
    folder.save(after);
    assertEquals(after, folder.load());
    try (var entries = Files.list(folder.directory())) {
      assertEquals(List.of(target), entries.toList());
    }
  }

  @Test
  void refusesAManifestThatIsTooLong() throws Exception {
    RecordingFolder folder = RecordingFolder.create(root, Samples.ID, "blue");
    try (FileChannel channel =
        FileChannel.open(
            folder.directory().resolve(RecordingFolder.MANIFEST),
            java.nio.file.StandardOpenOption.CREATE_NEW,
            java.nio.file.StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap("}".getBytes(UTF_8)), ManifestJson.MAX_BYTES + 1L);
    }
    assertThrows(ManifestException.class, folder::load);
  }

  @Test
  void isMadeAlsoWhileTheRoomsLastOneGoes() throws Exception {
    CompletableFuture<Void> other = CompletableFuture.runAsync(() -> comeAndGo(0));
    comeAndGo(1);
    other.get();
  }

  private void comeAndGo(int parity) {
    try {
      for (int i = 0; i < 2_000; i++) {
        RecordingFolder.create(root, Samples.id(2 * i + parity), "blue").deleteAll();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

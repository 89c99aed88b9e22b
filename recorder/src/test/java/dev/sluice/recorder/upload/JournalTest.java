package dev.sluice.recorder.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.recorder.upload.UploadSource.RemoteCopy;
import dev.sluice.recorder.upload.UploadSource.Verification;
import dev.sluice.recorder.upload.UploadState.Phase;
import dev.sluice.recorder.upload.fixture.FolderSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  @TempDir Path directory;

  private Journal journal;

  @BeforeEach
  void open() {
    journal = new Journal(directory.resolve(".uploads"));
  }

  @Test
  void givesBackWhatItWasGiven() throws IOException {
    UploadState state = state("room/id/alice_camera_001.webm");
    journal.save(state("room/id/bob_camera_001.webm"));
    journal.save(state);
    journal.save(state);

    assertEquals(2, journal.states().size());
    assertEquals(
        state,
        journal.states().stream()
            .filter(s -> s.name().equals(state.name()))
            .findAny()
            .orElseThrow());
    journal.remove(state);
    assertEquals(1, journal.states().size());
  }

  @Test
  void isEmptyBeforeAnythingWasSaved() throws IOException {
    assertEquals(List.of(), journal.states());
    assertEquals(List.of(), journal.manifests());
  }

  @Test
  void dropsWhatACrashLeftInPieces() throws IOException {
    journal.save(state("room/id/alice_camera_001.webm"));
    Path file;
    try (Stream<Path> all = Files.list(directory.resolve(".uploads"))) {
      file = all.findAny().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertEquals(List.of(), journal.states(), "cut at " + length);
      assertFalse(Files.exists(file));
    }
  }

  @Test
  void takesNoStateUnderAnotherName() throws IOException {
    UploadState state = state("room/id/alice_camera_001.webm");
    journal.save(state);
    try (Stream<Path> all = Files.list(directory.resolve(".uploads"))) {
      Path file = all.findAny().orElseThrow();
      Files.move(file, file.resolveSibling("20261126T012101Z-000001-0000000000000000.json"));
    }
    assertEquals(List.of(), journal.states());
  }

  @Test
  void remembersManifestsThatAreToBeSent() throws IOException {
    journal.saveManifest(FolderSource.recording(1));
    journal.saveManifest(FolderSource.recording(1));
    journal.saveManifest(FolderSource.recording(2));
    journal.removeManifest(FolderSource.recording(2));
    assertEquals(List.of(FolderSource.recording(1)), journal.manifests());
  }

  private static UploadState state(String name) {
    return new UploadState(
        UploadState.VERSION,
        FolderSource.recording(1).value(),
        name,
        1,
        2,
        Phase.VERIFIED,
        "calls/" + name,
        "upload-1",
        PartPlan.DEFAULT,
        List.of(new SentPart(2, 3, "etag", "md5")),
        new RemoteCopy("calls/" + name, 3, "etag", "sha", Verification.ETAG, 4));
  }
}

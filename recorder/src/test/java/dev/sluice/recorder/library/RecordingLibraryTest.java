package dev.sluice.recorder.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecorderEvent.DeletionReason;
import dev.sluice.recorder.RecorderEvent.DiskAlarm;
import dev.sluice.recorder.RecorderEvent.DiskRelieved;
import dev.sluice.recorder.RecorderEvent.RecordingDeleted;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.StopReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingLibraryTest {

  @TempDir Path root;
  private LibraryBench bench;

  @BeforeEach
  void start() {
    bench = new LibraryBench(root);
  }

  private static RecordingQuery inRoom(String room) {
    return new RecordingQuery(
        name -> true,
        Optional.of(room),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static List<RecordingId> ids(RecordingPage page) {
    return page.recordings().stream().map(RecordingSummary::id).toList();
  }

  @Test
  void remembersARecordingFromBeginningToEndAndAfterARestart() throws Exception {
    Manifest begun = Samples.begun(Samples.ID, "blue");
    try (RecordingLibrary library = bench.open()) {
      RecordingFolder folder = library.create(begun);
      assertEquals(
          RecordingSummary.Status.RECORDING, library.find(Samples.ID).orElseThrow().status());
      ManifestFile file = Samples.growing("alice_camera_001.webm");
      assertTrue(library.update(Samples.ID, manifest -> manifest.withFile(file)));
      LibraryBench.fill(folder, file.name(), 100, 1);
      library.update(
          Samples.ID,
          manifest ->
              manifest.changingFile(
                  file.name(),
                  known ->
                      known.finished(ManifestFile.State.FINISHED, 1_000, 100, known.tracks())));
      library.onFileFinished(folder.file(file.name()));
      library.update(
          Samples.ID,
          manifest -> manifest.ended(Manifest.State.FINISHED, StopReason.REQUESTED, 1_040));
      assertEquals(
          RecordingSummary.Status.FINISHED, library.find(Samples.ID).orElseThrow().status());
    }
    try (RecordingLibrary library = bench.open()) {
      RecordingSummary recording = library.find(Samples.ID).orElseThrow();
      assertEquals(RecordingSummary.Status.FINISHED, recording.status());
      assertEquals(100, recording.bytes());
      LibraryBench.await(() -> library.find(Samples.ID).orElseThrow().files().get(0).digested());
      byte[] content = new byte[100];
      content[0] = 1;
      assertEquals(
          HexFormat.of()
              .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(content)),
          library.manifest(Samples.ID).orElseThrow().files().get(0).sha256().orElseThrow());
    }
  }

  @Test
  void writesAManifestThatManyChangeAtOnce() throws Exception {
    RecordingId id = Samples.ID;
    try (RecordingLibrary library = bench.open()) {
      library.create(Samples.begun(id, "blue"));
      CountDownLatch go = new CountDownLatch(1);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String who = "p" + i;
        Thread thread =
            new Thread(
                () -> {
                  try {
                    go.await();
                    for (int n = 0; n < 50; n++) {
                      String name = who + "_camera_" + n + ".webm";
                      library.update(id, m -> m.withFile(Samples.whole(name, 1)));
                    }
                  } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
        thread.start();
        threads.add(thread);
      }
      go.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
      library.flush(id);
      assertEquals(200, library.folder(id).orElseThrow().load().files().size());
    }
  }

  @Test
  void listsPageByPageWhileRecordingsAppearAndVanish() throws Exception {
    for (int i = 10; i < 20; i++) {
      bench.left(Samples.id(i), i % 2 == 0 ? "blue" : "red", finished(i));
    }
    try (RecordingLibrary library = bench.open()) {
      RecordingPage first = library.list(RecordingQuery.ALL, Optional.empty(), 4);
      assertEquals(
          List.of(Samples.id(19), Samples.id(18), Samples.id(17), Samples.id(16)), ids(first));
      assertTrue(first.more());
      // one that is newer, and the last one of the page goes
      library.create(Samples.begun(Samples.id(30), "blue"));
      library.delete(Samples.id(16), DeletionReason.REQUESTED);
      library.delete(Samples.id(14), DeletionReason.REQUESTED);
      RecordingPage second = library.list(RecordingQuery.ALL, Optional.of(Samples.id(16)), 4);
      assertEquals(
          List.of(Samples.id(15), Samples.id(13), Samples.id(12), Samples.id(11)), ids(second));
      RecordingPage third = library.list(RecordingQuery.ALL, Optional.of(Samples.id(11)), 4);
      assertEquals(List.of(Samples.id(10)), ids(third));
      assertFalse(third.more());
    }
  }

  private static Manifest finished(int i) {
    return Samples.finished(
        Samples.id(i), i % 2 == 0 ? "blue" : "red", Samples.whole("alice_camera_001.webm", 10));
  }

  @Test
  void findsByRoomTimeStateAndParticipant() throws Exception {
    for (int i = 10; i < 14; i++) {
      bench.left(Samples.id(i), i % 2 == 0 ? "blue" : "red", finished(i));
    }
    try (RecordingLibrary library = bench.open()) {
      assertEquals(
          List.of(Samples.id(12), Samples.id(10)),
          ids(library.list(inRoom("blue"), Optional.empty(), 10)));
      assertEquals(List.of(), ids(library.list(inRoom("green"), Optional.empty(), 10)));
      RecordingQuery between =
          new RecordingQuery(
              room -> true,
              Optional.empty(),
              Optional.of(finished(11).start()),
              Optional.of(finished(13).start()),
              Optional.of(RecordingSummary.Status.FINISHED),
              Optional.of("Alice"));
      assertEquals(
          List.of(Samples.id(12), Samples.id(11)),
          ids(library.list(between, Optional.empty(), 10)));
      RecordingQuery onlyRed =
          new RecordingQuery(
              "red"::equals,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.of("p-a"));
      assertEquals(
          List.of(Samples.id(13), Samples.id(11)),
          ids(library.list(onlyRed, Optional.empty(), 10)));
    }
  }

  @Test
  void letsNoSecondServerIntoTheFolder() throws Exception {
    RecordingLibrary library = bench.open();
    try {
      LibraryException refusal = assertThrows(LibraryException.class, bench::open);
      assertTrue(refusal.getMessage().endsWith("is in use by another server"), refusal::getMessage);
    } finally {
      library.close();
    }
    bench.open().close();
  }

  @Test
  void saysInASentenceWhyAFolderCannotBeUsed() throws Exception {
    Path file = Files.writeString(root.resolve("x"), "");
    LibraryException refusal =
        assertThrows(LibraryException.class, new LibraryBench(file.resolve("y"))::open);
    assertTrue(refusal.getMessage().contains("cannot be made"), refusal::getMessage);
  }

  @Test
  void leavesForeignThingsAloneAndLoadsTheRest(@TempDir Path elsewhere) throws Exception {
    Manifest ofAnother = Samples.begun(Samples.id(2), "blue");
    bench.left(Samples.id(1), "blue", ofAnother);
    Files.writeString(root.resolve("README.txt"), "mine");
    Files.createDirectories(root.resolve("room with spaces/x"));
    Files.createDirectories(root.resolve("red/not-an-id"));
    Files.createDirectories(root.resolve("red/20261126T012109Z-zzzzzz"));
    Files.createSymbolicLink(root.resolve("link"), elsewhere);
    Files.createSymbolicLink(root.resolve("red").resolve(Samples.id(7).value()), elsewhere);
    bench.left(Samples.id(9), "green", Samples.finished(Samples.id(9), "green"));
    try (RecordingLibrary library = bench.open()) {
      assertEquals(
          List.of(Samples.id(9)), ids(library.list(RecordingQuery.ALL, Optional.empty(), 10)));
    }
    assertEquals("mine", Files.readString(root.resolve("README.txt")));
    assertTrue(Files.isDirectory(root.resolve("red/not-an-id")));
    try (var entries = Files.list(elsewhere)) {
      assertEquals(0, entries.count());
    }
  }

  @Test
  void putsABrokenManifestAsideAndRebuildsItFromTheFiles() throws Exception {
    RecordingFolder folder = RecordingFolder.create(root, Samples.ID, "blue");
    LibraryBench.fill(folder, "alice_camera_001.webm", 10, 1);
    Files.writeString(folder.directory().resolve("manifest.json"), "{\"version\":1,");
    try (RecordingLibrary library = bench.open()) {
      LibraryBench.recovered(library);
      Manifest manifest = library.manifest(Samples.ID).orElseThrow();
      assertEquals(Manifest.State.INTERRUPTED, manifest.state());
      assertEquals("blue", manifest.room());
      assertEquals("alice", manifest.files().get(0).participant());
    }
    assertTrue(Files.exists(folder.directory().resolve("manifest.json.broken")));
    assertEquals(Manifest.State.INTERRUPTED, folder.load().state());
  }

  @Test
  void leavesTheManifestOfALaterServerAlone() throws Exception {
    RecordingFolder folder = RecordingFolder.create(root, Samples.ID, "blue");
    LibraryBench.fill(folder, "alice_camera_001.webm", 10, 1);
    Path manifest = folder.directory().resolve("manifest.json");
    Files.writeString(manifest, "{\"version\":2}");
    try (RecordingLibrary library = bench.open()) {
      assertEquals(Optional.empty(), library.find(Samples.ID));
    }
    assertEquals("{\"version\":2}", Files.readString(manifest));
  }

  @Test
  void deletesWhatIsFinishedOnly() throws Exception {
    bench.left(Samples.id(2), "blue", finished(2));
    try (RecordingLibrary library = bench.open()) {
      library.create(Samples.begun(Samples.id(5), "blue"));
      assertEquals(DeleteOutcome.BUSY, library.delete(Samples.id(5), DeletionReason.REQUESTED));
      assertEquals(DeleteOutcome.UNKNOWN, library.delete(Samples.id(6), DeletionReason.REQUESTED));
      assertEquals(DeleteOutcome.DELETED, library.delete(Samples.id(2), DeletionReason.REQUESTED));
      assertEquals(Optional.empty(), library.find(Samples.id(2)));
      assertFalse(library.update(Samples.id(2), manifest -> manifest));
      assertFalse(Files.exists(root.resolve("blue").resolve(Samples.id(2).value())));
    }
    RecordingDeleted deleted = (RecordingDeleted) bench.events.get(0);
    assertEquals(Samples.id(2), deleted.recording());
    assertTrue(deleted.bytes() > 10);
  }

  @Test
  void alarmsAndIsRelieved() throws Exception {
    bench.freeBytes = LibraryBench.GIB - 1;
    try (RecordingLibrary library = bench.open()) {
      assertTrue(bench.event(0) instanceof DiskAlarm);
      assertTrue(library.diskFull());
      bench.freeBytes = 2 * LibraryBench.GIB;
      assertEquals(new DiskRelieved(2 * LibraryBench.GIB), bench.event(1));
      assertFalse(library.diskFull());
      library.onDiskRefusal("No space left on device");
      assertTrue(library.diskFull());
    }
  }

  @Test
  void deletesTheOldestWhenTheyAreTooOld() throws Exception {
    IntStream.of(1, 2).forEach(i -> leave(i));
    bench.retention =
        new RetentionOptions(
            Optional.of(Duration.ofHours(1)),
            0,
            0,
            RetentionOptions.Copies.KEEP,
            RetentionOptions.Unsent.KEEP);
    bench.now = finished(1).end().plus(Duration.ofHours(1)).plusMillis(1);
    try (RecordingLibrary library = bench.open()) {
      assertEquals(DeletionReason.AGE, ((RecordingDeleted) bench.event(0)).reason());
      assertTrue(library.find(Samples.id(1)).isEmpty());
      assertTrue(library.find(Samples.id(2)).isPresent());
    }
    assertFalse(Files.exists(root.resolve("red")));
  }

  @Test
  void aClockThatIsYearsAheadDeletesNothing() throws Exception {
    IntStream.of(1, 2).forEach(i -> leave(i));
    bench.retention =
        new RetentionOptions(
            Optional.of(Duration.ofDays(30)),
            15,
            0,
            RetentionOptions.Copies.KEEP,
            RetentionOptions.Unsent.KEEP);
    bench.now = Samples.START.plus(Duration.ofDays(3650));
    try (RecordingLibrary library = bench.open()) {
      // retention is at work: it makes room, and for that alone
      assertEquals(DeletionReason.TOTAL_SIZE, ((RecordingDeleted) bench.event(0)).reason());
      assertTrue(library.find(Samples.id(2)).isPresent());
    }
    assertEquals(1, bench.events.size());
  }

  @Test
  void theDirectoryRemembersWhenItWasLastUsedByAClockThatWasBelieved() throws Exception {
    Instant day = Samples.START.plus(Duration.ofDays(1));
    bench.now = day;
    try (RecordingLibrary library = bench.open()) {
      LibraryBench.await(() -> marked().equals(day));
      assertFalse(library.diskFull());
    }

    bench.now = Samples.START.plus(Duration.ofDays(400));
    try (RecordingLibrary library = bench.open()) {
      LibraryBench.await(() -> marked().isAfter(day));
      assertTrue(marked().isBefore(day.plus(Duration.ofMinutes(10))), marked().toString());
      assertFalse(library.diskFull());
    }
  }

  private Instant marked() {
    try {
      return Files.getLastModifiedTime(root.resolve(DirectoryLock.NAME)).toInstant();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void leave(int i) {
    try {
      bench.left(Samples.id(i), i % 2 == 0 ? "blue" : "red", finished(i));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void loadsThousandsOfRecordings() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      Path folder = Files.createDirectories(root.resolve("blue").resolve(Samples.id(i).value()));
      Files.write(
          folder.resolve(RecordingFolder.MANIFEST),
          ManifestJson.encode(Samples.finished(Samples.id(i), "blue")));
    }
    try (RecordingLibrary library = bench.open()) {
      library.loaded().toCompletableFuture().join();
      assertEquals(2_000, library.all().size());
      int seen = 0;
      Optional<RecordingId> after = Optional.empty();
      RecordingPage page;
      do {
        page = library.list(RecordingQuery.ALL, after, 300);
        seen += page.recordings().size();
        after = Optional.of(page.recordings().get(page.recordings().size() - 1).id());
      } while (page.more());
      assertEquals(2_000, seen);
    }
  }
}

package dev.sluice.recorder.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecorderEvent.UploadFailed;
import dev.sluice.recorder.RecorderEvent.UploadFailure;
import dev.sluice.recorder.RecorderEvent.UploadFinished;
import dev.sluice.recorder.RecorderEvent.UploadStarted;
import dev.sluice.recorder.upload.UploadOptions.Begin;
import dev.sluice.recorder.upload.UploadOptions.Keep;
import dev.sluice.recorder.upload.UploadOptions.Verify;
import dev.sluice.recorder.upload.UploadSource.Verification;
import dev.sluice.recorder.upload.fixture.FolderSource;
import dev.sluice.recorder.upload.fixture.LeapingClock;
import dev.sluice.recorder.upload.fixture.MemoryStore;
import dev.sluice.recorder.upload.fixture.MemoryStore.Request;
import dev.sluice.recorder.upload.fixture.Poll;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadQueueTest {

  private static final int MIB = 1 << 20;
  private static final UploadOptions OPTIONS =
      new UploadOptions(
          "calls",
          Begin.WHILE_RECORDING,
          Keep.LOCAL_FILES,
          Verify.ETAG_OR_READ_BACK,
          new PartPlan(5 * MIB, PartPlan.Growth.DOUBLING),
          2,
          RetryPolicy.DEFAULT);

  @TempDir Path directory;

  private final MemoryStore store = new MemoryStore();
  private final LeapingClock clock = new LeapingClock();
  private final List<RecorderEvent> events = Collections.synchronizedList(new ArrayList<>());
  private FolderSource source;
  private UploadQueue queue;

  @BeforeEach
  void folder() {
    source = new FolderSource(directory);
  }

  @AfterEach
  void stop() {
    if (queue != null) {
      queue.close();
    }
  }

  @Test
  void sendsFilesOldestFirstAndTheManifestAfterThem() throws Exception {
    UploadFile younger = source.add(2, "bob_camera_001.webm", 1000);
    UploadFile older = source.add(1, "alice_camera_001.webm", 2000);

    start(oneThread(OPTIONS));
    idle();

    List<String> puts = store.asked(Request.PUT);
    assertEquals("calls/" + older.name(), puts.get(0));
    assertEquals("calls/" + younger.name(), puts.get(1));
    assertEquals(4, puts.size(), puts::toString);
    assertArrayEquals(Files.readAllBytes(older.path()), store.object("calls/" + older.name()));
    String manifest = new String(store.object(manifestKey(1)), UTF_8);
    assertTrue(manifest.contains("alice_camera_001.webm"), manifest);
    assertEquals(Verification.ETAG, source.copies().get(older.name()).verification());
    assertEquals(
        Digests.of(Files.readAllBytes(older.path())).sha256(),
        source.copies().get(older.name()).sha256());
    assertTrue(Files.exists(older.path()));
    UploadStats stats = queue.stats();
    assertEquals(0, stats.waitingFiles());
    assertEquals(2, stats.uploadedFiles());
    assertEquals(3000, stats.uploadedBytes());
    assertEquals(2, events.stream().filter(UploadStarted.class::isInstance).count());
    assertEquals(2, events.stream().filter(UploadFinished.class::isInstance).count());
    assertEquals(List.of(), leftovers());
  }

  @Test
  void sendsPartsOfAGrowingFileAndItsHeaderLast() throws Exception {
    UploadFile file = source.add(1, "alice_camera_001.webm", 16 * MIB);
    source.growing(file);
    start(OPTIONS);

    queue.fileGrown(file, 4096, 12 * MIB);
    Poll.until("part 2 is sent", () -> store.asked(Request.PART), parts -> parts.size() == 1);
    assertEquals(List.of("calls/" + file.name() + "#2"), store.asked(Request.PART));
    overwriteHeader(file);
    queue.fileGrown(file, 4096, 16 * MIB);
    queue.fileFinished(file);
    idle();

    assertEquals(
        List.of("#2", "#3", "#4", "#1"),
        store.asked(Request.PART).stream().map(key -> key.substring(key.indexOf('#'))).toList());
    assertArrayEquals(Files.readAllBytes(file.path()), store.object("calls/" + file.name()));
  }

  @Test
  void sendsNothingOfAGrowingFileWhenThatIsNotWanted() throws Exception {
    UploadFile file = source.add(1, "alice_camera_001.webm", 16 * MIB);
    source.growing(file);
    start(with(OPTIONS, Begin.WHEN_FINISHED));

    queue.fileGrown(file, 4096, 16 * MIB);
    queue.recordingChanged(file.recording());
    UploadFile other = source.add(2, "bob_camera_001.webm", 100);
    queue.fileFinished(other);
    Poll.until("the other is there", () -> queue.stats().uploadedFiles(), n -> n == 1);
    assertEquals(List.of(), store.asked(Request.BEGIN));
    assertFalse(store.keys().contains(manifestKey(1)));
    queue.fileFinished(file);
    idle();

    assertArrayEquals(Files.readAllBytes(file.path()), store.object("calls/" + file.name()));
    assertTrue(store.keys().contains(manifestKey(1)));
  }

  @Test
  void deletesLocalFilesOnlyWhenTheStoresCopyWasVerified() throws Exception {
    UploadFile file = source.add(1, "alice_camera_001.webm", 6 * MIB);
    AtomicInteger lies = new AtomicInteger();
    store.mood((request, key) -> request != Request.COMPLETE || lies.incrementAndGet() > 1);

    start(with(OPTIONS, Keep.REMOTE_ONLY));
    Poll.until("it was deleted", source::deleted, deleted -> !deleted.isEmpty());
    idle();

    assertFalse(Files.exists(file.path()));
    assertTrue(Files.exists(file.path().resolveSibling("manifest.json")));
    assertEquals(6 * MIB, store.object("calls/" + file.name()).length);
    assertEquals(1, failures(UploadFailure.UNTRUE).size());
    // the parts were there: nothing was sent twice
    assertEquals(2, store.asked(Request.PART).size());
  }

  @Test
  void keepsTheLocalFileWhenTheStoreDoesNotKeepItsWord() throws Exception {
    UploadFile file = source.add(1, "alice_camera_001.webm", 1000);
    UploadFile good = source.add(2, "bob_camera_001.webm", 1000);
    store.mood((request, key) -> request != Request.PUT || !key.contains("alice"));

    start(with(OPTIONS, Keep.REMOTE_ONLY));
    Poll.until(
        "one is there and the other given up",
        queue::stats,
        stats -> stats.parkedFiles() == 1 && stats.waitingFiles() == 1 && stats.inFlight() == 0);

    assertTrue(Files.exists(file.path()));
    assertFalse(Files.exists(good.path()));
    assertEquals(
        RetryPolicy.DEFAULT.mostUntrue(),
        store.asked(Request.PUT).stream().filter(key -> key.contains("alice")).count());
    assertEquals(RetryPolicy.DEFAULT.mostUntrue(), failures(UploadFailure.UNTRUE).size());
  }

  @Test
  void findsOutThatAPartIsMissingAndSendsItAgain() throws Exception {
    UploadFile file = source.add(1, "alice_camera_001.webm", 11 * MIB);
    AtomicInteger lies = new AtomicInteger();
    store.mood(
        (request, key) ->
            request != Request.PART || !key.endsWith("#2") || lies.incrementAndGet() > 1);

    start(OPTIONS);
    idle();

    assertArrayEquals(Files.readAllBytes(file.path()), store.object("calls/" + file.name()));
    assertEquals(4, store.asked(Request.PART).size());
    assertEquals(1, failures(UploadFailure.UNTRUE).size());
  }

  @Test
  void findsOutThatAnObjectIsTooShortAndSendsItAgain() throws Exception {
    UploadFile file = source.add(1, "alice_camera_001.webm", 6 * MIB);
    // the first look is for what a former server may have sent
    AtomicInteger looks = new AtomicInteger();
    store.mood(
        (request, key) -> {
          if (request == Request.HEAD && key.contains("alice") && looks.getAndIncrement() == 1) {
            store.cut(key);
          }
          return true;
        });

    start(with(OPTIONS, Keep.REMOTE_ONLY));
    idle();

    assertEquals(6 * MIB, store.object("calls/" + file.name()).length);
    assertEquals(1, failures(UploadFailure.UNTRUE).size());
    assertEquals(2, store.asked(Request.COMPLETE).size());
    assertEquals(List.of(file.name()), source.deleted());
  }

  @Test
  void sendsNothingThatTheStoreHasThoughNoStateSaysSo() throws Exception {
    UploadFile there = source.add(1, "alice_camera_001.webm", 12 * MIB);
    UploadFile other = source.add(2, "bob_camera_001.webm", 1000);
    UploadFile missing = source.add(3, "carol_camera_001.webm", 1000);
    byte[] different = Files.readAllBytes(other.path());
    different[0] ^= 1;
    store.put("calls/" + there.name(), content(Files.readAllBytes(there.path())), "");
    store.put("calls/" + other.name(), content(different), "");

    start(OPTIONS);
    idle();

    assertTrue(source.copies().containsKey(there.name()));
    assertEquals(List.of(), store.asked(Request.PART));
    for (UploadFile file : List.of(other, missing)) {
      assertArrayEquals(Files.readAllBytes(file.path()), store.object("calls/" + file.name()));
    }
    assertEquals(List.of(), failures(UploadFailure.UNTRUE), "nobody said that they were there");
  }

  private static Content content(byte[] bytes) {
    return new Content.Bytes(bytes);
  }

  @Test
  void readsTheObjectBackWhereETagsTellNothing() throws Exception {
    UploadFile file = source.add(1, "alice_camera_001.webm", 6 * MIB);
    store.giveOtherEtags();

    start(OPTIONS);
    idle();

    assertEquals(Verification.READ_BACK, source.copies().get(file.name()).verification());
    assertTrue(store.asked(Request.READ).contains("calls/" + file.name()));
    assertEquals(List.of(), failures(UploadFailure.UNTRUE));
  }

  @Test
  void readsEverythingBackWhenAsked() throws Exception {
    UploadFile file = source.add(1, "alice_camera_001.webm", 6 * MIB);
    AtomicInteger looks = new AtomicInteger();
    store.mood(
        (request, key) -> {
          if (request == Request.HEAD && key.contains("alice") && looks.getAndIncrement() == 1) {
            store.damage(key);
          }
          return true;
        });

    start(with(OPTIONS, Verify.READ_BACK));
    idle();

    assertEquals(Verification.READ_BACK, source.copies().get(file.name()).verification());
    assertArrayEquals(Files.readAllBytes(file.path()), store.object("calls/" + file.name()));
    assertEquals(1, failures(UploadFailure.UNTRUE).size());
  }

  @Test
  void goesOnAfterAnOutageOfHoursWithFewRequests() throws Exception {
    for (int i = 1; i <= 20; i++) {
      source.add(i, "alice_camera_001.webm", 1000);
    }
    long outageSeconds = 3 * 3600;
    store.mood(
        (request, key) -> {
          if (clock.elapsedSeconds() < outageSeconds) {
            throw MemoryStore.failure(UploadFailure.TRANSIENT);
          }
          return true;
        });

    start(OPTIONS);
    idle();

    int failed = failures(UploadFailure.TRANSIENT).size();
    // one probe in 2.5 to 5 minutes, and the first few seconds; not twenty files each
    assertTrue(failed >= 36 && failed <= 85, "failures: " + failed);
    assertEquals(40, store.keys().size());
    assertEquals(0, queue.stats().waitingFiles());
    assertTrue(queue.stats().pausedBy().isEmpty());
  }

  @Test
  void tellsOnceOfWrongCredentialsAndGoesOnWhenTheyAreRight() throws Exception {
    for (int i = 1; i <= 5; i++) {
      source.add(i, "alice_camera_001.webm", 1000);
    }
    store.mood(
        (request, key) -> {
          if (clock.elapsedSeconds() < 24 * 3600) {
            throw MemoryStore.failure(UploadFailure.REFUSED);
          }
          return true;
        });

    start(OPTIONS);
    idle();

    assertEquals(1, failures(UploadFailure.REFUSED).size());
    long probes = queue.stats().failures().get(UploadFailure.REFUSED);
    assertTrue(probes >= 24 * 60 && probes <= 2 * 24 * 60 + 2, "probes: " + probes);
    assertEquals(5, source.copies().size());
  }

  @Test
  void oneFileThatTheStoreDoesNotLikeStopsNoOther() throws Exception {
    UploadFile bad = source.add(1, "alice_camera_001.webm", 1000);
    for (int i = 2; i <= 6; i++) {
      source.add(i, "bob_camera_001.webm", 1000);
    }
    store.mood(
        (request, key) -> {
          if (key.contains(bad.name())) {
            throw MemoryStore.failure(UploadFailure.MISCONFIGURED);
          }
          return true;
        });

    start(OPTIONS);
    Poll.until("the others are there", () -> queue.stats().waitingFiles(), n -> n == 1);

    assertEquals(5, queue.stats().uploadedFiles());
    assertTrue(Files.exists(bad.path()));
  }

  @Test
  void goesOnAfterARestartWithThePartsThatTheStoreHas() throws Exception {
    UploadFile file = source.add(1, "alice_camera_001.webm", 21 * MIB);
    AtomicInteger parts = new AtomicInteger();
    store.mood(
        (request, key) -> {
          if (request == Request.PART && parts.incrementAndGet() > 2) {
            throw MemoryStore.failure(UploadFailure.TRANSIENT);
          }
          return true;
        });
    start(OPTIONS);
    Poll.until("two parts are sent", parts::get, n -> n > 3);
    queue.close();
    int before = store.asked(Request.PART).size();
    assertEquals(2, store.listParts("calls/" + file.name(), store.unended().get(0)).size());

    store.mood((request, key) -> true);
    start(OPTIONS);
    idle();

    assertEquals(3, store.asked(Request.PART).size() - before);
    assertEquals(1, store.asked(Request.BEGIN).size());
    assertArrayEquals(Files.readAllBytes(file.path()), store.object("calls/" + file.name()));
    assertEquals(List.of(), store.unended());
  }

  @Test
  void sendsAgainWhatTheFileHasOtherwiseAfterACrash() throws Exception {
    UploadFile file = source.add(1, "alice_camera_001.webm", 21 * MIB);
    source.growing(file);
    start(OPTIONS);
    queue.fileGrown(file, 4096, 16 * MIB);
    Poll.until("parts 2 and 3 are sent", () -> store.asked(Request.PART).size(), n -> n == 2);
    Poll.until("it rests", () -> queue.stats().inFlight(), n -> n == 0);
    queue.close();
    // the disk lost what was in memory: the file is cut, and its end repaired
    byte[] cut = Arrays.copyOf(Files.readAllBytes(file.path()), 13 * MIB);
    Arrays.fill(cut, 12 * MIB, 13 * MIB, (byte) 7);
    Files.write(file.path(), cut);

    source = new FolderSource(directory);
    start(OPTIONS);
    idle();

    assertArrayEquals(cut, store.object("calls/" + file.name()));
    assertEquals(1, store.asked(Request.BEGIN).size());
  }

  @Test
  void beginsAnewWhenTheStoreForgotTheUpload() throws Exception {
    UploadFile file = source.add(1, "alice_camera_001.webm", 11 * MIB);
    store.mood(
        (request, key) -> {
          if (request == Request.PART && key.endsWith("#3")) {
            throw MemoryStore.failure(UploadFailure.TRANSIENT);
          }
          return true;
        });
    start(OPTIONS);
    Poll.until("it waits", () -> failures(UploadFailure.TRANSIENT).size(), n -> n > 1);
    queue.close();
    store.forgetMultiparts();

    store.mood((request, key) -> true);
    start(OPTIONS);
    idle();

    assertEquals(2, store.asked(Request.BEGIN).size());
    assertArrayEquals(Files.readAllBytes(file.path()), store.object("calls/" + file.name()));
  }

  @Test
  void notesWhatWasCompletedJustBeforeItDied() throws Exception {
    UploadFile file = source.add(1, "alice_camera_001.webm", 6 * MIB);
    store.mood(
        (request, key) -> {
          if (request == Request.HEAD) {
            throw MemoryStore.failure(UploadFailure.TRANSIENT);
          }
          return true;
        });
    start(OPTIONS);
    Poll.until("it waits", () -> failures(UploadFailure.TRANSIENT).size(), n -> n > 1);
    queue.close();

    store.mood((request, key) -> true);
    start(OPTIONS);
    idle();

    assertEquals(2, store.asked(Request.PART).size());
    assertEquals(1, source.copies().size());
    assertEquals(file.name(), source.copies().keySet().iterator().next());
  }

  @Test
  void abortsUploadsOfItsOwnThatNobodyGoesOnWithAndNoOthers() throws Exception {
    UploadFile file = source.add(1, "alice_camera_001.webm", 100);
    String ours = "calls/room/" + FolderSource.recording(1) + "/alice_camera_002.webm";
    String others = "calls/room/" + FolderSource.recording(9) + "/alice_camera_001.webm";
    String foreign = "calls/holiday.mp4";
    store.beginMultipart(ours, "video/webm");
    store.beginMultipart(others, "video/webm");
    store.beginMultipart(foreign, "video/webm");

    start(OPTIONS);
    Poll.until("the orphan is aborted", store::unended, left -> left.size() == 2);
    idle();

    assertEquals(List.of(ours), store.asked(Request.ABORT));
    assertTrue(source.copies().containsKey(file.name()));
  }

  @Test
  void givesUpWhatIsDeleted() throws Exception {
    UploadFile file = source.add(1, "alice_camera_001.webm", 16 * MIB);
    source.growing(file);
    start(OPTIONS);
    queue.fileGrown(file, 4096, 11 * MIB);
    Poll.until("a part is sent", () -> store.asked(Request.PART).size(), n -> n == 1);

    queue.forget(file.recording());
    idle();

    assertEquals(List.of(), store.unended());
    assertEquals(List.of(), store.keys());
    assertEquals(List.of(), leftovers());
  }

  @Test
  void givesUpWhatIsDeletedThoughItWasGivenUpBefore() throws Exception {
    UploadFile file = source.add(1, "alice_camera_001.webm", 6 * MIB);
    store.mood((request, key) -> request != Request.COMPLETE);
    start(OPTIONS);
    Poll.until(
        "it is given up", queue::stats, stats -> stats.parkedFiles() == 1 && stats.inFlight() == 0);
    assertEquals(1, store.unended().size());

    queue.forget(file.recording());
    idle();

    assertEquals(List.of(), store.unended());
    assertEquals(List.of(), leftovers());
  }

  @Test
  void deletesAnObjectWhoseRecordingIsDeletedWhileThatIsNoted() throws Exception {
    UploadFile file = source.add(1, "alice_camera_001.webm", 100);
    source.whenUploaded(() -> queue.forget(file.recording()));
    start(OPTIONS);

    Poll.until("it was noted", source::copies, copies -> copies.size() == 1);
    Poll.until("its object is gone", () -> store.asked(Request.DELETE), gone -> !gone.isEmpty());

    assertFalse(store.keys().contains("calls/" + file.name()));
  }

  @Test
  void aFileThatGoesWhileItIsSentIsNotTheStoresFault() throws Exception {
    UploadFile file = source.add(1, "alice_camera_001.webm", 6 * MIB);
    store.mood(
        (request, key) -> {
          if (request == Request.BEGIN) {
            delete(file.path());
          }
          return true;
        });
    start(OPTIONS);

    Poll.until("it is given up", () -> queue.stats().waitingFiles(), n -> n == 0);

    assertEquals(List.of(), failures(UploadFailure.TRANSIENT));
    assertEquals(List.of(), store.unended());
  }

  @Test
  void givesUpWhatIsNotFinishedWhenItsRecordingEnds() throws Exception {
    UploadFile broken = source.add(1, "alice_camera_001.webm", 16 * MIB);
    UploadFile whole = source.add(1, "bob_camera_001.webm", 100);
    source.growing(broken, whole);
    start(OPTIONS);
    queue.fileGrown(broken, 4096, 11 * MIB);
    queue.fileFinished(whole);
    Poll.until("a part is sent", () -> store.asked(Request.PART).size(), n -> n == 1);

    queue.recordingEnded(broken.recording());
    idle();

    assertEquals(List.of(), store.unended());
    assertEquals(List.of("calls/" + whole.name(), manifestKey(1)), store.keys());

    queue.fileFinished(broken);
    idle();

    assertArrayEquals(Files.readAllBytes(broken.path()), store.object("calls/" + broken.name()));
  }

  @Test
  void deletesAnObjectThatWasMadeWhileItsRecordingWasDeleted() throws Exception {
    UploadFile file = source.add(1, "alice_camera_001.webm", 100);
    store.mood(
        (request, key) -> {
          if (request == Request.PUT && key.contains("alice")) {
            queue.forget(file.recording());
          }
          return true;
        });
    source.growing(file);
    start(OPTIONS);

    queue.fileFinished(file);
    idle();

    assertEquals(List.of(), store.keys());
    assertTrue(source.copies().isEmpty());
  }

  @Test
  void sendsTheManifestAgainWhenItChanged() throws Exception {
    source.add(1, "alice_camera_001.webm", 100);
    start(OPTIONS);
    idle();
    Path manifest = directory.resolve("room/" + FolderSource.recording(1) + "/manifest.json");
    Files.writeString(manifest, "changed");

    queue.recordingChanged(FolderSource.recording(1));
    idle();

    assertEquals(7, store.object(manifestKey(1)).length);
    assertEquals(List.of(), leftovers());
  }

  @Test
  void deletesAManifestThatComesWhenItsRecordingIsDeleted() throws Exception {
    UploadFile file = source.add(1, "alice_camera_001.webm", 100);
    start(OPTIONS);
    idle();
    Path manifest = file.path().resolveSibling("manifest.json");
    store.mood(
        (request, key) -> {
          if (request == Request.PUT && Files.exists(manifest)) {
            delete(manifest);
          }
          return true;
        });

    queue.recordingChanged(file.recording());
    idle();

    assertEquals(List.of("calls/" + file.name()), store.keys());
    assertEquals(List.of(), leftovers());
  }

  @Test
  void deletesAManifestThatTheStoreTookWithoutSayingSo() throws Exception {
    UploadFile file = source.add(1, "alice_camera_001.webm", 100);
    start(OPTIONS);
    idle();
    store.mood(
        (request, key) -> {
          if (request == Request.HEAD) {
            throw MemoryStore.failure(UploadFailure.TRANSIENT);
          }
          return true;
        });
    queue.recordingChanged(file.recording());
    Poll.until("it waits", () -> failures(UploadFailure.TRANSIENT).size(), n -> n > 0);
    delete(file.path().resolveSibling("manifest.json"));
    store.mood((request, key) -> true);
    queue.forget(file.recording());
    idle();

    assertEquals(List.of("calls/" + file.name()), store.keys());
    assertEquals(List.of(), leftovers());
  }

  @Test
  void sendsAManifestThatWasNotSentBeforeTheRestart() throws Exception {
    source.add(1, "alice_camera_001.webm", 100);
    store.mood(
        (request, key) -> {
          if (key.endsWith("manifest.json")) {
            throw MemoryStore.failure(UploadFailure.TRANSIENT);
          }
          return true;
        });
    start(OPTIONS);
    Poll.until("it waits", () -> failures(UploadFailure.TRANSIENT).size(), n -> n > 1);
    queue.close();

    store.mood((request, key) -> true);
    start(OPTIONS);
    idle();

    assertTrue(store.keys().contains(manifestKey(1)));
  }

  @Test
  void saysWhatWaits() throws Exception {
    UploadFile file = source.add(1, "alice_camera_001.webm", 6 * MIB);
    store.mood(
        (request, key) -> {
          throw MemoryStore.failure(UploadFailure.MISCONFIGURED);
        });

    start(OPTIONS);
    Poll.until("it pauses", () -> queue.stats().pausedBy(), paused -> paused.isPresent());

    UploadStats stats = queue.stats();
    assertEquals(1, stats.waitingFiles());
    assertEquals(6 * MIB, stats.waitingBytes());
    assertEquals(
        Files.getLastModifiedTime(file.path()).toMillis(), stats.oldestSinceMillis().orElseThrow());
    assertEquals(UploadFailure.MISCONFIGURED, stats.pausedBy().orElseThrow());
  }

  @Test
  void aFileThatIsGoneHarmsNoOther() throws Exception {
    UploadFile gone = source.add(1, "alice_camera_001.webm", 100);
    UploadFile there = source.add(2, "bob_camera_001.webm", 100);
    source.growing(gone, there);
    start(OPTIONS);
    Files.delete(gone.path());

    queue.fileFinished(gone);
    queue.fileFinished(there);
    idle();

    assertEquals(List.of(there.name()), List.copyOf(source.copies().keySet()));
  }

  private void start(UploadOptions options) {
    queue = UploadQueue.start(options, store, source, directory, clock, new Random(1), events::add);
  }

  private void idle() throws Exception {
    Poll.until("nothing waits", () -> queue.isIdle(), idle -> idle);
  }

  private static UploadOptions with(UploadOptions o, Begin begin) {
    return new UploadOptions(
        o.prefix(), begin, o.keep(), o.verification(), o.parts(), o.threads(), o.retry());
  }

  private static UploadOptions with(UploadOptions o, Keep keep) {
    return new UploadOptions(
        o.prefix(), o.begin(), keep, o.verification(), o.parts(), o.threads(), o.retry());
  }

  private static UploadOptions with(UploadOptions o, Verify verify) {
    return new UploadOptions(
        o.prefix(), o.begin(), o.keep(), verify, o.parts(), o.threads(), o.retry());
  }

  private static UploadOptions oneThread(UploadOptions o) {
    return new UploadOptions(
        o.prefix(), o.begin(), o.keep(), o.verification(), o.parts(), 1, o.retry());
  }

  private List<UploadFailed> failures(UploadFailure kind) {
    synchronized (events) {
      return events.stream()
          .filter(UploadFailed.class::isInstance)
          .map(UploadFailed.class::cast)
          .filter(event -> event.failure() == kind)
          .toList();
    }
  }

  private List<String> leftovers() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(".uploads"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static String manifestKey(int recording) {
    return "calls/room/" + FolderSource.recording(recording) + "/manifest.json";
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void overwriteHeader(UploadFile file) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.path().toFile(), "rw")) {
      open.write(new byte[4096]);
    }
  }
}

package dev.sluice.recorder.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.backup.Backup.Reading;
import dev.sluice.recorder.backup.RestoreOptions.Existing;
import dev.sluice.recorder.backup.StoreTarget.Use;
import dev.sluice.recorder.upload.StoreClient;
import dev.sluice.recorder.upload.client.StoreFactory;
import dev.sluice.recorder.upload.fixture.Fault;
import dev.sluice.recorder.upload.fixture.FaultProxy;
import dev.sluice.recorder.upload.fixture.TestStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups through a broken network to a real store; waiting before the next try takes no time. */
@Tag("e2e")
class StoreTargetFaultsTest {

  private static final int MIB = 1 << 20;
  private static final String FILE = "a_camera_001.webm";

  private static TestStore store;

  @TempDir Path directory;
  private FaultProxy proxy;
  private BackupStage stage;
  private String prefix;

  @BeforeAll
  static void start() throws Exception {
    store = TestStore.start();
  }

  @AfterAll
  static void stop() {
    if (store != null) {
      store.close();
    }
  }

  @BeforeEach
  void set() throws Exception {
    proxy = FaultProxy.start(store.endpoint());
    stage = new BackupStage(directory);
    prefix = store.prefix() + UUID.randomUUID() + "/";
  }

  @AfterEach
  void close() throws Exception {
    proxy.close();
  }

  /** Where backups are, by a client of its own, which closing the target closes. */
  private StoreTarget.Place place() {
    return new StoreTarget.Place(
        StoreFactory.open(store.impatient(StoreClient.MINIO, proxy.endpoint())),
        prefix,
        "the test's store");
  }

  private StoreTarget open(Use use) throws BackupException {
    return StoreTarget.open(place(), use, stage.transfer(), "ab", () -> stage.now);
  }

  /** These befall requests for chunks, one after the other; then there are none any more. */
  private void befall(String method, Fault... faults) {
    List<Fault> left = new ArrayList<>(List.of(faults));
    proxy.faults(
        request -> {
          boolean meant = request.method().equals(method) && request.target().contains("/chunks/");
          synchronized (left) {
            return meant && !left.isEmpty() ? left.remove(0) : Fault.NONE;
          }
        });
  }

  @Test
  void whatBreaksOnItsWayIsSentAndReadAgain() throws Exception {
    byte[] media = BackupStage.media(1, 33 * MIB);
    RecordingId id = stage.recorded(1, "blue", media);
    StoreTarget.initialise(place(), stage.transfer());
    befall(
        "PUT",
        new Fault.Reset(MIB),
        Fault.NONE,
        new Fault.Answer(503, "SlowDown"),
        new Fault.Answer(500, "InternalError"),
        Fault.NONE,
        // of the last chunk, which is small: how long a request may take goes by its length
        new Fault.Stall(100_000));
    try (StoreTarget target = open(Use.WRITE)) {
      assertEquals(List.of(), stage.backup(target, Reading.WHAT_CHANGED).problems());
    }
    BackupStage.delete(stage.records);
    befall("GET", new Fault.Reset(0), new Fault.Answer(503, "SlowDown"), Fault.NONE);
    try (StoreTarget target = open(Use.READ)) {
      RestoreResult result =
          stage.restore(
              target,
              Snapshots.read(target, Snapshots.latest(target)),
              new RestoreOptions(
                  stage.records, Selection.ALL, Existing.LEAVE, BackupStage.KEEP, List.of()));
      assertEquals(List.of(), result.problems());
    }
    assertArrayEquals(media, Files.readAllBytes(stage.file("blue", id, FILE)));
  }

  @Test
  void aLineThatStaysBrokenEndsTheRunAndWhatWasSentIsThereForTheNextOne() throws Exception {
    stage.recorded(1, "blue", BackupStage.media(1, 20 * MIB));
    StoreTarget.initialise(place(), stage.transfer());
    Fault reset = new Fault.Reset(100_000);
    befall("PUT", Fault.NONE, reset, reset, reset, reset, reset, reset);
    try (StoreTarget target = open(Use.WRITE)) {
      BackupException broken =
          assertThrows(BackupException.class, () -> stage.backup(target, Reading.WHAT_CHANGED));
      assertTrue(broken.getMessage().contains("cannot be written"), broken.getMessage());
      assertEquals(List.of(), target.snapshots());
    }
    try (StoreTarget target = open(Use.WRITE)) {
      stage.backup(target, Reading.WHAT_CHANGED);
      assertEquals(4, stage.progress.copied() / MIB, "the first chunk was there already");
    }
  }
}

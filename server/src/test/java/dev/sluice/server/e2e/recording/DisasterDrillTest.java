package dev.sluice.server.e2e.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.recorder.library.DirectoryIdentity;
import dev.sluice.server.e2e.Poll;
import dev.sluice.server.e2e.wish.PeerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The drill: a server records and uploads, backups are made while it does, then its disk is lost,
 * or the whole machine. What came back is what there was, plays, and is not uploaded again.
 */
@Tag("e2e")
@Tag("beside")
class DisasterDrillTest {

  private static final int SHORT = 3 * ClapPattern.FRAMES_PER_SECOND;

  /** It is told to end before. */
  private static final int LONG = 120 * ClapPattern.FRAMES_PER_SECOND;

  private static final String BUCKET = "s3://backups/drill";
  private static final long GROWING_BYTES = 100_000;
  private static final String DENIED =
      "{\"tokens\":[{\"id\":\"stolen\",\"until\":\"2099-01-01T00:00:00Z\"}],\"participants\":[]}";

  private static final ProofTable TABLE =
      new ProofTable("recovery-figures.txt", "Recovery, measured on this machine:");

  private static S3Store store;
  private static DrillMachine machine;

  /** SHA-256 of media by path, before anything was lost. */
  private static Map<String, String> media;

  private static Optional<String> identity;

  /** When objects were written, by the path of the file that they are copies of. */
  private static Map<String, FileTime> sent;

  @BeforeAll
  static void recordAndBackUp() throws Exception {
    store = S3Store.start();
    store.makeBucket("backups");
    machine = new DrillMachine(store);
    Files.writeString(machine.denyList(), DENIED);
    try (DrillMachine.Running server = machine.start();
        FfmpegClaps first = new FfmpegClaps(server.url().resolve("/whip/short"));
        FfmpegClaps second = new FfmpegClaps(server.url().resolve("/whip/long"))) {
      PeerProgram live = second.start(LONG);
      first.publish(SHORT);
      server.awaitUploaded("short");
      server.awaitBytes("long", GROWING_BYTES);
      tell(
          "backup while a recording grows",
          machine.run("backup", "--to", machine.backups(), "--init"));
      live.tell("q");
      live.awaitEnd();
      server.awaitUploaded("long");
      media = machine.media();
      identity = DirectoryIdentity.of(machine.records());
      sent = objectTimes();
      tell("the next backup", machine.run("backup", "--to", machine.backups(), "--keep-last", "7"));
      tell("the first backup into a bucket", machine.run("backup", "--to", BUCKET, "--init"));
      server.kill();
    }
  }

  @AfterAll
  static void stop() {
    TABLE.publish();
    if (store != null) {
      store.close();
    }
  }

  private static Map<String, FileTime> objectTimes() throws IOException {
    Map<String, FileTime> times = new TreeMap<>();
    for (String path : media.keySet()) {
      times.put(path, Files.getLastModifiedTime(store.object(path)));
    }
    return times;
  }

  private static void tell(String what, DrillMachine.Ended ended) {
    TABLE.add(
        String.format(Locale.ROOT, "%-34s %5.1f s  %s", what, ended.seconds(), ended.lastLine()));
  }

  @Test
  void whatABackupTookWhileItGrewIsMadeWhole() throws Exception {
    String first = machine.run("backups", "--in", machine.backups()).line(0).split(" ")[0];
    Path elsewhere = RecordingStage.newDirectory();
    machine.run(
        "restore", "--from", machine.backups(), "--snapshot", first, "--to", elsewhere.toString());
    // it is as a crash would have left it
    Path live = RecordingStage.mediaFiles(elsewhere.resolve("long")).get(0);
    assertTrue(Files.size(live) >= GROWING_BYTES, Files.size(live) + " bytes");
    try (DrillMachine.Running server = machine.on(elsewhere).withoutStore().start()) {
      Recording recording = RecordingStage.finished(elsewhere, "long");
      assertEquals("interrupted", recording.manifest().get("state").asText());
      RecordingCheck.decodesWhole(recording.onlyFile());
      assertEquals(2, server.listed().size());
    }
  }

  @Test
  void aDiskThatIsLostComesBackFromABackup() throws Exception {
    machine.destroyRecordings();
    Files.delete(machine.denyList());

    DrillMachine.Ended restored = machine.run("restore", "--from", machine.backups());
    tell("restore of a lost disk", restored);
    assertEquals(media, machine.media());
    assertEquals(DENIED, Files.readString(machine.denyList()));

    comesBack(machine, "lost disk", restored);
    for (Path file : RecordingStage.mediaFiles(machine.records())) {
      RecordingCheck.decodesWhole(file);
    }
  }

  @Test
  void aDiskThatIsLostComesBackFromABucketOfBackups() throws Exception {
    DrillMachine other = machine.on(RecordingStage.newDirectory());
    tell("restore from a bucket", other.run("restore", "--from", BUCKET));
    assertEquals(media, other.media());
    assertTrue(identity.isPresent());
    assertEquals(identity, DirectoryIdentity.of(other.records()), "a backup knows it again");
    DrillMachine.Ended next = other.run("backup", "--to", BUCKET);
    tell("the next backup into a bucket", next);
    assertTrue(next.lastLine().contains(": 2 recordings"), next.lastLine());
  }

  @Test
  void aMachineThatIsLostComesBackFromTheStore() throws Exception {
    DrillMachine other = machine.on(RecordingStage.newDirectory());

    DrillMachine.Ended restored = other.run("restore", "--from-store");
    tell("restore of a lost machine", restored);
    assertEquals(media, other.media());

    comesBack(other, "lost machine", restored);
  }

  @Test
  void theIndexAloneComesBackFromTheStoreAndWhatItListsIsPlayedFromThere() throws Exception {
    DrillMachine other = machine.on(RecordingStage.newDirectory());

    DrillMachine.Ended restored = other.run("restore", "--from-store", "--index-only");
    tell("restore of the index from the store", restored);

    assertEquals(Map.of(), other.media());
    try (DrillMachine.Running server = other.start()) {
      List<JsonNode> listed = server.listed();
      assertEquals(2, listed.size(), listed.toString());
      for (JsonNode file : listed) {
        assertTrue(file.get("remote").asBoolean() && !file.get("local").asBoolean());
        assertEquals(
            media.get(file.get("name").asText()), server.download(file.get("url").asText()));
      }
    }
  }

  /** A server starts on it, lists and plays everything, and knows what is uploaded. */
  private static void comesBack(DrillMachine here, String what, DrillMachine.Ended restored)
      throws Exception {
    long begun = System.nanoTime();
    try (DrillMachine.Running server = here.start()) {
      List<JsonNode> listed = server.listed();
      double seconds = restored.seconds() + (System.nanoTime() - begun) / 1e9;
      long bytes = listed.stream().mapToLong(file -> file.get("size").asLong()).sum();
      TABLE.add(
          String.format(
              Locale.ROOT,
              "%-34s %5.1f s  from nothing to a server that lists %d files of %.1f MB",
              "RTO, " + what,
              seconds,
              listed.size(),
              bytes / 1e6));
      assertEquals(media.size(), listed.size(), listed.toString());
      for (JsonNode file : listed) {
        assertEquals("finished", file.get("fileState").asText());
        assertEquals(
            media.get(file.get("name").asText()), server.download(file.get("url").asText()));
      }
      server.awaitUploaded("short");
      server.awaitUploaded("long");
    }
    assertEquals(sent, objectTimes(), "nothing was uploaded again");
    assertEquals(media, here.media());
    assertFalse(Files.exists(here.records().resolve(".restore")));
    Poll.until("nothing waits", () -> here.waitingUploads(), none -> none == 0);
  }
}

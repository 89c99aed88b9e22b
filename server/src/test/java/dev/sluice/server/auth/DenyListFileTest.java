package dev.sluice.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class DenyListFileTest {

  private static final RoomId ROOM = new RoomId("standup");
  private static final ParticipantId ALICE = new ParticipantId("alice");

  @TempDir private Path directory;
  private final SettableInstant clock = new SettableInstant();

  @Test
  void whatIsDeniedStaysSoAfterARestart() throws Exception {
    Path file = directory.resolve("denied.json");
    DenyList before = new DenyList(clock, clock);
    DenyListFile kept = DenyListFile.open(before, file);
    before.revoke("t-1 \"quoted\"", clock.instant().plusSeconds(60));
    before.bar(ROOM, ALICE, clock.instant().plusSeconds(120));
    before.revoke("brief", clock.instant().plusSeconds(5));
    kept.close();
    clock.advance(Duration.ofSeconds(30));
    DenyList after = new DenyList(clock, clock);
    DenyListFile.open(after, file).close();
    assertTrue(after.isRevoked("t-1 \"quoted\""));
    assertTrue(after.isBarred(ROOM, ALICE));
    assertFalse(after.isRevoked("brief"));
    assertEquals(1, after.contents().tokens().size());
  }

  @Test
  void aTokenThatIsOverIsRememberedForAMonth() throws Exception {
    Path file = directory.resolve("denied.json");
    DenyList before = new DenyList(clock, clock);
    DenyListFile kept = DenyListFile.open(before, file);
    before.revoke("t-1", clock.instant().plusSeconds(60));
    kept.close();
    // a machine that starts with a wrong clock
    clock.leap(Duration.ofDays(20));
    DenyList after = new DenyList(clock, clock);
    DenyListFile.open(after, file).close();
    assertFalse(after.isRevoked("t-1"));
    clock.leap(Duration.ofDays(-20));
    assertTrue(after.isRevoked("t-1"));
    clock.advance(Duration.ofDays(31));
    DenyListFile.open(new DenyList(clock, clock), file).close();
    assertFalse(Files.readString(file).contains("t-1"));
  }

  @Test
  void aBarOutlastsARestartUnderAClockThatHasLeaptBefore() throws Exception {
    Path file = directory.resolve("denied.json");
    DenyList before = new DenyList(clock, clock);
    DenyListFile kept = DenyListFile.open(before, file);
    before.bar(ROOM, ALICE, clock.instant().plusSeconds(120));
    clock.leap(Duration.ofDays(400));
    before.onClockLeap();
    kept.close();
    clock.advance(Duration.ofSeconds(60));
    DenyList after = new DenyList(clock, clock);
    DenyListFile.open(after, file).close();
    assertTrue(after.isBarred(ROOM, ALICE));
    clock.advance(Duration.ofSeconds(60));
    assertFalse(after.isBarred(ROOM, ALICE));
  }

  @Test
  void whoIsAdmittedAgainIsSoAfterARestart() throws Exception {
    Path file = directory.resolve("denied.json");
    DenyList before = new DenyList(clock, clock);
    DenyListFile kept = DenyListFile.open(before, file);
    before.bar(ROOM, ALICE, clock.instant().plusSeconds(120));
    before.admit(ROOM, ALICE);
    kept.close();
    DenyList after = new DenyList(clock, clock);
    DenyListFile.open(after, file).close();
    assertFalse(after.isBarred(ROOM, ALICE));
  }

  @Test
  void whatCannotBeWrittenIsTriedAgainThoughNothingChanges() throws Exception {
    Path file = directory.resolve("denied.json");
    DenyList list = new DenyList(clock, clock);
    DenyListFile kept = DenyListFile.open(list, file, Duration.ofMillis(5));
    try {
      CountDownLatch failed = new CountDownLatch(1);
      Appender<ILoggingEvent> said =
          new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
              failed.countDown();
            }
          };
      said.start();
      Logger log = (Logger) LoggerFactory.getLogger(DenyListFile.class);
      log.addAppender(said);
      Path inTheWay = Files.createDirectory(directory.resolve("denied.json.new"));
      list.bar(ROOM, ALICE, clock.instant().plusSeconds(120));
      assertTrue(failed.await(20, TimeUnit.SECONDS));
      log.detachAppender(said);
      assertFalse(Files.readString(file).contains("alice"));
      Files.delete(inTheWay);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (!Files.readString(file).contains("alice")) {
        assertTrue(System.nanoTime() - deadline < 0, "it was not tried again");
        LockSupport.parkNanos(1_000_000);
      }
    } finally {
      kept.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"tokens\":[]}",
        "{\"tokens\":[{\"id\":\"x\"}],\"participants\":[]}",
        "{\"tokens\":[{\"id\":\"x\",\"until\":\"soon\"}],\"participants\":[]}",
        "{\"tokens\":[],\"participants\":[{\"room\":\"a b\",\"participant\":\"x\",\"until\":"
            + "\"2030-01-01T00:00:00Z\"}]}"
      })
  void aFileThatIsNoDenyListStopsTheStartAndStaysAsItIs(String content) throws Exception {
    Path file = Files.writeString(directory.resolve("denied.json"), content);
    assertThrows(IOException.class, () -> DenyListFile.open(new DenyList(clock, clock), file));
    assertEquals(content, Files.readString(file));
  }

  @Test
  void aDirectoryThatIsNotThereStopsTheStart() {
    Path file = directory.resolve("none/denied.json");
    assertThrows(IOException.class, () -> DenyListFile.open(new DenyList(clock, clock), file));
  }
}

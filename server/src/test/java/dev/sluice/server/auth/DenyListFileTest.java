package dev.sluice.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DenyListFileTest {

  private static final RoomId ROOM = new RoomId("standup");
  private static final ParticipantId ALICE = new ParticipantId("alice");

  @TempDir private Path directory;
  private final SettableInstant clock = new SettableInstant();

  @Test
  void whatIsDeniedStaysSoAfterARestart() throws Exception {
    Path file = directory.resolve("denied.json");
    DenyList before = new DenyList(clock);
    DenyListFile kept = DenyListFile.open(before, file);
    before.revoke("t-1 \"quoted\"", clock.instant().plusSeconds(60));
    before.bar(ROOM, ALICE, clock.instant().plusSeconds(120));
    before.revoke("brief", clock.instant().plusSeconds(5));
    kept.close();
    clock.advance(Duration.ofSeconds(30));
    DenyList after = new DenyList(clock);
    DenyListFile.open(after, file).close();
    assertTrue(after.isRevoked("t-1 \"quoted\""));
    assertTrue(after.isBarred(ROOM, ALICE));
    assertFalse(after.isRevoked("brief"));
    assertEquals(1, after.contents().tokens().size());
    assertFalse(Files.readString(file).contains("brief"));
  }

  @Test
  void whoIsAdmittedAgainIsSoAfterARestart() throws Exception {
    Path file = directory.resolve("denied.json");
    DenyList before = new DenyList(clock);
    DenyListFile kept = DenyListFile.open(before, file);
    before.bar(ROOM, ALICE, clock.instant().plusSeconds(120));
    before.admit(ROOM, ALICE);
    kept.close();
    DenyList after = new DenyList(clock);
    DenyListFile.open(after, file).close();
    assertFalse(after.isBarred(ROOM, ALICE));
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
    assertThrows(IOException.class, () -> DenyListFile.open(new DenyList(clock), file));
    assertEquals(content, Files.readString(file));
  }

  @Test
  void aDirectoryThatIsNotThereStopsTheStart() {
    Path file = directory.resolve("none/denied.json");
    assertThrows(IOException.class, () -> DenyListFile.open(new DenyList(clock), file));
  }
}

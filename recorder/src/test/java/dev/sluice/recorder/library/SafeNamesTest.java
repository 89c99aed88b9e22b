package dev.sluice.recorder.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeNamesTest {

  @Test
  void keepsNamesThatAreSafe() {
    assertEquals("Blue_room-7", SafeNames.room("Blue_room-7"));
    assertEquals("alice", SafeNames.clean("alice", 40));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../../etc/passwd",
        "/etc",
        "a/b",
        "a\\b",
        "C:\\x",
        "a\u0000b",
        ".uploads",
        "b\u00fccher \ud83d\ude00",
        "x\n y",
        "%2e%2e%2f"
      })
  void makesSafeFoldersOfAnyText(String room) {
    String folder = SafeNames.room(room);
    assertTrue(SafeNames.isRoom(folder), folder);
    assertFalse(folder.startsWith("-"), folder);
    assertEquals(folder, SafeNames.room(room));
    assertNotEquals(folder, SafeNames.room(room + "x"));
  }

  @Test
  void boundsEndlessTexts() {
    String endless = "\u00e4".repeat(1 << 20);
    assertTrue(SafeNames.isRoom(SafeNames.room(endless)));
    assertNotEquals(SafeNames.room(endless), SafeNames.room(endless + "\u00e4"));
    assertTrue(SafeNames.clean("x".repeat(1 << 20), 40).length() <= 40);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".webm",
        "..webm",
        "a.webm/",
        "a/../b.webm",
        "a\u0000.webm",
        "a.webm\n",
        "-rf.webm",
        "manifest.json",
        "a.WEBM",
        "\u00fc.mkv"
      })
  void knowsWhatIsNoFile(String name) {
    assertFalse(SafeNames.isFile(name));
  }

  @Test
  void countsEachOwnersFiles() {
    FileNames names = new FileNames();
    assertEquals("alice_camera_001.webm", names.next("p1", "alice", "camera", "webm"));
    assertEquals("alice_camera_002.mkv", names.next("p1", "alice", "camera", "mkv"));
    assertEquals("alice_screen_001.webm", names.next("p1", "alice", "screen", "webm"));
    assertEquals("alice-2_camera_001.webm", names.next("p2", "alice", "camera", "webm"));
    assertEquals("Alice-3_camera_001.webm", names.next("p3", "Alice", "camera", "webm"));
    assertEquals("alice_camera_003.webm", names.next("p1", "alice", "camera", "webm"));
    assertEquals("alice-2_camera_002.webm", names.next("p2", "alice", "camera", "webm"));
  }

  @Test
  void givesNoNameTwiceWhateverPeopleAreCalled() {
    FileNames names = new FileNames();
    Set<String> given = new HashSet<>();
    String[] people = {"a", "A", "a_", "a-2", "a b", "\u0000", "", "..", "a/../b", "-x", "a_b"};
    for (int owner = 0; owner < 50; owner++) {
      for (String who : people) {
        String name = names.next(owner + who, who, "b_camera", "webm");
        assertTrue(SafeNames.isFile(name), name);
        assertTrue(given.add(name.toLowerCase(java.util.Locale.ROOT)), name);
      }
    }
    String longest = names.next("x", "w".repeat(500), "v".repeat(500), "webm");
    assertTrue(SafeNames.isFile(longest), longest);
  }
}

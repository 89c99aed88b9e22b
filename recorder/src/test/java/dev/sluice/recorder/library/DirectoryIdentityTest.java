package dev.sluice.recorder.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryIdentityTest {

  @TempDir Path directory;

  @Test
  void aServerGivesItOnceAndKeepsIt() throws Exception {
    Path records = directory.resolve("records");
    try (RecordingsDirectory taken = new RecordingsDirectory(records)) {
      taken.take();
    }
    Optional<String> given = DirectoryIdentity.of(records);
    assertTrue(given.map(DirectoryIdentity::isValid).orElse(false), given + "");
    try (RecordingsDirectory taken = new RecordingsDirectory(records)) {
      taken.take();
    }
    assertEquals(given, DirectoryIdentity.of(records));
  }

  @Test
  void whatCannotBeOneIsNone() throws Exception {
    assertEquals(Optional.empty(), DirectoryIdentity.of(directory));
    Path file = directory.resolve(DirectoryIdentity.FILE);
    Files.writeString(file, "x".repeat(100));
    assertEquals(Optional.empty(), DirectoryIdentity.of(directory));
    Files.writeString(file, "../../etc");
    assertEquals(Optional.empty(), DirectoryIdentity.of(directory));
    DirectoryIdentity.ensure(directory);
    assertNotEquals(Optional.empty(), DirectoryIdentity.of(directory));
    Files.delete(file);
    Files.createSymbolicLink(file, directory.resolve("elsewhere"));
    assertEquals(Optional.empty(), DirectoryIdentity.of(directory));
  }
}

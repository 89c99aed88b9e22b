package dev.sluice.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DotEnvTest {

  @TempDir Path directory;

  @Test
  void readsPlainQuotedAndExportedValues() {
    Map<String, String> variables =
        DotEnv.parse(
            ".env",
            List.of(
                "\uFEFF# our server",
                "",
                "HTTP_ADDR=:9000   # everywhere",
                "  export AUTH_TOKEN = \"a # b \\\"c\\\" \\\\ \\n\"  # secret",
                "TURN_PASSWORD='as $it \\is'",
                "EMPTY=",
                "HASH=a#b",
                "ONLY=# nothing",
                "EQUALS=a=b=c"));

    assertEquals(
        Map.of(
            "HTTP_ADDR", ":9000",
            "AUTH_TOKEN", "a # b \"c\" \\ \n",
            "TURN_PASSWORD", "as $it \\is",
            "EMPTY", "",
            "HASH", "a#b",
            "ONLY", "",
            "EQUALS", "a=b=c"),
        variables);
  }

  @Test
  void lastLineOfAVariableWins() {
    assertEquals(Map.of("A", "2"), DotEnv.parse(".env", List.of("A=1", "A=2")));
  }

  @Test
  void saysWhichLineIsWrongWithoutShowingIt() {
    for (String wrong :
        List.of("hunter2", "1A=hunter2", "A=\"hunter2", "A='hunter2' x", "=hunter2")) {
      ConfigException e =
          assertThrows(ConfigException.class, () -> DotEnv.parse(".env", List.of("", wrong)));
      assertEquals("Line 2 of .env", e.getMessage().substring(0, 14));
      assertFalse(e.getMessage().contains("hunter2"));
    }
  }

  @Test
  void processVariablesGoBeforeTheFile() throws IOException {
    Path file = directory.resolve(".env");
    Files.writeString(file, "A=file\nB=file\nC=file\n");

    Environment environment = Environment.load(Map.of("A", "process", "B", " "), file);

    assertEquals(Optional.of("process"), environment.text("A"));
    assertEquals(Optional.of("file"), environment.text("B"));
    assertEquals(Optional.of("file"), environment.text("C"));
    assertEquals(Optional.empty(), environment.text("D"));
  }

  @Test
  void missingFileIsNoFile() {
    Environment environment = Environment.load(Map.of(), directory.resolve("none"));

    assertEquals(Optional.empty(), environment.text("A"));
  }

  @Test
  void hugeFileIsNotRead() throws IOException {
    Path file = directory.resolve(".env");
    Files.write(file, new byte[300 << 10]);

    assertThrows(ConfigException.class, () -> Environment.load(Map.of(), file));
  }
}

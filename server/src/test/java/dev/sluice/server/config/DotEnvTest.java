package dev.sluice.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
                    "EQUALS=a=b=c"))
            .variables();

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
    DotEnv file = DotEnv.parse(".env", List.of("A=1", "A=2"));

    assertEquals(Map.of("A", "2"), file.variables());
    assertEquals(
        List.of("Line 2 of .env sets A once more; the lines before have no effect."),
        file.notices());
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

  @Test
  void windowsLineEndsAndAByteOrderMarkDoNoHarm() throws IOException {
    Path file = directory.resolve(".env");
    Files.writeString(file, "\uFEFFHTTP_ADDR=:9000\r\nAUTH_TOKEN=\"a b\"\r\n");

    assertEquals(Map.of("HTTP_ADDR", ":9000", "AUTH_TOKEN", "a b"), DotEnv.read(file).variables());
  }

  @Test
  void whatCannotBeReadStopsTheStart() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("folder.env"));
    assertEquals(
        folder + " is a directory, but must be a file of NAME=value lines or not be there.",
        refusal(folder));

    Path latin = directory.resolve("latin.env");
    Files.write(latin, new byte[] {'A', '=', (byte) 0xFC});
    assertEquals(latin + " is not UTF-8 text; save it as UTF-8.", refusal(latin));

    Path wide = directory.resolve("wide.env");
    Files.write(wide, "\uFEFFA=b\n".getBytes(StandardCharsets.UTF_16LE));
    assertEquals(
        wide + " is not UTF-8 text, it looks like UTF-16; save it as UTF-8.", refusal(wide));

    Path link = Files.createSymbolicLink(directory.resolve("link.env"), Path.of("nowhere"));
    assertEquals(link + " is a link that leads nowhere.", refusal(link));

    Path binary = directory.resolve("binary.env");
    Files.write(binary, new byte[] {'A', '=', 'b', 0, 'c', '\n'});
    assertEquals("Line 1 of " + binary + " is not NAME=value or a comment.", refusal(binary));
  }

  @Test
  void typographicQuotesAreNotPartOfASecret() {
    String message =
        assertThrows(
                ConfigException.class, () -> DotEnv.parse(".env", List.of("A=\u201Chunter2\u201D")))
            .getMessage();
    assertEquals("Line 1 of .env has typographic quotes; write \" or '.", message);
  }

  @Test
  void saysThatNothingIsPutInThePlaceOfOtherVariables() {
    assertEquals(
        List.of(
            "Line 1 of .env has ${ in the value of RECORD_DIR, which is taken as it is: nothing is"
                + " put in its place."),
        DotEnv.parse(".env", List.of("RECORD_DIR=${HOME}/records")).notices());
  }

  private static String refusal(Path file) {
    return assertThrows(ConfigException.class, () -> Environment.load(Map.of(), file)).getMessage();
  }
}

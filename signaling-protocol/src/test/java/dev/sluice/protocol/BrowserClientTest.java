package dev.sluice.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Runs the JavaScript tests of the browser client, {@code src/test/js}, with Node.js 20 or newer.
 */
class BrowserClientTest {

  @Test
  @Timeout(120)
  void passesItsOwnTests() throws IOException, InterruptedException {
    Process node = start("node", "--test", "src/test/js/");
    String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, node.waitFor(), output);
  }

  private static Process start(String... command) {
    try {
      return new ProcessBuilder(command)
          .directory(Path.of("").toAbsolutePath().toFile())
          .redirectErrorStream(true)
          .start();
    } catch (IOException e) {
      return abort("SKIPPED: the browser client is untested because node is not on the PATH");
    }
  }
}

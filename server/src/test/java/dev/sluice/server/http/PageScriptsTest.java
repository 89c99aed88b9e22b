package dev.sluice.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs the JavaScript tests of the page, {@code src/test/js}, with Node.js 20 or newer. */
class PageScriptsTest {

  @Test
  @Timeout(60)
  void passTheirOwnTests() throws IOException, InterruptedException {
    Process node = startNode();
    String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, node.waitFor(), output);
  }

  private static Process startNode() {
    try {
      return new ProcessBuilder("node", "--test", "src/test/js/").redirectErrorStream(true).start();
    } catch (IOException e) {
      return abort("SKIPPED: the page's scripts are untested because node is not on the PATH");
    }
  }
}

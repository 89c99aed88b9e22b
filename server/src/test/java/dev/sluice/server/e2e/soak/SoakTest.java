package dev.sluice.server.e2e.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.server.e2e.Tools;
import dev.sluice.server.e2e.wish.PeerTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The soak in small: every {@link Life} is lived twice, and the server has after the second time
 * what it had after the first. {@code deploy/dev/soak.sh} takes an hour.
 */
@Tag("e2e")
@Tag("beside")
class SoakTest {

  private static final Path DIRECTORY = Path.of("target", "soak-small");
  private static final long MINUTES = 10;

  @Test
  void aServerKeepsNothingOfThoseWhoCameAndWent() throws IOException, InterruptedException {
    PeerTools.installed("s3proxy-4.1.0.jar", "S3Proxy");
    Tools.requireThat(
        Files.isDirectory(Path.of("/proc/self/task")), "Linux, which tells of threads");
    Files.createDirectories(DIRECTORY);
    Path output = DIRECTORY.resolve("output.txt");
    Process soak =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                SoakMain.class.getName(),
                "--directory",
                DIRECTORY.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean over = soak.waitFor(MINUTES, TimeUnit.MINUTES);
      assertEquals(0, over ? soak.exitValue() : -1, () -> text(output));
    } finally {
      soak.destroy();
    }
  }

  private static String text(Path output) {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return e.toString();
    }
  }
}

package dev.sluice.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.config.ServerConfig;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SurroundingsTest {

  private static final Instant NOW = Instant.parse("2026-11-26T08:00:00Z");
  private static final long PLENTY = 1L << 30;

  /** One media loop, 20000 connections. */
  private final ServerConfig config = TestConfig.loopback();

  private static Surroundings files(long count) {
    return new Surroundings(count, PLENTY, NOW, Optional.empty());
  }

  private int connections(long files) {
    return files(files).fitted(config).http().limits().counts().connections();
  }

  @Test
  void whereThereIsPlentyNothingIsSaidAndNothingChanged() {
    assertEquals(List.of(), files(65_536).warnings(config));
    assertSame(config, files(65_536).fitted(config));
    assertSame(config, files(0).fitted(config), "it is not known");
  }

  @Test
  void connectionsLeaveRoomForMediaAndRecordings() {
    assertEquals(20_000, connections(65_536));
    assertEquals(20_000 - 128 - 16 - 4096, connections(20_000));
    assertEquals(1024 - 128 - 16 - 256, connections(1024));
    assertEquals(256 - 128 - 16 - 64, connections(256));
    assertEquals(
        List.of(
            "This process may have 1024 files and sockets open at once, which leaves 624 connections"
                + " beside media and recordings, not the 20000 of MAX_CONNECTIONS; raise that (ulimit"
                + " -n 65536, LimitNOFILE=65536 of systemd, --ulimit nofile=65536 of containers), or"
                + " lower MAX_CONNECTIONS."),
        files(1024).warnings(config));
    ServerConfig modest = TestConfig.with(Map.of("MAX_CONNECTIONS", "600"));
    assertEquals(List.of(), files(1024).warnings(modest));
    assertSame(modest, files(1024).fitted(modest));
  }

  @Test
  void nobodyStartsAServerThatHasNoRoomForAnybody() {
    String message =
        assertThrows(StartException.class, () -> files(64).fitted(config)).getMessage();
    assertTrue(
        message.startsWith("This process may have 64 files and sockets open at once, which is too"),
        message);
  }

  @Test
  void saysWhatElseIsMissing() {
    Surroundings poor =
        new Surroundings(65_536, 64L << 20, Instant.EPOCH, Optional.of("no such file"));
    List<String> warnings = poor.warnings(config);
    assertEquals(3, warnings.size(), warnings.toString());
    assertTrue(warnings.get(0).startsWith("The machine's clock says 1970-01-01T00:00:00Z, before"));
    assertTrue(warnings.get(1).startsWith("The JVM may use 64 MB of memory"));
    assertTrue(warnings.get(2).startsWith("Netty's native sockets cannot be used (no such file)"));
  }

  @Test
  void knowsThisProcess() {
    Surroundings here = Surroundings.here(() -> NOW);
    assertTrue(here.maxFiles() > 0, "every system these tests run on tells");
    assertTrue(here.maxHeapBytes() > 0);
  }
}

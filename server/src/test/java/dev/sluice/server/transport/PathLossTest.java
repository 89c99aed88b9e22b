package dev.sluice.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.ice.NetworkPath;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of a transport whose TCP connection closes. */
class PathLossTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final ConnectedTransport story = new ConnectedTransport();
  private final WebRtcTransport transport = story.transport();

  private void lose(NetworkPath path) {
    transport.onPathLost(path, story.now());
  }

  @Test
  void goesOnOverAnotherPathAtOnce() {
    NetworkPath other = story.anotherPath();
    story.check(other);

    lose(story.path());

    assertSame(other, transport.sendPathOrNull());
    assertTrue(transport.connected());
    assertEquals(List.of(), story.takeTold());
  }

  @Test
  void isInterruptedAtOnceWithoutAnother() {
    lose(story.path());

    assertNull(transport.sendPathOrNull());
    assertFalse(transport.connected());
    assertEquals(List.of("interrupted"), story.takeTold());
  }

  @Test
  void isBackWithTheFirstCheckOnANewOne() {
    lose(story.path());
    story.pass(2 * SECOND);
    NetworkPath next = story.anotherPath();

    story.check(next);

    assertSame(next, transport.sendPathOrNull());
    assertTrue(transport.connected());
    assertEquals(List.of("interrupted", "connected"), story.takeTold());
  }

  @Test
  void isInterruptedAndRestoredOnceThoughSilenceExpiresMeanwhile() {
    lose(story.path());
    story.pass(40 * SECOND);

    story.check(story.anotherPath());

    assertEquals(List.of("interrupted", "connected"), story.takeTold());
  }

  @Test
  void losingAPathNeverProvenMeansNothing() {
    lose(story.anotherPath());

    assertTrue(transport.connected());
    assertEquals(List.of(), story.takeTold());
  }
}

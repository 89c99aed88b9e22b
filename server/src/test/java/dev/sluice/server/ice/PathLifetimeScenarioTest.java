package dev.sluice.server.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How paths and peers come to an end. */
class PathLifetimeScenarioTest {

  private final IceStory story = new IceStory();

  @Test
  void aPeerThatNeverComesExpiresOnce() {
    story.passMillis(29_990);
    assertEquals(List.of(), story.told);
    story.passMillis(60_000);
    assertEquals(List.of("expired"), story.told);
  }

  @Test
  void aPeerThatFallsSilentExpires() {
    story.check(story.wifi);
    story.passMillis(20_000);
    story.check(story.wifi);
    story.passMillis(29_990);
    assertFalse(story.told.contains("expired"));
    story.passMillis(20);
    assertTrue(story.told.contains("expired"));
  }

  @Test
  void aPeerThatComesBackAfterASilenceIsAliveAgain() {
    story.check(story.wifi);
    story.passMillis(31_000);
    story.check(story.wifi);
    assertTrue(story.told.contains("restored"));
    story.passMillis(31_000);
    assertEquals(2, story.told.stream().filter("expired"::equals).count());
  }

  /** FFmpeg 8.0 sends no checks once it streams. */
  @Test
  void mediaAloneKeepsAPeerAlive() {
    story.nominate(story.wifi);
    for (int second = 0; second < 120; second++) {
      story.passMillis(1000);
      story.media(story.wifi);
    }
    assertEquals(2, story.told.size());
    assertSame(story.wifi, story.agent.selectedPathOrNull());
  }

  @Test
  void unauthenticatedPacketsKeepNobodyAlive() {
    story.check(story.wifi);
    for (int second = 0; second < 31; second++) {
      story.passMillis(1000);
      story.receive(story.wifi, story.full().finish());
      story.media(story.cell);
    }
    assertTrue(story.told.contains("expired"));
  }

  @Test
  void aPathThatFellSilentIsForgottenUnlessItIsSelected() {
    story.check(story.wifi);
    story.check(story.cell);
    story.nominate(story.wifi);
    for (int second = 0; second < 31; second++) {
      story.passMillis(1000);
      story.check(story.wifi);
    }
    assertFalse(story.agent.isValidated(story.cell));
    assertTrue(story.told.contains("removed " + story.cell));
    assertTrue(story.agent.isValidated(story.wifi));
  }

  @Test
  void theNinthPathEvictsTheOneThatWasSilentForLongest() {
    List<TestPath> paths = fill(8);
    story.check(paths.get(1));
    story.passMillis(10);
    story.check(story.third);

    assertEquals("removed " + paths.get(2), story.told.get(story.told.size() - 2));
    assertEquals("validated " + story.third, story.told.get(story.told.size() - 1));
    assertEquals(8, story.agent.stats().validatedPaths());
    assertEquals(1, story.agent.stats().pathsEvicted());
    assertFalse(story.agent.isValidated(paths.get(2)));
  }

  @Test
  void theSelectedPathIsNeverEvicted() {
    List<TestPath> paths = fill(8);
    TestPath selected = paths.get(0);
    assertSame(selected, story.agent.selectedPathOrNull());
    for (int port = 1; port <= 30; port++) {
      story.passMillis(40);
      story.check(new TestPath("203.0.113.77", port));
    }
    assertSame(selected, story.agent.selectedPathOrNull());
    assertTrue(story.agent.isValidated(selected));
    assertEquals(30, story.agent.stats().pathsEvicted());
  }

  @Test
  void everyPathThatWasValidatedIsRemovedAtMostOnce() {
    for (int port = 1; port <= 60; port++) {
      story.check(new TestPath("203.0.113.77", port));
    }
    List<String> removed = new ArrayList<>();
    for (String line : story.told) {
      if (line.startsWith("removed")) {
        removed.add(line);
      }
    }
    assertEquals(52, removed.size());
    assertEquals(
        0, removed.stream().filter(line -> Collections.frequency(removed, line) > 1).count());
  }

  @Test
  void aClosedConnectionHandsOverToThePathHeardLast() {
    story.check(story.wifi);
    story.check(story.third);
    story.passMillis(10);
    story.check(story.cell);
    story.agent.removePath(story.wifi);
    assertEquals("removed " + story.wifi, story.told.get(story.told.size() - 2));
    assertEquals("selected " + story.cell, story.told.get(story.told.size() - 1));
  }

  @Test
  void whenTheOnlyConnectionClosesTheNextCheckSelectsAgain() {
    story.check(story.wifi);
    story.agent.removePath(story.wifi);
    story.agent.removePath(story.wifi);
    assertNull(story.agent.selectedPathOrNull());
    story.check(story.cell);
    assertSame(story.cell, story.agent.selectedPathOrNull());
  }

  private List<TestPath> fill(int count) {
    List<TestPath> paths = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TestPath path = new TestPath("203.0.113." + (100 + i), 4000);
      paths.add(path);
      story.check(path);
      story.passMillis(10);
    }
    return paths;
  }
}

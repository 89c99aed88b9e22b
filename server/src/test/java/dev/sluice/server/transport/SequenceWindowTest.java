package dev.sluice.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SequenceWindowTest {

  private static final int SIZE = 2048;

  private final SequenceWindow window = new SequenceWindow();

  @Test
  void takesEachNumberOnce() {
    assertTrue(window.add(70_000));
    assertFalse(window.add(70_000));
    assertTrue(window.add(70_002));
    assertTrue(window.add(70_001));
    assertFalse(window.add(70_001));
    assertFalse(window.add(70_002));
  }

  @Test
  void takesWhatLiesBeforeTheFirst() {
    assertTrue(window.add(70_000));
    assertTrue(window.add(69_990));
    assertFalse(window.add(69_990));
  }

  @Test
  void refusesWhatLiesTooFarBackToTell() {
    window.add(70_000);
    assertTrue(window.add(70_000 - SIZE + 1));
    assertFalse(window.add(70_000 - SIZE));
  }

  @Test
  void forgetsWhatTheWindowHasPassed() {
    window.add(70_000);
    assertTrue(window.add(70_000 + SIZE), "it shares a bit with the first");
    assertFalse(window.add(70_000 + SIZE));
    assertTrue(window.add(70_001), "the oldest the window still covers");
  }

  @Test
  void jumpsFartherThanItself() {
    window.add(70_000);
    assertTrue(window.add(70_000 + 10 * SIZE + 3));
    assertTrue(window.add(70_000 + 10 * SIZE), "nothing old stands for something new");
    assertFalse(window.add(70_000));
  }

  @Test
  void agreesWithASetUnderReorderingAndGaps() {
    Random random = new Random(5);
    Set<Long> seen = new HashSet<>();
    long newest = 70_000;
    for (int i = 0; i < 50_000; i++) {
      long sequence = newest - 300 + random.nextInt(330);
      newest = Math.max(newest, sequence);
      assertEquals(seen.add(sequence), window.add(sequence), "number " + sequence);
    }
  }
}

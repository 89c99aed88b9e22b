package dev.sluice.server.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {

  @Test
  void agreesWithARememberedSetUnderRandomOrder() {
    for (int size : new int[] {64, 128, 1024}) {
      ReplayWindow window = new ReplayWindow(size);
      Set<Long> seen = new HashSet<>();
      Random random = new Random(size);
      long highest = -1;
      for (int i = 0; i < 50_000; i++) {
        long step = random.nextInt(50) == 0 ? random.nextInt(3 * size) : random.nextInt(4);
        long index = Math.max(0, highest + step - random.nextInt(size + 20) / 2);
        boolean expected = index > highest || (highest - index < size && !seen.contains(index));

        assertEquals(expected, window.accepts(index));
        if (expected) {
          window.record(index);
          seen.add(index);
          highest = Math.max(highest, index);
        }
        assertEquals(highest, window.highest());
      }
    }
  }

  @Test
  void refusesSizesThatAreNoPowerOfTwo() {
    assertThrows(IllegalArgumentException.class, () -> new ReplayWindow(100));
    assertThrows(IllegalArgumentException.class, () -> new ReplayWindow(32));
    assertThrows(IllegalArgumentException.class, () -> new SrtpOptions(0, 64, 64));
  }
}

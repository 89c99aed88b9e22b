package dev.sluice.server.negotiation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Makes other texts out of session descriptions. */
final class Damage {

  private Damage() {}

  /** {@code lines} with up to six changes; the first line stays. */
  static String of(List<String> lines, Random random) {
    List<String> damaged = new ArrayList<>(lines);
    for (int change = random.nextInt(6); change >= 0; change--) {
      int at = 1 + random.nextInt(damaged.size() - 1);
      int other = 1 + random.nextInt(damaged.size() - 1);
      String line = damaged.get(at);
      switch (random.nextInt(5)) {
        case 0 -> damaged.remove(at);
        case 1 -> damaged.add(other, line);
        case 2 -> Collections.swap(damaged, at, other);
        case 3 -> damaged.set(at, line.substring(0, random.nextInt(line.length() + 1)));
        default -> damaged.set(at, line + (char) random.nextInt(0x250));
      }
    }
    return String.join("\n", damaged);
  }
}

package dev.sluice.server.http.admin;

import dev.sluice.server.auth.Grants;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts what callers have in use, so that whoever administers rooms leaves something to the others
 * who do, and always something to the operator. Thread-safe.
 */
final class CallerShares {

  private final int mostOfOne;
  private final int mostOfOthers;
  private final int mostInAll;
  private final Map<String, Integer> inUse = new HashMap<>();
  private int others;
  private int operators;

  /**
   * @param mostOfOne that one caller may use who is not the operator
   * @param mostOfOthers that all of these may use together
   * @param mostInAll the operator's included
   */
  CallerShares(int mostOfOne, int mostOfOthers, int mostInAll) {
    this.mostOfOne = mostOfOne;
    this.mostOfOthers = mostOfOthers;
    this.mostInAll = mostInAll;
  }

  /** Whether there is one more for this caller. */
  synchronized boolean has(Grants caller) {
    if (others + operators >= mostInAll) {
      return false;
    }
    return caller.isOperator()
        || (others < mostOfOthers && inUse.getOrDefault(caller.holder(), 0) < mostOfOne);
  }

  /** Takes one, to be given back by {@link #giveBack}; false when there is none. */
  synchronized boolean take(Grants caller) {
    if (!has(caller)) {
      return false;
    }
    if (caller.isOperator()) {
      operators++;
    } else {
      others++;
      inUse.merge(caller.holder(), 1, Integer::sum);
    }
    return true;
  }

  synchronized void giveBack(Grants caller) {
    if (caller.isOperator()) {
      operators--;
    } else {
      others--;
      inUse.computeIfPresent(caller.holder(), (holder, count) -> count == 1 ? null : count - 1);
    }
  }
}

package dev.sluice.server.room;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How many members came with which token, in all rooms of this server. Members whose token has no
 * id are not counted. Thread-safe.
 */
final class TokenSessions {

  private final ConcurrentMap<String, Integer> members = new ConcurrentHashMap<>();

  /**
   * Counts one member more.
   *
   * @param spared members with the same token that are about to go
   * @return false, and nothing is counted, when there are as many as the limits allow already
   */
  boolean enter(Entitlement entitlement, int spared) {
    Optional<String> token = entitlement.tokenId();
    if (token.isEmpty()) {
      return true;
    }
    int max = entitlement.limits().maxSessions();
    boolean[] entered = new boolean[1];
    members.compute(
        token.get(),
        (id, present) -> {
          int before = present == null ? 0 : present;
          entered[0] = max == 0 || before < max + spared;
          return entered[0] ? Integer.valueOf(before + 1) : present;
        });
    return entered[0];
  }

  /** Counts one less, after one who entered. */
  void leave(Entitlement entitlement) {
    entitlement
        .tokenId()
        .ifPresent(
            token ->
                members.computeIfPresent(
                    token, (id, present) -> present == 1 ? null : Integer.valueOf(present - 1)));
  }
}

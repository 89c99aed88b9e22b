package dev.sluice.server.signaling;

import dev.sluice.server.auth.Grants;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What others see of a participant: its token's word goes before its own. Owned by the session's
 * loop.
 */
final class SessionProfile {

  private final Supplier<Grants> grants;
  private Map<String, String> metadata = Map.of();

  /**
   * @param grants what the token says at present
   */
  SessionProfile(Supplier<Grants> grants) {
    this.grants = grants;
  }

  /** The name the token gives, or else the one asked for. */
  String name(Optional<String> asked) {
    return grants.get().name().or(() -> asked).orElse("");
  }

  /** Whether a participant may be called so. */
  boolean permitsName(Optional<String> asked) {
    Optional<String> given = grants.get().name();
    return asked.isEmpty() || given.isEmpty() || given.equals(asked);
  }

  /** As the room was told last. */
  Map<String, String> metadata() {
    return metadata;
  }

  /** What is asked for, with what the token says put over it. */
  Map<String, String> completed(Map<String, String> asked) {
    Map<String, String> all = new HashMap<>(asked);
    all.putAll(grants.get().metadata());
    return all;
  }

  /** The room is told this, or has been. */
  void metadata(Map<String, String> told) {
    metadata = told;
  }

  /**
   * Takes over what another token says, which holds already, and nothing any more of what the
   * former said.
   *
   * @return whether the room is to be told
   */
  boolean adopt(Grants former) {
    Map<String, String> own = new HashMap<>(metadata);
    own.keySet().removeAll(former.metadata().keySet());
    Map<String, String> next = completed(own);
    boolean differs = grants.get().name().isPresent() || !next.equals(metadata);
    metadata = next;
    return differs;
  }
}

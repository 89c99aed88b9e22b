package dev.sluice.server.room;

import java.util.Set;

/**
 * What somebody may do in a room.
 *
 * @param publish what it may send
 * @param subscribe whether it may receive others' tracks
 * @param hidden whether others are not to know of it; who is hidden cannot publish
 */
public record Permissions(Set<Publishable> publish, boolean subscribe, boolean hidden) {

  /** What can be published. */
  public enum Publishable {
    AUDIO,
    VIDEO,
    /** What is shown of a screen, and its sound. */
    SCREEN,
    /** Messages to others. */
    DATA
  }

  /** Everything, for all to see. */
  public static final Permissions ALL = new Permissions(Set.of(Publishable.values()), true, false);

  public Permissions {
    publish = hidden ? Set.of() : Set.copyOf(publish);
  }
}

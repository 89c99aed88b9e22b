package dev.sluice.server.room;

import dev.sluice.server.rtp.MediaKind;
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

  /**
   * Whether such a track may be published. What is said to be a screen needs the right to a screen,
   * everything else the right to its kind, whatever it is said to be.
   */
  public boolean permits(TrackSource source, MediaKind kind) {
    return publish.contains(
        switch (source) {
          case SCREEN, SCREEN_AUDIO -> Publishable.SCREEN;
          case MICROPHONE, CAMERA, OTHER ->
              kind == MediaKind.AUDIO ? Publishable.AUDIO : Publishable.VIDEO;
        });
  }

  /** Whether anything is left to do for somebody in this role. */
  public boolean permits(Membership.Role role) {
    return switch (role) {
      case PARTICIPANT -> true;
      case PUBLISHER -> permitsMedia();
      case VIEWER -> subscribe;
    };
  }

  /** Whether any track may be published. */
  public boolean permitsMedia() {
    return publish.stream().anyMatch(what -> what != Publishable.DATA);
  }

  /** Whether messages may be sent, and what is written on the room may be changed. */
  public boolean permitsData() {
    return publish.contains(Publishable.DATA);
  }
}

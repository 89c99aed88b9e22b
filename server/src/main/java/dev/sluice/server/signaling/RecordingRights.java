package dev.sluice.server.signaling;

import java.util.Optional;

/** Which participants may start, stop, pause and resume the recording of their room. Immutable. */
public final class RecordingRights {

  /** Nobody may, or nothing can be recorded. */
  public static final RecordingRights NOBODY = new RecordingRights(By.NOBODY, RoomAccess.open());

  /** Who may. */
  public enum By {
    /**
     * On a server without any tokens everybody, since there is nobody to tell apart; else as {@link
     * #ADMIN}.
     */
    AUTO,
    EVERYONE,
    /** Who joined with the operator's token. */
    ADMIN,
    NOBODY
  }

  private final By by;
  private final RoomAccess access;

  public RecordingRights(By by, RoomAccess access) {
    this.by = by;
    this.access = access;
  }

  /** Whether who joined with this token may. */
  boolean permits(Optional<String> token) {
    return switch (by) {
      case EVERYONE -> true;
      case AUTO -> !access.knowsTokens() || access.isOperator(token);
      case ADMIN -> access.isOperator(token);
      case NOBODY -> false;
    };
  }
}

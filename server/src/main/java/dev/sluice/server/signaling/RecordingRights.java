package dev.sluice.server.signaling;

import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.Grants;

/** Which participants may start, stop, pause and resume the recording of their room. Immutable. */
public final class RecordingRights {

  /** Nobody may, or nothing can be recorded. */
  public static final RecordingRights NOBODY = new RecordingRights(By.NOBODY, Access.open());

  /** Who may. */
  public enum By {
    /**
     * On a server without any tokens everybody, since there is nobody to tell apart; else whose
     * token grants it.
     */
    AUTO,
    EVERYONE,
    /** Who joined with a token that administers the room. */
    ADMIN,
    NOBODY
  }

  private final By by;
  private final Access access;

  public RecordingRights(By by, Access access) {
    this.by = by;
    this.access = access;
  }

  /** Whether who joined with these grants may. */
  boolean permits(Grants grants) {
    return switch (by) {
      case EVERYONE -> true;
      case AUTO -> !access.knowsTokens() || grants.record() || grants.admin();
      case ADMIN -> grants.admin();
      case NOBODY -> false;
    };
  }
}

package dev.sluice.server.auth;

import dev.sluice.server.room.RoomId;
import java.util.Optional;

/**
 * Decides what a token permits. Thread-safe; decides at once, from what is in memory, and never
 * blocks.
 */
public interface Access {

  /** Every room is open to anybody, and nobody is the operator. */
  static Access open() {
    return FixedTokens.NONE;
  }

  /** True when at least some rooms want a token. */
  boolean wantsTokens();

  /** True when there is any token that somebody could show, be it the operator's. */
  boolean knowsTokens();

  /**
   * Whether somebody may come into a room, and what for. To be asked once for each entry: a token
   * that is good for one is used up.
   */
  Verdict enter(Entry entry);

  /**
   * The same for who does not enter, or is in already and comes back to its session: nothing is
   * used up, and what was used up is good.
   */
  Verdict look(Entry entry);

  /**
   * Who shows this token, whatever the room: for the API. Without tokens on this server it is
   * anybody; with some, who shows none is refused.
   */
  Verdict identify(Optional<String> token);

  /**
   * Whether this token proves by its signature that it is good, so that nobody can have guessed it.
   * Compares it with no token that could be.
   */
  default boolean isSigned(Optional<String> token) {
    return false;
  }

  /** Whether this token opens this room, for requests that do not enter it. */
  default boolean admits(RoomId room, Optional<String> token) {
    return look(Entry.of(room, token)) instanceof Verdict.Granted;
  }

  /** Whether this token is good for anything here. */
  default boolean knows(Optional<String> token) {
    return token.isPresent() && identify(token) instanceof Verdict.Granted;
  }
}

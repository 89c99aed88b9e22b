package dev.sluice.server.signaling;

import dev.sluice.server.room.RoomId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;

/**
 * Whom a room admits: a room with its own token wants that one, other rooms want the global token,
 * and without any the room is open. The operator's token opens every room. Tokens are compared in
 * constant time. Immutable.
 */
public final class RoomAccess {

  private final Optional<String> globalToken;
  private final Map<RoomId, String> roomTokens;
  private final Optional<String> operatorToken;

  /** Without an operator. */
  public RoomAccess(Optional<String> globalToken, Map<RoomId, String> roomTokens) {
    this(globalToken, roomTokens, Optional.empty());
  }

  public RoomAccess(
      Optional<String> globalToken,
      Map<RoomId, String> roomTokens,
      Optional<String> operatorToken) {
    this.globalToken = globalToken;
    this.roomTokens = Map.copyOf(roomTokens);
    this.operatorToken = operatorToken;
  }

  /** Every room is open. */
  public static RoomAccess open() {
    return new RoomAccess(Optional.empty(), Map.of());
  }

  /** True when at least some rooms want a token. */
  public boolean wantsTokens() {
    return globalToken.isPresent() || !roomTokens.isEmpty();
  }

  /** True when there is any token that somebody could show. */
  public boolean knowsTokens() {
    return wantsTokens() || operatorToken.isPresent();
  }

  /** True when {@code token} opens {@code room}. */
  public boolean admits(RoomId room, Optional<String> token) {
    Optional<String> wanted = Optional.ofNullable(roomTokens.get(room)).or(() -> globalToken);
    return wanted.isEmpty() || matches(wanted, token) || isOperator(token);
  }

  /** True when {@code token} is the operator's. */
  public boolean isOperator(Optional<String> token) {
    return matches(operatorToken, token);
  }

  /** True when {@code token} opens any room that wants one. */
  public boolean known(Optional<String> token) {
    if (token.isEmpty()) {
      return false;
    }
    boolean known = matches(globalToken, token);
    known |= isOperator(token);
    for (String wanted : roomTokens.values()) {
      known |= same(wanted, token.get());
    }
    return known;
  }

  private static boolean matches(Optional<String> wanted, Optional<String> offered) {
    return wanted.isPresent() && offered.isPresent() && same(wanted.get(), offered.get());
  }

  private static boolean same(String wanted, String offered) {
    return MessageDigest.isEqual(
        wanted.getBytes(StandardCharsets.UTF_8), offered.getBytes(StandardCharsets.UTF_8));
  }

  /** Tells nothing of the tokens. */
  @Override
  public String toString() {
    return "RoomAccess[rooms=" + roomTokens.size() + "]";
  }
}

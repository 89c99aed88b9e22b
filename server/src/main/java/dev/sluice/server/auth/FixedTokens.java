package dev.sluice.server.auth;

import dev.sluice.server.room.RoomId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tokens that the configuration names: a room with its own token wants that one, other rooms want
 * the global token, and without any the room is open. The operator's token opens every room. Tokens
 * are compared in constant time. Immutable.
 */
public final class FixedTokens implements Access {

  static final FixedTokens NONE = new FixedTokens(Optional.empty(), Map.of(), Optional.empty());

  private final Optional<String> globalToken;
  private final Map<RoomId, String> roomTokens;
  private final Optional<String> operatorToken;

  /** Without an operator. */
  public FixedTokens(Optional<String> globalToken, Map<RoomId, String> roomTokens) {
    this(globalToken, roomTokens, Optional.empty());
  }

  public FixedTokens(
      Optional<String> globalToken,
      Map<RoomId, String> roomTokens,
      Optional<String> operatorToken) {
    this.globalToken = globalToken;
    this.roomTokens = Map.copyOf(roomTokens);
    this.operatorToken = operatorToken;
  }

  @Override
  public boolean wantsTokens() {
    return globalToken.isPresent() || !roomTokens.isEmpty();
  }

  @Override
  public boolean knowsTokens() {
    return wantsTokens() || operatorToken.isPresent();
  }

  @Override
  public Verdict enter(Entry entry) {
    Optional<Grants> grants = match(entry.room(), entry.token());
    if (grants.isPresent()) {
      return new Verdict.Granted(grants.get());
    }
    return wanted(entry.room()).isEmpty()
        ? new Verdict.Granted(Grants.participant("anybody", RoomScope.of(entry.room())))
        : new Verdict.Refused(refusal(entry.token()));
  }

  @Override
  public Verdict look(Entry entry) {
    return enter(entry);
  }

  /** What a token that is shown grants in this room; nothing for none, even if the room is open. */
  Optional<Grants> match(RoomId room, Optional<String> token) {
    if (matches(operatorToken, token)) {
      return Optional.of(Grants.operator());
    }
    String holder = roomTokens.containsKey(room) ? "room token" : "global token";
    return matches(wanted(room), token)
        ? Optional.of(Grants.participant(holder, RoomScope.of(room)))
        : Optional.empty();
  }

  private Optional<String> wanted(RoomId room) {
    return Optional.ofNullable(roomTokens.get(room)).or(() -> globalToken);
  }

  /** Why a token that {@link #match} does not know opens nothing. */
  Refusal refusal(Optional<String> token) {
    if (token.isEmpty()) {
      return Refusal.MISSING;
    }
    return knowsTokens() && knows(token) ? Refusal.WRONG_ROOM : Refusal.UNKNOWN;
  }

  @Override
  public Verdict identify(Optional<String> token) {
    if (!knowsTokens()) {
      return new Verdict.Granted(Grants.participant("anybody", RoomScope.ALL));
    }
    if (token.isEmpty()) {
      return new Verdict.Refused(Refusal.MISSING);
    }
    if (matches(operatorToken, token)) {
      return new Verdict.Granted(Grants.operator());
    }
    // every token is compared, so that the time tells nothing
    Set<RoomId> opened =
        roomTokens.entrySet().stream()
            .filter(room -> same(room.getValue(), token.get()))
            .map(Map.Entry::getKey)
            .collect(Collectors.toUnmodifiableSet());
    boolean global = matches(globalToken, token);
    if (!global && opened.isEmpty()) {
      return new Verdict.Refused(Refusal.UNKNOWN);
    }
    RoomScope scope = room -> opened.contains(room) || (global && !roomTokens.containsKey(room));
    return new Verdict.Granted(Grants.participant(global ? "global token" : "room token", scope));
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
    return "FixedTokens[rooms=" + roomTokens.size() + "]";
  }
}

package dev.sluice.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.auth.TokenVerifier.Genuine;
import dev.sluice.server.auth.TokenVerifier.Outcome;
import dev.sluice.server.auth.TokenVerifier.Rejected;
import dev.sluice.server.auth.TokenVerifier.Uses;
import dev.sluice.server.room.Entitlement;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.Permissions;
import dev.sluice.server.room.RoomId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokenAccessTest {

  private static final RoomId STANDUP = new RoomId("standup");
  private static final RoomId BOARD = new RoomId("board");
  private static final RoomId LOBBY = new RoomId("lobby");
  private static final ParticipantId ALICE = new ParticipantId("alice");

  private final SettableInstant clock = new SettableInstant();
  private final DenyList denied = new DenyList(clock, clock);
  private final Instant end = clock.instant().plusSeconds(3600);

  /** Reads {@code jwt.room.id.uses}, genuine unless the room is none. */
  private final TokenVerifier verifier =
      new TokenVerifier() {
        @Override
        public boolean recognises(String token) {
          return token.startsWith("jwt.");
        }

        @Override
        public Outcome verify(String token) {
          String[] parts = token.split("\\.");
          if (parts[1].equals("forged")) {
            return new Rejected(Refusal.BAD_SIGNATURE);
          }
          return new Genuine(grants(parts[1], parts[2]), parts[2], Uses.valueOf(parts[3]));
        }
      };

  private final Access access =
      access(
          new FixedTokens(
              Optional.of("global"), Map.of(BOARD, "board-token"), Optional.of("operator")));
  private final Access signedOnly =
      access(new FixedTokens(Optional.empty(), Map.of(), Optional.empty()));

  private Access access(FixedTokens fixed) {
    return new TokenAccess(fixed, Optional.of(verifier), denied, clock);
  }

  private Grants grants(String room, String tokenId) {
    return new Grants(
        "alice",
        new RoomPatterns(List.of(room)).scope(),
        Optional.of(ALICE),
        Optional.empty(),
        Map.of(),
        new Entitlement(Permissions.ALL, Optional.of(tokenId)),
        false,
        false,
        false,
        Optional.of(end));
  }

  @Test
  void theRoomsTokenGoesBeforeTheGlobalOneAndThatBeforeASignedOne() {
    assertEquals("room token", holder(access, BOARD, "board-token"));
    assertEquals("wrong_room", refusal(access, BOARD, "global"));
    assertEquals("global token", holder(access, STANDUP, "global"));
    assertEquals("alice", holder(access, BOARD, "jwt.board.t1.MANY"));
    assertEquals("alice", holder(access, STANDUP, "jwt.*.t1.MANY"));
    assertEquals("operator", holder(access, BOARD, "operator"));
  }

  @Test
  void onlyAGenuineSignatureProvesThatATokenIsNotGuessed() {
    assertTrue(access.isSigned(Optional.of("jwt.board.t1.MANY")));
    assertFalse(access.isSigned(Optional.of("jwt.forged.t1.MANY")));
    assertFalse(access.isSigned(Optional.of("global")));
    assertFalse(access.isSigned(Optional.of("operator")));
    assertFalse(access.isSigned(Optional.empty()));
  }

  @Test
  void withSignedTokensNoRoomIsOpen() {
    assertTrue(signedOnly.wantsTokens());
    assertEquals("missing", refusal(signedOnly, STANDUP, null));
    assertEquals("unknown", refusal(signedOnly, STANDUP, "global"));
    assertEquals("alice", holder(signedOnly, STANDUP, "jwt.standup.t1.MANY"));
    Access oneRoom =
        access(new FixedTokens(Optional.empty(), Map.of(BOARD, "board-token"), Optional.empty()));
    assertEquals("missing", refusal(oneRoom, LOBBY, null));
    assertEquals("wrong_room", refusal(oneRoom, LOBBY, "board-token"));
  }

  @Test
  void withoutSignedTokensWhatLooksLikeOneIsUnknown() {
    Access fixedOnly =
        new TokenAccess(
            new FixedTokens(Optional.of("global"), Map.of(), Optional.empty()),
            Optional.empty(),
            denied,
            clock);
    assertEquals("unknown", refusal(fixedOnly, STANDUP, "jwt.standup.t1.MANY"));
    assertEquals("global token", holder(fixedOnly, STANDUP, "global"));
  }

  @Test
  void aForgedTokenIsRefusedForWhatItIs() {
    assertEquals("bad_signature", refusal(access, STANDUP, "jwt.forged.t1.MANY"));
    assertEquals(
        new Verdict.Refused(Refusal.BAD_SIGNATURE),
        access.identify(Optional.of("jwt.forged.t1.MANY")));
  }

  @Test
  void aSignedTokenOpensItsRoomsOnly() {
    assertEquals("wrong_room", refusal(access, LOBBY, "jwt.standup.t1.MANY"));
    assertTrue(access.admits(STANDUP, Optional.of("jwt.standup.t1.MANY")));
    assertFalse(access.admits(LOBBY, Optional.of("jwt.standup.t1.MANY")));
    assertTrue(access.knows(Optional.of("jwt.standup.t1.MANY")));
  }

  @Test
  void aRevokedTokenOpensNothingAndNamesNobody() {
    denied.revoke("t1", end);
    assertEquals("revoked", refusal(access, STANDUP, "jwt.standup.t1.MANY"));
    assertEquals(
        new Verdict.Refused(Refusal.REVOKED), access.identify(Optional.of("jwt.standup.t1.MANY")));
    assertEquals("alice", holder(access, STANDUP, "jwt.standup.t2.MANY"));
  }

  @Test
  void whoWasThrownOutStaysOutWithWhateverToken() {
    denied.bar(STANDUP, ALICE, end);
    assertEquals("barred", refusal(access, STANDUP, "jwt.standup.t2.MANY"));
    assertEquals("barred", asAlice(access, "global"));
    assertEquals("alice", holder(access, LOBBY, "jwt.lobby.t2.MANY"));
    assertEquals("global token", holder(access, STANDUP, "global"));
    clock.advance(Duration.ofHours(1));
    assertEquals("global token", asAlice(access, "global"));
  }

  @Test
  void whoWasThrownOutOfAnOpenRoomStaysOutUnderThatIdentity() {
    Access open =
        new TokenAccess(
            new FixedTokens(Optional.empty(), Map.of()), Optional.empty(), denied, clock);
    assertEquals("anybody", asAlice(open, null));
    denied.bar(STANDUP, ALICE, end);
    assertEquals("barred", asAlice(open, null));
  }

  @Test
  void theOperatorIsNeverBarred() {
    denied.bar(STANDUP, ALICE, end);
    assertEquals("operator", asAlice(access, "operator"));
  }

  @Test
  void aTokenForOneEntryIsUsedUpByIt() {
    String token = "jwt.standup.t1.ONE";
    assertTrue(access.admits(STANDUP, Optional.of(token)));
    assertEquals("wrong_room", refusal(access, LOBBY, token));
    assertEquals("alice", holder(access, STANDUP, token));
    assertEquals("used", refusal(access, STANDUP, token));
    assertEquals("used", refusal(access, STANDUP, token));
    // who is in may still look around, and come back to its session
    assertTrue(access.admits(STANDUP, Optional.of(token)));
    assertEquals("alice", holder(access, STANDUP, "jwt.standup.t2.ONE"));
  }

  @Test
  void nobodyIsLetInWhenUsedTokensCannotBeRemembered() {
    UsedTokens used = new UsedTokens(clock, 1);
    assertEquals(UsedTokens.Outcome.FIRST_USE, used.use("t1", end));
    assertEquals(UsedTokens.Outcome.FULL, used.use("t2", end));
    assertEquals(UsedTokens.Outcome.USED_BEFORE, used.use("t1", end));
    clock.advance(Duration.ofHours(1));
    assertEquals(UsedTokens.Outcome.FIRST_USE, used.use("t2", end.plusSeconds(60)));
  }

  @Test
  void withoutAnyTokensEveryRoomIsOpenAndNobodyIsTheOperator() {
    Access open =
        new TokenAccess(
            new FixedTokens(Optional.empty(), Map.of()), Optional.empty(), denied, clock);
    assertFalse(open.wantsTokens());
    assertFalse(open.knowsTokens());
    assertEquals("anybody", holder(open, STANDUP, null));
    assertEquals("anybody", holder(open, STANDUP, "whatever"));
    assertFalse(open.identify(Optional.empty()).granted().orElseThrow().admin());
  }

  private static String asAlice(Access access, String token) {
    return describe(
        access.enter(new Entry(STANDUP, Optional.ofNullable(token), Optional.of(ALICE))));
  }

  private static String holder(Access access, RoomId room, String token) {
    Verdict verdict = access.enter(Entry.of(room, Optional.ofNullable(token)));
    return verdict.granted().map(Grants::holder).orElse("refused: " + describe(verdict));
  }

  private static String refusal(Access access, RoomId room, String token) {
    return describe(access.enter(Entry.of(room, Optional.ofNullable(token))));
  }

  private static String describe(Verdict verdict) {
    return verdict instanceof Verdict.Refused refused
        ? refused.refusal().word()
        : verdict.granted().orElseThrow().holder();
  }
}

package dev.sluice.server.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.protocol.ClientMessage;
import dev.sluice.protocol.CloseCode;
import dev.sluice.protocol.ErrorCode;
import dev.sluice.protocol.Publishable;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.server.auth.Grants;
import dev.sluice.server.auth.Refusal;
import dev.sluice.server.auth.TestAccess;
import dev.sluice.server.room.Entitlement;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.Permissions;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What tokens say of participants, and what becomes of that in a session. */
class GrantsSignalingTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final ParticipantId ALICE = new ParticipantId("alice");
  private static final Entitlement LISTENER =
      new Entitlement(new Permissions(Set.of(), true, false), Optional.of("jti-1"));

  private final TestAccess access = new TestAccess();
  private SignalingStory story = story(false);

  private SignalingStory story(boolean endsSessions) {
    return new SignalingStory(
        access,
        SignalingOptions.builder().tokens(new TokenExpiry(endsSessions, this::now)).build());
  }

  private Instant now() {
    return START.plusNanos(story == null ? 0 : story.loop.nanoTime());
  }

  private static Grants named(Entitlement entitlement, Optional<Instant> expires) {
    return TestAccess.grants(
        Optional.of("alice"),
        Optional.of("Alice of the token"),
        Map.of("team", "blue"),
        entitlement,
        expires);
  }

  private SignalingStory.Peer enter(String token, Optional<String> identity) {
    SignalingStory.Peer peer = story.connect();
    peer.say(SignalingStory.join(1, Optional.of(token), identity));
    return peer;
  }

  private SignalingStory.Peer joined(String token) {
    SignalingStory.Peer peer = enter(token, Optional.of("alice"));
    story.rooms.say(ScriptedRooms.joined(story.rooms.next(RoomCommand.Join.class)));
    story.loop.run();
    return peer;
  }

  @Test
  void whatTheTokenSaysGoesBeforeWhatTheClientSays() {
    access.grant("t", named(LISTENER, Optional.empty()));
    enter("t", Optional.empty());
    RoomCommand.Join join = story.rooms.next(RoomCommand.Join.class);
    assertEquals(new ParticipantId("alice"), join.participant());
    assertEquals("Alice of the token", join.name());
    assertEquals(Map.of("team", "blue"), join.metadata());
    assertEquals(LISTENER.of(ALICE), join.membership().entitlement());
  }

  @Test
  void whoAsksForAnotherIdentityThanItsTokensIsRefused() {
    access.grant("t", named(LISTENER, Optional.empty()));
    SignalingStory.Peer peer = enter("t", Optional.of("mallory"));
    assertEquals(ErrorCode.FORBIDDEN, peer.out.next(ServerMessage.Failure.class).code());
    assertTrue(story.rooms.quiet());
  }

  @Test
  void whoIsBarredIsToldSoAndOthersOnlyThatTheyAreNotAuthorised() {
    access.refuse("barred", Refusal.BARRED).refuse("revoked", Refusal.REVOKED);
    assertEquals(
        ErrorCode.FORBIDDEN,
        enter("barred", Optional.of("alice")).out.next(ServerMessage.Failure.class).code());
    assertEquals(
        ErrorCode.UNAUTHORIZED,
        enter("revoked", Optional.of("alice")).out.next(ServerMessage.Failure.class).code());
  }

  @Test
  void theClientLearnsWhatItMayDo() {
    access.grant("t", named(LISTENER, Optional.empty()));
    ServerMessage.Joined joined = joined("t").out.next(ServerMessage.Joined.class);
    assertEquals(
        new dev.sluice.protocol.Permissions(List.of(), true, false, false), joined.permissions());
  }

  @Test
  void aTrackThatMayNotBePublishedDoesNotUndoTheJoin() {
    access.grant("t", named(LISTENER, Optional.empty()));
    SignalingStory.Peer peer = enter("t", Optional.of("alice"));
    RoomCommand.Join join = story.rooms.next(RoomCommand.Join.class);
    story.rooms.say(
        new RoomEvent.Rejected(join.requestId(), RoomErrorCode.NOT_PERMITTED, "you may not"));
    story.rooms.say(ScriptedRooms.joined(join));
    story.loop.run();
    assertEquals(ErrorCode.FORBIDDEN, peer.out.next(ServerMessage.Failure.class).code());
    assertEquals("alice", peer.out.next(ServerMessage.Joined.class).participant().id());
  }

  @Test
  void nobodyRenamesItselfWhomItsTokenNames() {
    access.grant("t", named(LISTENER, Optional.empty()));
    SignalingStory.Peer peer = joined("t");
    peer.out.next(ServerMessage.Joined.class);
    peer.say(new ClientMessage.Update(2, Optional.of("Bob"), Optional.empty()));
    assertEquals(ErrorCode.FORBIDDEN, peer.out.next(ServerMessage.Failure.class).code());
    peer.say(
        new ClientMessage.Update(
            3, Optional.empty(), Optional.of(Map.of("team", "red", "hand", "up"))));
    assertEquals(
        Map.of("team", "blue", "hand", "up"),
        story.rooms.next(RoomCommand.UpdateProfile.class).metadata());
  }

  @Test
  void anotherTokenAllowsSomethingElseAtOnce() {
    access.grant("t", named(LISTENER, Optional.empty()));
    access.grant("more", TestAccess.grants("alice", Entitlement.EVERYTHING));
    SignalingStory.Peer peer = joined("t");
    peer.out.next(ServerMessage.Joined.class);
    peer.say(new ClientMessage.RefreshToken(5, "more"));
    RoomCommand.Entitle entitle = story.rooms.next(RoomCommand.Entitle.class);
    assertEquals(Entitlement.EVERYTHING.of(ALICE), entitle.entitlement());
    assertTrue(peer.out.quiet());
    story.rooms.say(new RoomEvent.Accepted(entitle.requestId()));
    story.loop.run();
    assertEquals(
        List.of(Publishable.values()),
        peer.out.next(ServerMessage.PermissionsChanged.class).permissions().publish());
    assertEquals(5, peer.out.next(ServerMessage.Ok.class).inReplyTo());
  }

  @Test
  void whatTheFormerTokenSaidOfAParticipantIsNotSaidAnyMore() {
    access.grant("host", says(Map.of("role", "host", "team", "blue")));
    access.grant("guest", says(Map.of("x", "1", "team", "red")));
    access.grant("nobody", says(Map.of()));
    SignalingStory.Peer peer = joined("host");
    peer.say(new ClientMessage.Update(2, Optional.empty(), Optional.of(Map.of("hand", "up"))));
    story.rooms.say(
        new RoomEvent.Accepted(story.rooms.next(RoomCommand.UpdateProfile.class).requestId()));
    story.loop.run();
    assertEquals(Map.of("x", "1", "team", "red", "hand", "up"), refreshed(peer, "guest"));
    assertEquals(Map.of("hand", "up"), refreshed(peer, "nobody"));
  }

  private static Grants says(Map<String, String> metadata) {
    return TestAccess.grants(
        Optional.of("alice"), Optional.empty(), metadata, LISTENER, Optional.empty());
  }

  private Map<String, String> refreshed(SignalingStory.Peer peer, String token) {
    peer.say(new ClientMessage.RefreshToken(5, token));
    story.rooms.say(
        new RoomEvent.Accepted(story.rooms.next(RoomCommand.Entitle.class).requestId()));
    story.loop.run();
    return story.rooms.next(RoomCommand.UpdateProfile.class).metadata();
  }

  @Test
  void aTokenOfSomebodyElseOrOfNobodyChangesNothing() {
    access.grant("t", named(LISTENER, Optional.empty()));
    access.grant("bobs", TestAccess.grants("bob", Entitlement.EVERYTHING));
    SignalingStory.Peer peer = joined("t");
    peer.out.next(ServerMessage.Joined.class);
    peer.say(new ClientMessage.RefreshToken(5, "bobs"));
    assertEquals(ErrorCode.FORBIDDEN, peer.out.next(ServerMessage.Failure.class).code());
    peer.say(new ClientMessage.RefreshToken(6, "forged"));
    assertEquals(ErrorCode.UNAUTHORIZED, peer.out.next(ServerMessage.Failure.class).code());
    for (int i = 0; i < 3; i++) {
      peer.say(new ClientMessage.RefreshToken(7, "forged"));
      peer.out.next(ServerMessage.Failure.class);
    }
    peer.say(new ClientMessage.RefreshToken(8, "forged"));
    assertEquals(ErrorCode.TOO_MANY_REQUESTS, peer.out.next(ServerMessage.Failure.class).code());
    assertTrue(story.rooms.quiet());
  }

  @Test
  void aTokenThatIsShownLaterComesFromAnAddressToo() {
    access.grant("t", named(LISTENER, Optional.empty()));
    SignalingStory.Peer peer = joined("t");
    peer.say(new ClientMessage.RefreshToken(5, "guess"));
    assertEquals(Optional.of("guess"), access.lastEntry().token());
    assertEquals(Optional.of(SignalingStory.ADDRESS), access.lastEntry().from());
  }

  @Test
  void whoComesBackWithANewTokenMayDoWhatThatAllows() {
    access.grant("t", named(LISTENER, Optional.empty()));
    access.grant("more", TestAccess.grants("alice", Entitlement.EVERYTHING));
    SignalingStory.Peer peer = joined("t");
    ServerMessage.Joined joined = peer.out.next(ServerMessage.Joined.class);
    peer.vanish();
    story.rooms.next(RoomCommand.SignalingLost.class);
    SignalingStory.Peer again = story.connect("more");
    again.say(SignalingStory.resume(2, joined));
    story.rooms.say(ScriptedRooms.resumed(story.rooms.next(RoomCommand.Resume.class)));
    story.loop.run();
    assertEquals(
        Entitlement.EVERYTHING.of(ALICE),
        story.rooms.next(RoomCommand.Entitle.class).entitlement());
  }

  @Test
  void anExpiredTokenOpensNoRoomButDoesNotEndWhatIsGoingOn() {
    access.grant("t", named(LISTENER, Optional.empty()));
    SignalingStory.Peer peer = joined("t");
    ServerMessage.Joined joined = peer.out.next(ServerMessage.Joined.class);
    access.refuse("t", Refusal.EXPIRED);
    peer.vanish();
    story.rooms.next(RoomCommand.SignalingLost.class);
    SignalingStory.Peer again = story.connect("t");
    again.say(SignalingStory.resume(2, joined));
    story.rooms.next(RoomCommand.Resume.class);
    SignalingStory.Peer late = enter("t", Optional.of("alice"));
    assertEquals(ErrorCode.UNAUTHORIZED, late.out.next(ServerMessage.Failure.class).code());
  }

  @Test
  void aRevokedTokenResumesNothing() {
    access.grant("t", named(LISTENER, Optional.empty()));
    SignalingStory.Peer peer = joined("t");
    ServerMessage.Joined joined = peer.out.next(ServerMessage.Joined.class);
    peer.vanish();
    access.refuse("t", Refusal.REVOKED);
    SignalingStory.Peer again = story.connect("t");
    again.say(SignalingStory.resume(2, joined));
    assertEquals(ErrorCode.UNAUTHORIZED, again.out.next(ServerMessage.Failure.class).code());
  }

  @Test
  void whoWasThrownOutIsToldNotToComeBackAndCannotResume() {
    access.grant("t", named(LISTENER, Optional.empty()));
    SignalingStory.Peer peer = joined("t");
    ServerMessage.Joined joined = peer.out.next(ServerMessage.Joined.class);
    story.rooms.say(new RoomEvent.Disconnected(LeaveReason.KICKED));
    story.loop.run();
    assertEquals(CloseCode.KICKED, peer.out.closed().code());
    assertFalse(peer.out.closed().reconnect());
    SignalingStory.Peer again = story.connect("t");
    again.say(SignalingStory.resume(2, joined));
    assertEquals(ErrorCode.RESUME_FAILED, again.out.next(ServerMessage.Failure.class).code());
  }

  @Test
  void sessionsEndWithTheirTokensWhereThatIsWanted() {
    story = story(true);
    access.grant("t", named(LISTENER, Optional.of(START.plusSeconds(300))));
    SignalingStory.Peer peer = joined("t");
    peer.out.next(ServerMessage.Joined.class);
    story.loop.advanceSeconds(239);
    assertTrue(peer.out.quiet());
    story.loop.advanceSeconds(2);
    assertEquals(60, peer.out.next(ServerMessage.TokenExpiring.class).seconds());
    story.loop.advanceSeconds(60);
    assertEquals(CloseCode.TOKEN_EXPIRED, peer.out.closed().code());
    assertFalse(peer.out.closed().reconnect());
    assertEquals(LeaveReason.TOKEN_EXPIRED, story.rooms.next(RoomCommand.Leave.class).reason());
  }

  @Test
  void aNewTokenPutsTheEndOff() {
    story = story(true);
    access.grant("t", named(LISTENER, Optional.of(START.plusSeconds(300))));
    access.grant("later", named(LISTENER, Optional.of(START.plusSeconds(900))));
    SignalingStory.Peer peer = joined("t");
    peer.out.next(ServerMessage.Joined.class);
    peer.say(new ClientMessage.RefreshToken(5, "later"));
    story.rooms.say(
        new RoomEvent.Accepted(story.rooms.next(RoomCommand.Entitle.class).requestId()));
    story.loop.run();
    peer.out.next(ServerMessage.PermissionsChanged.class);
    peer.out.next(ServerMessage.Ok.class);
    story.loop.advanceSeconds(400);
    assertTrue(peer.out.quiet());
    assertNull(peer.out.closed());
  }

  @Test
  void tokensEndNothingByDefault() {
    access.grant("t", named(LISTENER, Optional.of(START.plusSeconds(30))));
    SignalingStory.Peer peer = joined("t");
    peer.out.next(ServerMessage.Joined.class);
    story.loop.advanceSeconds(600);
    assertTrue(peer.out.quiet());
    assertNull(peer.out.closed());
  }
}

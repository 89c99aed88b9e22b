package dev.sluice.server.signaling.wish;

import static dev.sluice.server.signaling.wish.WishFixture.header;
import static dev.sluice.server.signaling.wish.WishFixture.offer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.auth.Refusal;
import dev.sluice.server.auth.TestAccess;
import dev.sluice.server.room.Entitlement;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.Permissions;
import dev.sluice.server.room.Permissions.Publishable;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.signaling.ScriptedRooms;
import dev.sluice.server.signaling.TokenExpiry;
import dev.sluice.server.signaling.whip.WhipRoutes;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What tokens allow over WHIP, and what is left of a session whose publisher was thrown out. */
class WishGrantsTest {

  private static final String OBS = "obs-like-libdatachannel-0.24.5-layers3-offer";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final TestAccess access = new TestAccess();
  private WishFixture fixture = fixture(false);

  private WishFixture fixture(boolean endsSessions) {
    return new WishFixture(
        WishOptions.DEFAULTS,
        WhipRoutes::of,
        access,
        new TokenExpiry(endsSessions, InstantSource.fixed(NOW)));
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private static Entitlement entitled(Publishable... publish) {
    return new Entitlement(new Permissions(Set.of(publish), true, false), Optional.of("jti"));
  }

  private HttpResponse<String> post(String path, String token) {
    return fixture.post(path + "?token=" + token, offer(OBS));
  }

  @Test
  void thePublisherIsWhomItsTokenNames() {
    access.grant(
        "t",
        TestAccess.grants(
            Optional.of("alice"),
            Optional.of("Alice"),
            Map.of("team", "blue"),
            Entitlement.EVERYTHING,
            Optional.empty()));
    assertEquals(201, post("/whip/blue", "t").statusCode());
    RoomCommand.Join join = fixture.rooms.next(RoomCommand.Join.class);
    assertEquals(new ParticipantId("alice"), join.participant());
    assertEquals("Alice", join.name());
    assertEquals(Map.of("team", "blue"), join.metadata());
    assertEquals(403, post("/whip/blue/mallory", "t").statusCode());
    assertTrue(fixture.rooms.quiet());
  }

  @Test
  void whoMayNotPublishIsRefusedBeforeAnyRoomHearsOfIt() {
    access.grant("listener", TestAccess.grants("bob", entitled(Publishable.DATA)));
    access.refuse("barred", Refusal.BARRED);
    assertEquals(403, post("/whip/blue", "listener").statusCode());
    assertEquals(403, post("/whip/blue", "barred").statusCode());
    assertEquals(401, post("/whip/blue", "unknown").statusCode());
    assertTrue(fixture.rooms.quiet());
  }

  @Test
  void aTrackThatMayNotBePublishedRefusesTheWholeStream() {
    access.grant("t", TestAccess.grants("alice", entitled(Publishable.AUDIO)));
    fixture.rooms.script(
        (command, rooms) -> {
          if (command instanceof RoomCommand.Join join) {
            join.sink()
                .onEvent(
                    new RoomEvent.Rejected(
                        join.requestId(), RoomErrorCode.NOT_PERMITTED, "you may not"));
            join.sink().onEvent(ScriptedRooms.joined(join));
          }
        });
    assertEquals(403, post("/whip/blue", "t").statusCode());
    fixture.rooms.next(RoomCommand.Join.class);
    fixture.rooms.next(RoomCommand.Leave.class);
  }

  @Test
  void nothingIsLeftOfASessionWhosePublisherWasThrownOut() {
    access.grant("t", TestAccess.grants("alice", Entitlement.EVERYTHING));
    String session = header(post("/whip/blue", "t"), "Location");
    RoomCommand.Join join = fixture.rooms.next(RoomCommand.Join.class);
    join.sink().onEvent(new RoomEvent.Disconnected(LeaveReason.KICKED));
    assertEquals(404, fixture.send("DELETE", session, "").statusCode());
    assertEquals(404, fixture.send("GET", session, "").statusCode());
  }

  @Test
  void anotherTokenInARequestAllowsSomethingElse() {
    access.grant("t", TestAccess.grants("alice", Entitlement.EVERYTHING));
    access.grant("less", TestAccess.grants("alice", entitled(Publishable.AUDIO)));
    access.grant("none", TestAccess.grants("alice", entitled(Publishable.DATA)));
    access.grant("bobs", TestAccess.grants("bob", Entitlement.EVERYTHING));
    String session = header(post("/whip/blue", "t"), "Location");
    fixture.rooms.next(RoomCommand.Join.class);
    assertEquals(204, fixture.send("GET", session + "?token=t", "").statusCode());
    assertTrue(fixture.rooms.quiet(), "the same token changes nothing");
    assertEquals(403, fixture.send("GET", session + "?token=bobs", "").statusCode());
    assertEquals(403, fixture.send("GET", session + "?token=none", "").statusCode());
    assertEquals(204, fixture.send("GET", session + "?token=less", "").statusCode());
    assertEquals(
        entitled(Publishable.AUDIO).of(new ParticipantId("alice")),
        fixture.rooms.next(RoomCommand.Entitle.class).entitlement());
  }

  @Test
  void aTokenThatNamesNobodyDoesNotLockOutWhoseSessionItIs() {
    access.grant("t", TestAccess.grants("alice", Entitlement.EVERYTHING));
    access.grant(
        "nobodys",
        TestAccess.grants(
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            entitled(Publishable.AUDIO),
            Optional.empty()));
    access.grant("bobs", TestAccess.grants("bob", Entitlement.EVERYTHING));
    String session = header(post("/whip/blue", "t"), "Location");
    RoomCommand.Join join = fixture.rooms.next(RoomCommand.Join.class);
    assertEquals(204, fixture.send("GET", session + "?token=nobodys", "").statusCode());
    RoomCommand.Entitle entitle = fixture.rooms.next(RoomCommand.Entitle.class);
    join.sink().onEvent(new RoomEvent.Accepted(entitle.requestId()));
    assertEquals(204, fixture.send("GET", session + "?token=t", "").statusCode());
    assertEquals(403, fixture.send("GET", session + "?token=bobs", "").statusCode());
  }

  @Test
  void anExpiredTokenStillEndsItsOwnSession() {
    access.grant("t", TestAccess.grants("alice", Entitlement.EVERYTHING));
    String session = header(post("/whip/blue", "t"), "Location");
    access.refuse("t", Refusal.EXPIRED);
    assertEquals(200, fixture.send("DELETE", session + "?token=t", "").statusCode());
  }

  @Test
  void sessionsEndWithTheirTokensWhereThatIsWanted() {
    fixture.close();
    fixture = fixture(true);
    access.grant(
        "t",
        TestAccess.grants(
            Optional.of("alice"),
            Optional.empty(),
            Map.of(),
            Entitlement.EVERYTHING,
            Optional.of(NOW.plusSeconds(300))));
    String session = header(post("/whip/blue", "t"), "Location");
    fixture.rooms.next(RoomCommand.Join.class);
    fixture.timeRunsOut();
    assertEquals(LeaveReason.TOKEN_EXPIRED, fixture.rooms.next(RoomCommand.Leave.class).reason());
    assertEquals(404, fixture.send("DELETE", session, "").statusCode());
  }
}

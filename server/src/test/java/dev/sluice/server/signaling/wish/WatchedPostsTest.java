package dev.sluice.server.signaling.wish;

import static dev.sluice.server.signaling.wish.WishFixture.header;
import static dev.sluice.server.signaling.wish.WishFixture.offer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.JoinProtocol;
import dev.sluice.server.room.JoinRequest;
import dev.sluice.server.room.Membership.DuplicatePolicy;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.sdp.SdpLimits;
import dev.sluice.server.signaling.RecordedJoins;
import dev.sluice.server.signaling.RoomRedirects;
import dev.sluice.server.signaling.whip.WhipRoutes;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who watches joins hears of those by WHIP. */
class WatchedPostsTest {

  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String OFFER = "ffmpeg-8.1.2-whip-offer";

  private static final WishOptions OPTIONS =
      new WishOptions(
          SdpLimits.DEFAULT,
          DuplicatePolicy.REPLACE,
          WishOptions.IfMatch.REQUIRED,
          10,
          0,
          95,
          RoomRedirects.parse(""),
          Optional.empty());

  private final WishFixture fixture = new WishFixture(OPTIONS, WhipRoutes::of);

  @AfterEach
  void stop() {
    fixture.close();
  }

  private List<String> told() {
    return fixture.joins.told();
  }

  @Test
  void aPostIsToldUntilTheRoomTakesOverAndAnsweredWithItsTrace() {
    HttpResponse<String> created =
        fixture.post(
            "/whip/blue/cam",
            offer(OFFER),
            "traceparent",
            TRACE,
            "tracestate",
            "a=b",
            "User-Agent",
            "Mozilla/5.0 (OBS-Studio/32.0.0; Linux x86_64)");

    assertEquals(201, created.statusCode());
    assertEquals(
        "traceparent;desc=\"" + RecordedJoins.IDS.traceparent() + '"',
        header(created, "Server-Timing"));
    JoinRequest request = fixture.joins.requests().get(0);
    assertEquals(JoinProtocol.WHIP, request.protocol());
    assertEquals("blue", request.room().value());
    assertEquals("obs", request.client());
    assertEquals(Optional.of(TRACE), request.traceparent());
    assertEquals(Optional.of("a=b"), request.tracestate());
    String session = header(created, "Location").replaceFirst(".*/", "");
    assertEquals(6, request.session().length());
    assertTrue(session.startsWith(request.session()), "what the logs call it");
    assertEquals(List.of("request", "negotiated"), told());
  }

  @Test
  void whatIsRefusedEndsTheJoinWithWordsOfOurs() {
    fixture.post("/whip/locked", offer(OFFER));
    fixture.post("/whip/blue", "v=0\r\na=candidate:secret");
    fixture.refuseJoins(RoomErrorCode.IDENTITY_IN_USE);
    fixture.post("/whip/blue", offer(OFFER));

    assertEquals("unauthorized: unauthorized", told().get(0));
    assertEquals("request", told().get(1));
    assertTrue(told().get(2).matches("bad_sdp: sdp_[a-z_]+"), told().get(2));
    assertEquals(
        List.of("request", "negotiated", "refused: publisher already exists in this room"),
        told().subList(3, told().size()));
  }

  @Test
  void aRoomThatDoesNotAnswerEndsIt() {
    fixture.rooms.script((command, rooms) -> fixture.timeRunsOut());
    fixture.post("/whip/blue", offer(OFFER));

    assertEquals(List.of("request", "negotiated", "refused: the room did not answer"), told());
  }
}

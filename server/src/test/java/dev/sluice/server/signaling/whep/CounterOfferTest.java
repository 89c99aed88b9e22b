package dev.sluice.server.signaling.whep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.transport.Direction;
import dev.sluice.server.transport.MediaParameters;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 406 and what follows it: draft-ietf-wish-whep, "Server Sends Counter-Offer". */
class CounterOfferTest {

  private static final String SDP = "application/sdp";

  private final WhepFixture whep = new WhepFixture();

  @AfterEach
  void stop() {
    whep.close();
  }

  private HttpResponse<String> counterOffer() {
    whep.room.publishes(Codec.H264);
    HttpResponse<String> response = whep.play(WhepFixture.offer());
    assertEquals(406, response.statusCode(), response::body);
    return response;
  }

  private HttpResponse<String> answer(HttpResponse<String> offered, String answer) {
    return whep.send("PATCH", WhepFixture.location(offered), SDP, answer);
  }

  @Test
  void offersWhatIsPublishedToAPlayerWithoutItsCodec() {
    HttpResponse<String> offered = counterOffer();
    assertTrue(offered.body().startsWith("v=0\r\n"));
    assertTrue(offered.body().contains("H264/90000") && offered.body().contains("a=sendonly"));
    assertFalse(offered.body().contains("m=audio"), "nobody publishes sound");
    assertTrue(WhepFixture.location(offered).startsWith("/whep/session/"));
    assertTrue(offered.headers().firstValue("ETag").isPresent());
    assertFalse(whep.room.heard(RoomCommand.Join.class), "nobody is in the room yet");
  }

  @Test
  void tellsHowLongTheOfferIsValid() {
    assertEquals(
        "application/sdp; valid-until=\"Wed, 25 Nov 2026 12:00:30 GMT\"",
        counterOffer().headers().firstValue("Content-Type").orElseThrow());
  }

  @Test
  void announcesExtensionsIn201Only() {
    assertTrue(
        counterOffer().headers().allValues("Link").stream().noneMatch(it -> it.contains("ext")));
  }

  @ParameterizedTest
  @CsvSource({
    "opus/48000/2, VP8/90000, OPUS",
    "opus/48000/2, VP8/90000, VP8",
    "PCMU/8000, VP8/90000, VP8",
    "opus/48000/2, VP9/90000, OPUS"
  })
  void answersAPlayerThatCanPlaySomethingOfIt(String audio, String video, Codec playable) {
    whep.room.publishes(playable, Codec.AV1);
    assertEquals(201, whep.play(WhepFixture.offer(audio, video)).statusCode());
  }

  @Test
  void offersToAPlayerThatOfferedNoCodecOfOursAtAll() {
    whep.room.publishes(Codec.VP8, Codec.OPUS);
    HttpResponse<String> offered = whep.play(WhepFixture.offer("PCMU/8000", "H263/90000"));
    assertEquals(406, offered.statusCode());
    assertTrue(offered.body().contains("VP8/90000") && offered.body().contains("opus/48000/2"));
  }

  @Test
  void offersNoKindOfMediaThatThePlayerDidNotAskFor() {
    whep.room.publishes(Codec.VP8);
    String offer = WhepFixture.offer();
    String audioOnly =
        offer.substring(0, offer.indexOf("m=video")).replace("BUNDLE 0 1", "BUNDLE 0");
    assertEquals(201, whep.play(audioOnly).statusCode());
  }

  @Test
  void refusesWhatCannotBeAnsweredWhereNothingCanBeOffered() {
    whep.room.publishes();
    assertEquals(422, whep.play(WhepFixture.offer("PCMU/8000", "H263/90000")).statusCode());
  }

  @Test
  void refusesAnEmptyOfferAsTheDraftWants() {
    assertEquals(400, whep.send("POST", "/whep/live", SDP, "").statusCode());
    assertEquals(415, whep.send("POST", "/whep/live").statusCode());
  }

  @Test
  void opensTheSessionWithTheAnswer() {
    HttpResponse<String> offered = counterOffer();
    HttpResponse<String> taken = answer(offered, WhepFixture.answer(offered.body()));
    assertEquals(204, taken.statusCode(), taken::body);
    assertEquals("", taken.body());
    assertEquals(offered.headers().firstValue("ETag"), taken.headers().firstValue("ETag"));
    RoomCommand.Join join = whep.room.next(RoomCommand.Join.class);
    List<MediaParameters> media = join.session().media();
    assertEquals(1, media.size());
    assertEquals(Direction.SEND, media.get(0).direction());
    assertEquals(Codec.H264, media.get(0).formats().get(0).codec());
    assertEquals("peer", join.session().transport().remoteIce().ufrag());
    assertTrue(offered.body().contains(join.session().transport().localIce().ufrag()));
    assertEquals(200, whep.send("DELETE", WhepFixture.location(offered)).statusCode());
    whep.room.next(RoomCommand.Leave.class);
  }

  @Test
  void tricklesAndRestartsAfterTheAnswerAsAfterAnyOther() {
    HttpResponse<String> offered = counterOffer();
    answer(offered, WhepFixture.answer(offered.body()));
    String fragment =
        "a=ice-ufrag:peer\r\na=ice-pwd:%s\r\nm=video 9 RTP/AVP 0\r\na=mid:0\r\n"
            .formatted(pwd(offered.body()));
    HttpResponse<String> trickled =
        whep.send(
            whep.request(WhepFixture.location(offered))
                .header("Content-Type", "application/trickle-ice-sdpfrag")
                .header("If-Match", offered.headers().firstValue("ETag").orElseThrow())
                .method("PATCH", java.net.http.HttpRequest.BodyPublishers.ofString(fragment)),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(204, trickled.statusCode(), trickled::body);
    assertFalse(whep.room.heard(RoomCommand.Renegotiate.class));
  }

  private static String pwd(String sdp) {
    return sdp.lines()
        .filter(it -> it.startsWith("a=ice-pwd:"))
        .findFirst()
        .orElseThrow()
        .substring(10);
  }

  @Test
  void refusesAnAnswerThatIsNoneAndTakesABetterOne() {
    HttpResponse<String> offered = counterOffer();
    String good = WhepFixture.answer(offered.body());
    assertEquals(400, answer(offered, "nonsense").statusCode());
    assertEquals(400, answer(offered, "").statusCode());
    assertEquals(422, answer(offered, good.replace("a=recvonly", "a=sendonly")).statusCode());
    assertEquals(422, answer(offered, good.replace("a=mid:0", "a=mid:7")).statusCode());
    assertEquals(413, answer(offered, good + "a=x:" + "y".repeat(1 << 20) + "\r\n").statusCode());
    assertEquals(204, answer(offered, good).statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/trickle-ice-sdpfrag", "application/json", ""})
  void takesNothingButAnAnswerWhileItWaits(String type) {
    HttpResponse<String> offered = counterOffer();
    String location = WhepFixture.location(offered);
    String good = WhepFixture.answer(offered.body());
    assertEquals(415, whep.send("PATCH", location, type, good).statusCode());
    assertEquals(409, whep.send("POST", location + "/events").statusCode());
    assertEquals(204, whep.send("PATCH", location, SDP, good).statusCode());
  }

  @Test
  void takesOneAnswerOnly() {
    HttpResponse<String> offered = counterOffer();
    String good = WhepFixture.answer(offered.body());
    assertEquals(204, answer(offered, good).statusCode());
    assertEquals(415, answer(offered, good).statusCode());
  }

  @Test
  void comparesTheEntityTagOfAnAnswerThatHasOne() {
    HttpResponse<String> offered = counterOffer();
    HttpResponse<String> other =
        whep.send(
            whep.request(WhepFixture.location(offered))
                .header("Content-Type", SDP)
                .header("If-Match", "\"another\"")
                .method(
                    "PATCH",
                    java.net.http.HttpRequest.BodyPublishers.ofString(
                        WhepFixture.answer(offered.body()))),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(412, other.statusCode());
  }

  @Test
  void forgetsAnOfferThatNobodyAnswers() {
    HttpResponse<String> offered = counterOffer();
    whep.loop.advanceSeconds(30);
    assertEquals(204, whep.send("GET", WhepFixture.location(offered)).statusCode());
    whep.loop.advanceSeconds(3);
    assertEquals(404, answer(offered, WhepFixture.answer(offered.body())).statusCode());
    assertEquals(0, whep.service.stats().sessions().getOrDefault("whep", 0L));
    assertFalse(whep.room.heard(RoomCommand.Join.class));
  }

  @Test
  void keepsASessionWhoseOfferWasAnsweredInTime() {
    HttpResponse<String> offered = counterOffer();
    assertEquals(204, answer(offered, WhepFixture.answer(offered.body())).statusCode());
    whep.loop.advanceSeconds(40);
    assertEquals(204, whep.send("GET", WhepFixture.location(offered)).statusCode());
  }

  @Test
  void forgetsAnOfferThatIsDeleted() {
    String location = WhepFixture.location(counterOffer());
    assertEquals(200, whep.send("DELETE", location).statusCode());
    assertEquals(404, whep.send("GET", location).statusCode());
    assertFalse(whep.room.heard(RoomCommand.Leave.class), "nobody was in the room");
  }

  @ParameterizedTest
  @CsvSource({"NO_ACTIVE_PUBLISHER, 409", "SUBSCRIBER_LIMIT, 403", "ROOM_CLOSED, 503"})
  void tellsWhenTheRoomDoesNotTakeThePlayerIn(RoomErrorCode code, int status) {
    HttpResponse<String> offered = counterOffer();
    whep.room.refuses(code);
    assertEquals(status, answer(offered, WhepFixture.answer(offered.body())).statusCode());
    assertEquals(404, whep.send("GET", WhepFixture.location(offered)).statusCode());
  }

  @Test
  void makesEachOfferForOneSession() {
    HttpResponse<String> one = counterOffer();
    HttpResponse<String> two = counterOffer();
    assertNotEquals(WhepFixture.location(one), WhepFixture.location(two));
    assertNotEquals(pwd(one.body()), pwd(two.body()));
  }
}

package dev.sluice.server.conformance;

import static dev.sluice.server.conformance.Requirement.*;
import static dev.sluice.server.conformance.WishClient.SDP;
import static dev.sluice.server.conformance.WishClient.header;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.sdp.MediaSection;
import dev.sluice.server.sdp.SessionDescription;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** draft-ietf-wish-whep-04, WebRTC-HTTP egress protocol. */
@SuppressWarnings("StaticImportStar") // as in the superclass
class WhepConformanceTest extends WishConformance {

  @Override
  String protocol() {
    return "whep";
  }

  @Override
  String offered() {
    return "recvonly";
  }

  @Override
  String answered() {
    return "sendonly";
  }

  @Override
  String room() {
    String room = server.newRoom("whep");
    HttpResponse<String> published = client.post("/whip/" + room, OfferText.offer("sendonly"));
    assertEquals(201, published.statusCode(), published::body);
    return room;
  }

  @Test
  @Proves({HEAD_IS_SUPPORTED, HEAD_TELLS_THE_TYPE, HEAD_IS_GET_WITHOUT_BODY})
  void headTellsThatThisIsAnEndpoint() {
    String endpoint = endpoint();
    HttpResponse<String> head = client.send("HEAD", endpoint, "");
    assertEquals(200, head.statusCode());
    assertEquals(SDP, header(head, "Content-Type"));
    assertEquals("", head.body());
    Set<String> names = new HashSet<>(client.get(endpoint).headers().map().keySet());
    names.removeAll(head.headers().map().keySet());
    assertEquals(Set.of(), names, "headers of GET that HEAD lacks");
  }

  @Test
  @Proves(ANSWER_GOES_ONE_WAY)
  void offersThatReceiveNothingAreRejected() {
    String endpoint = endpoint();
    for (String direction : List.of("sendonly", "inactive")) {
      is4xx(client.post(endpoint, OfferText.offer(direction)));
    }
  }

  @Test
  @Proves(NOT_LIVE_IS_409)
  void whereNothingIsPublishedThePlayerIsToldWhenToAskAgain() {
    HttpResponse<String> response =
        client.post("/whep/" + server.newRoom("empty"), OfferText.offer("recvonly"));
    assertEquals(409, response.statusCode());
    assertTrue(Integer.parseInt(header(response, "Retry-After")) > 0);
    assertEquals("{\"error\":\"no active publisher in room\"}", response.body());
  }

  @Test
  @Proves(ONE_MEDIA_STREAM_IS_SENT)
  void allTracksAreOfOneMediaStream() {
    List<String> streams =
        description(open().answer()).media().stream()
            .map(section -> section.value("msid").orElseThrow().split(" ")[0])
            .distinct()
            .toList();
    assertEquals(1, streams.size(), streams::toString);
  }

  @Test
  @Proves(EXTENSIONS_ARE_ADVERTISED)
  void eachExtensionHasALinkInThe201AndNowhereElse() {
    List<String> links = WishClient.links(open().created());
    for (String extension : List.of("server-sent-events", "layer")) {
      String relation = "rel=\"urn:ietf:params:whep:ext:core:" + extension + "\"";
      assertEquals(
          1, links.stream().filter(link -> link.contains(relation)).count(), links::toString);
    }
    assertTrue(
        WishClient.links(client.send("OPTIONS", endpoint(), "")).stream()
            .allMatch(link -> link.contains("rel=\"ice-server\"")));
  }

  // ---- counter-offers

  /** An offer of a player that has none of the codecs published. */
  private static String offerOfAnotherWorld() {
    return OfferText.offer("recvonly")
        .replace("VP8/90000", "H261/90000")
        .replace("opus/48000/2", "CELT/48000/2");
  }

  private HttpResponse<String> counterOffer() {
    HttpResponse<String> response = client.post(endpoint(), offerOfAnotherWorld());
    assertEquals(406, response.statusCode(), response::body);
    return response;
  }

  /** What a player answers: the offer's own text with the player's transport and direction. */
  private static String answerTo(String offer, String direction) {
    return offer
        .replaceAll("a=ice-lite\r\n", "")
        .replaceAll("a=ice-ufrag:.*\r\n", "a=ice-ufrag:" + OfferText.credentials().ufrag() + "\r\n")
        .replaceAll("a=ice-pwd:.*\r\n", "a=ice-pwd:" + OfferText.credentials().pwd() + "\r\n")
        .replaceAll("a=setup:.*\r\n", "a=setup:active\r\n")
        .replaceAll("a=candidate:.*\r\n", "")
        .replaceAll("a=ssrc.*\r\n", "")
        .replaceAll("a=msid:.*\r\n", "")
        .replaceAll("a=sendonly\r\n", "a=" + direction + "\r\n");
  }

  @Test
  @Proves({COUNTER_OFFER_IS_406, COUNTER_OFFER_GOES_ONE_WAY, ONE_MEDIA_STREAM_IS_SENT})
  void anOfferThatCannotBeServedIsCountered() {
    HttpResponse<String> response = counterOffer();
    assertEquals(SDP, header(response, "Content-Type").split(";")[0]);
    assertTrue(header(response, "Location").startsWith("/whep/session/"));
    SessionDescription offer = description(response.body());
    assertEquals(2, offer.media().size());
    for (MediaSection section : offer.media()) {
      assertTrue(section.has("sendonly"), response::body);
      assertFalse(section.stopped());
    }
  }

  @Test
  @Proves(COUNTER_OFFER_EXPIRES_BY_DATE)
  void aCounterOfferSaysUntilWhenItHolds() {
    String type = header(counterOffer(), "Content-Type");
    String date = type.replaceAll(".*valid-until=\"?([^\";]+)\"?.*", "$1");
    Instant until = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    assertTrue(until.isAfter(Instant.now()), type);
    assertTrue(until.isBefore(Instant.now().plusSeconds(60)), type);
  }

  @Test
  @Proves(COUNTER_ANSWER_IS_204)
  void theAnswerToACounterOfferOpensTheSession() {
    HttpResponse<String> countered = counterOffer();
    String session = header(countered, "Location");
    HttpResponse<String> answered =
        client.send("PATCH", session, answerTo(countered.body(), "recvonly"), "Content-Type", SDP);
    assertEquals(204, answered.statusCode(), answered::body);
    assertEquals(204, client.get(session).statusCode());
    assertEquals(200, client.delete(session).statusCode());
  }

  @Test
  @Proves(MALFORMED_COUNTER_ANSWER_IS_REJECTED)
  void aMalformedAnswerToACounterOfferIsRejected() {
    HttpResponse<String> countered = counterOffer();
    String session = header(countered, "Location");
    String good = answerTo(countered.body(), "recvonly");
    for (String bad :
        List.of(
            "hello",
            "v=0\r\n",
            good.replaceAll("a=fingerprint:.*\r\n", ""),
            answerTo(countered.body(), "sendonly"))) {
      is4xx(client.send("PATCH", session, bad, "Content-Type", SDP));
    }
    HttpResponse<String> answered = client.send("PATCH", session, good, "Content-Type", SDP);
    assertEquals(204, answered.statusCode(), "a better one is still taken: " + answered.body());
  }
}

package dev.sluice.server.conformance;

import static dev.sluice.server.conformance.Requirement.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.sdp.MediaSection;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 9725, WebRTC-HTTP ingestion protocol. */
@SuppressWarnings("StaticImportStar") // as in the superclass
class WhipConformanceTest extends WishConformance {

  @Override
  String protocol() {
    return "whip";
  }

  @Override
  String offered() {
    return "sendonly";
  }

  @Override
  String answered() {
    return "recvonly";
  }

  @Override
  String room() {
    return server.newRoom("whip");
  }

  private HttpResponse<String> post(String offer) {
    return client.post(endpoint(), offer);
  }

  private static void isUnprocessable(HttpResponse<String> response) {
    assertTrue(
        List.of(400, 422).contains(response.statusCode()),
        () -> response.statusCode() + response.body());
    assertTrue(response.body().startsWith("{\"error\":\""), response::body);
  }

  @Test
  @Proves(ANSWER_GOES_ONE_WAY)
  void offersThatSendNothingAreRejected() {
    for (String direction : List.of("recvonly", "inactive")) {
      isUnprocessable(post(OfferText.offer(direction)));
    }
  }

  @Test
  @Proves(OTHER_STREAM_COUNTS_ARE_REJECTED)
  void moreThanOneStreamOrTrackOfAKindIsRejected() {
    String good = OfferText.offer("sendonly");
    isUnprocessable(post(good.replace("a=msid:stream video", "a=msid:other video")));
    String secondVideo =
        good.substring(good.indexOf("m=video")).replace("a=mid:1", "a=mid:2").replace("97", "99");
    isUnprocessable(
        post(
            good.replace("BUNDLE 0 1", "BUNDLE 0 1 2")
                + secondVideo
                    .replace("96", "98")
                    .replace("a=msid:stream video", "a=msid:stream w")));
    isUnprocessable(post(good.substring(0, good.indexOf("m=audio"))));
  }

  @Test
  @Proves(NOTHING_IS_HALF_ACCEPTED)
  void oneSectionThatCannotBeAcceptedFailsTheWholePost() {
    String good = OfferText.offer("sendonly");
    isUnprocessable(post(good.replace("VP8/90000", "H261/90000")));
    isUnprocessable(post(good.replace("opus/48000/2", "CELT/48000/2")));
    isUnprocessable(post(good.replace("BUNDLE 0 1", "BUNDLE 0")));
    isUnprocessable(
        post(
            good.replace("BUNDLE 0 1", "BUNDLE 0 1 2")
                + "m=text 9 UDP/TLS/RTP/SAVPF 100\r\na=mid:2\r\na=sendonly\r\na=rtcp-mux\r\n"
                + "a=rtpmap:100 t140/1000\r\n"));
  }

  @Test
  @Proves(SETUP_ACTIVE_IS_TAKEN)
  void aClientThatOnlySpeaksFirstIsServed() {
    HttpResponse<String> created =
        post(OfferText.offer("sendonly").replace("a=setup:actpass", "a=setup:active"));
    assertEquals(201, created.statusCode(), created::body);
    for (MediaSection section : description(created.body()).media()) {
      assertEquals(List.of("passive"), section.values("setup"));
    }
  }

  @Test
  @Proves(SIMULCAST_IS_ANSWERED)
  void everyLayerOfASimulcastOfferIsAccepted() {
    String layers =
        "a=rid:h send\r\na=rid:m send\r\na=rid:l send\r\na=simulcast:send h;m;l\r\na=rtpmap:96";
    HttpResponse<String> created = post(OfferText.offer("sendonly").replace("a=rtpmap:96", layers));
    assertEquals(201, created.statusCode(), created::body);
    MediaSection video = description(created.body()).media().get(1);
    assertEquals(List.of("recv h;m;l"), video.values("simulcast"));
    assertEquals(List.of("h recv", "m recv", "l recv"), video.values("rid"));
  }

  @Test
  @Proves(EXTENSIONS_ARE_ADVERTISED)
  void noExtensionIsAdvertisedWhereThereIsNone() {
    // there is none for publishers: all that is linked are ICE servers
    assertTrue(
        WishClient.links(open().created()).stream()
            .allMatch(link -> link.contains("rel=\"ice-server\"")));
  }
}

package dev.sluice.server.e2e.soak;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Lives of WHIP publishers and WHEP viewers. */
final class Wishes {

  private static final String JSON = "application/json";

  private Wishes() {}

  static void publish(Stage stage, RandomGenerator random) throws Exception {
    String room = stage.room();
    String identity = stage.somebody();
    try (WishPeer peer =
        publishing(stage, room, identity, PeerOffer.publisher(random.nextBoolean()))) {
      Stay.doing(stage, random, List.of(peer::trickle, peer::restartIce));
      end(stage, peer, random);
    }
  }

  /** Somebody publishes by WHIP, and media flows. */
  static WishPeer publishing(Stage stage, String room, String identity, PeerOffer offer) {
    Web web = stage.client().with(stage.tokens().of(room, identity));
    return new WishPeer(web, stage.network(), offer)
        .post("/whip/%s/%s".formatted(room, identity), "actpass")
        .connect();
  }

  /** In a room with a publisher of its own, so that there is something to see. */
  static void watch(Stage stage, RandomGenerator random) throws Exception {
    String room = stage.ownRoom();
    String publisher = stage.somebody();
    try (WishPeer shown = publishing(stage, room, publisher, PeerOffer.publisher(true));
        WishPeer viewer = watching(stage, room)) {
      Stay.doing(
          stage,
          random,
          List.of(
              () -> choose(stage, viewer, random),
              () -> listen(stage, viewer),
              () -> {},
              () -> watchForAMoment(stage, room)));
      if (viewer.packetsReceived() == 0) {
        throw new IllegalStateException("a viewer received nothing");
      }
      end(stage, viewer, random);
      end(stage, shown, random);
    }
  }

  private static WishPeer watching(Stage stage, String room) {
    Web web = stage.client().with(stage.tokens().of(room, stage.somebody()));
    return new WishPeer(web, stage.network(), PeerOffer.viewer())
        .post("/whep/" + room, "actpass")
        .connect();
  }

  private static void watchForAMoment(Stage stage, String room) {
    try (WishPeer viewer = watching(stage, room)) {
      viewer.delete();
    }
  }

  private static void choose(Stage stage, WishPeer viewer, RandomGenerator random) {
    String layer = viewer.extension("layer").orElseThrow();
    String rid = PeerOffer.SIMULCAST.get(random.nextInt(PeerOffer.SIMULCAST.size()));
    HttpResponse<String> unused =
        Web.expect(
            stage
                .client()
                .send(
                    "POST",
                    layer,
                    "{\"mediaId\":\"1\",\"rid\":\"%s\"}".formatted(rid),
                    "Content-Type",
                    JSON),
            200,
            422);
  }

  /** Opens the stream of events, hears the first of it and hangs up. */
  private static void listen(Stage stage, WishPeer viewer) throws Exception {
    Optional<String> events = viewer.extension("server-sent-events");
    HttpResponse<String> made =
        Web.expect(
            stage.client().send("POST", events.orElseThrow(), "[]", "Content-Type", JSON),
            201,
            429);
    if (made.statusCode() == 201) {
      URI stream = made.uri().resolve(made.headers().firstValue("Location").orElseThrow());
      hearABit(stage.client(), stream);
    }
  }

  /** Reads what comes first of a stream, and hangs up. */
  static void hearABit(Web web, URI stream) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(stream);
    web.headers().forEach(request::header);
    try (InputStream body =
        web.http().send(request.build(), HttpResponse.BodyHandlers.ofInputStream()).body()) {
      if (body.read() < 0) {
        throw new IllegalStateException("a stream without events: " + stream);
      }
    }
  }

  private static void end(Stage stage, WishPeer peer, RandomGenerator random) {
    if (random.nextInt(3) == 0 && stage.mediaMayVanish()) {
      peer.vanish();
    } else {
      peer.delete();
    }
  }
}

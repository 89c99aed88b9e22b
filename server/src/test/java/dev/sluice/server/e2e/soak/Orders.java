package dev.sluice.server.e2e.soak;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.random.RandomGenerator;

/** Lives in which the operator or a backend has a part. */
final class Orders {

  private static final List<String> PAGES =
      List.of("/", "/healthz", "/readyz", "/api/bootstrap", "/api/rooms", "/watch/x", "/nowhere");

  private static final List<String> ADMIN_PAGES =
      List.of(
          "/api/admin/status",
          "/api/admin/rooms",
          "/api/admin/sessions",
          "/api/admin/dump",
          "/api/admin/denied",
          "/api/records",
          "/api/records?view=recordings");

  private Orders() {}

  static void kicked(Stage stage, RandomGenerator random) throws Exception {
    String room = stage.ownRoom();
    String identity = stage.somebody();
    try (CallPeer peer =
        Calls.peer(stage, room, identity, PeerOffer.participant(false)).join("actpass")) {
      Stay.idle(stage, random);
      order(stage, room, identity, "kick", "{\"seconds\":1}");
      peer.isClosed("kicked");
    }
  }

  static void muted(Stage stage, RandomGenerator random) throws Exception {
    String room = stage.room();
    String identity = stage.somebody();
    try (CallPeer peer =
        Calls.peer(stage, room, identity, PeerOffer.participant(false)).join("actpass")) {
      order(stage, room, identity, "mute", "{}");
      Stay.idle(stage, random);
      order(stage, room, identity, "unmute", "{}");
      peer.leave();
    }
  }

  private static void order(Stage stage, String room, String identity, String what, String body) {
    Web.expect(
        stage
            .operator()
            .order("/api/admin/rooms/%s/participants/%s/%s".formatted(room, identity, what), body),
        200);
  }

  static void closed(Stage stage, RandomGenerator random) throws Exception {
    String room = stage.ownRoom();
    PeerOffer offer = PeerOffer.participant(false);
    try (CallPeer one = Calls.peer(stage, room, stage.somebody(), offer).join("actpass");
        CallPeer other = Calls.peer(stage, room, stage.somebody(), offer).join("actpass");
        WishPeer third =
            Wishes.publishing(stage, room, stage.somebody(), PeerOffer.publisher(false))) {
      other.receives();
      Stay.doing(stage, random, List.of(third::trickle));
      Web.expect(stage.operator().order("/api/admin/rooms/%s/close".formatted(room), "{}"), 200);
      one.isClosed("room_closed");
      other.isClosed("room_closed");
    }
  }

  static void revoked(Stage stage, RandomGenerator random) throws Exception {
    String room = stage.ownRoom();
    String identity = stage.somebody();
    JsonNode made =
        Web.parse(
            asBackend(
                stage,
                "/api/tokens",
                "{\"room\":\"%s\",\"identity\":\"%s\",\"ttl\":60}".formatted(room, identity),
                201));
    Web web = stage.client().with(made.get("token").asText());
    try (CallPeer peer =
        new CallPeer(web, stage.network(), room, identity, PeerOffer.participant(false))) {
      peer.join("actpass");
      Stay.idle(stage, random);
      String unused =
          asBackend(
              stage,
              "/api/tokens/revoke",
              "{\"tokenId\":\"%s\"}".formatted(made.get("tokenId").asText()),
              200);
      peer.isClosed("token_revoked");
    }
  }

  private static String asBackend(Stage stage, String path, String body, int status) {
    String credentials =
        java.util.Base64.getEncoder()
            .encodeToString(Stage.API_KEY.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return Web.expect(
            stage
                .client()
                .send(
                    "POST",
                    path,
                    body,
                    "Content-Type",
                    "application/json",
                    "Authorization",
                    "Basic " + credentials),
            status)
        .body();
  }

  /** There is always something to hear: the listener's own room is made meanwhile. */
  static void listen(Stage stage, RandomGenerator random) throws Exception {
    String room = stage.ownRoom();
    try (WishPeer peer =
        Wishes.publishing(stage, room, stage.somebody(), PeerOffer.publisher(false))) {
      Wishes.hearABit(
          stage.operator(),
          stage.server().resolve("/api/admin/events?room=%s&lastEventId=none".formatted(room)));
      Stay.idle(stage, random);
      peer.delete();
    }
  }

  static void look(Stage stage, RandomGenerator random) throws Exception {
    Web web = stage.client();
    for (String page : PAGES) {
      Web.expect(web.get(page), 200, 302, 404);
    }
    Web operator = stage.operator();
    Stay.doing(
        stage,
        random,
        List.of(
            () ->
                Web.expect(
                    operator.get(ADMIN_PAGES.get(random.nextInt(ADMIN_PAGES.size()))), 200)));
    for (JsonNode room : operator.json("/api/admin/rooms")) {
      Web.expect(operator.get("/api/admin/rooms/" + room.get("name").asText()), 200, 404);
    }
  }
}

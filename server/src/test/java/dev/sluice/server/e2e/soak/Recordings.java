package dev.sluice.server.e2e.soak;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.protocol.RecordingAction;
import dev.sluice.server.e2e.Poll;
import java.net.http.HttpResponse;
import java.util.random.RandomGenerator;

/** Lives that are recorded, and what becomes of the recordings. */
final class Recordings {

  private Recordings() {}

  static void recorded(Stage stage, RandomGenerator random) throws Exception {
    String room = stage.ownRoom();
    try (CallPeer one =
            Calls.peer(stage, room, stage.somebody(), PeerOffer.participant(true)).join("actpass");
        WishPeer other =
            Wishes.publishing(stage, room, stage.somebody(), PeerOffer.publisher(false))) {
      order(stage, room, "start");
      Stay.idle(stage, random);
      one.record(RecordingAction.PAUSE);
      one.record(RecordingAction.RESUME);
      look(stage, room);
      order(stage, room, "stop");
      one.record(RecordingAction.START);
      Stay.idle(stage, random);
      if (random.nextBoolean()) {
        one.record(RecordingAction.STOP);
      }
      other.delete();
      one.leave();
    }
  }

  private static void order(Stage stage, String room, String action) {
    Web.expect(
        stage
            .operator()
            .order(
                "/api/admin/rooms/%s/recording".formatted(room),
                "{\"action\":\"%s\"}".formatted(action)),
        200);
  }

  /** Reads a bit of each file while it is written, and makes links to it. */
  private static void look(Stage stage, String room) {
    Web operator = stage.operator();
    for (JsonNode file : operator.json("/api/records?room=" + room)) {
      HttpResponse<String> unused =
          Web.expect(
              operator.send("GET", file.get("url").asText(), "", "Range", "bytes=0-99"),
              200,
              206,
              302,
              404,
              416);
      Web.expect(
          operator.order("/api/records/%s/link".formatted(file.get("recording").asText()), "{}"),
          200,
          404);
    }
  }

  /**
   * Waits until nothing is recorded or uploaded any more, and deletes everything, here and in the
   * store.
   *
   * @return how many recordings there were
   */
  static int deleteAll(Stage stage) {
    Web operator = stage.operator();
    int deleted = 0;
    JsonNode page = operator.json("/api/records?view=recordings&limit=1000");
    while (!page.isEmpty()) {
      for (JsonNode recording : page) {
        String path = "/api/records/" + recording.get("id").asText();
        Poll.until(
            path + " can be deleted",
            () -> operator.send("DELETE", path, "").statusCode(),
            status -> status == 204 || status == 404);
        deleted++;
      }
      page = operator.json("/api/records?view=recordings&limit=1000");
    }
    return deleted;
  }
}

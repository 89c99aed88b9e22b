package dev.sluice.server.e2e.wish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.server.e2e.Colour;
import dev.sluice.server.e2e.FakeCapture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A WHIP library that trickles its candidates and restarts ICE, both by PATCH. */
@Tag("e2e")
class TricklingPublisherTest {

  private static final FakeCapture CAPTURE = new FakeCapture(Colour.MAGENTA, 700);

  private static Stage stage;

  @BeforeAll
  static void start() {
    stage = Stage.set(Map.of());
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  @Test
  void tricklesWithItsEntityTagAndRestartsIceWhileSomebodyWatches() {
    String room = stage.server().newRoom("trickle");
    NodePublisher publisher = NodePublisher.publishing(stage.whip(room), CAPTURE);
    try (Viewer viewer = ViewerKind.CHROMIUM.start(stage, stage.whep(room))) {
      viewer.sees(CAPTURE.colour());
      JsonNode post = publisher.awaitRequest("POST");
      JsonNode trickle = publisher.awaitRequest("PATCH");
      assertEquals(post.get("etag").asText(), trickle.get("ifMatch").asText());
      assertEquals(204, trickle.get("status").asInt());

      publisher.restartIce();
      JsonNode restart =
          publisher.requests("PATCH").stream()
              .filter(patch -> patch.get("status").asInt() == 200)
              .findFirst()
              .orElseThrow();
      assertEquals("*", restart.get("ifMatch").asText());
      assertNotEquals(post.get("etag").asText(), restart.get("etag").asText());
      viewer.seesMore(2 * MediaFiles.FRAMES_PER_SECOND);
      viewer.hears(CAPTURE.hz());
    } finally {
      publisher.close();
    }
    List<JsonNode> deletes = publisher.requests("DELETE");
    assertEquals(1, deletes.size());
    assertEquals(200, deletes.get(0).get("status").asInt());
    stage.awaitEmpty(room);
  }
}

package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The server ends it: one room, or everything. */
@Tag("e2e")
class ServerEndTest {

  private static final FakeCapture CAMERA = new FakeCapture(Colour.CYAN, 660);

  private static Browsers browsers;

  @BeforeAll
  static void start() {
    browsers = Browsers.start();
  }

  @AfterAll
  static void stop() {
    if (browsers != null) {
      browsers.close();
    }
  }

  private static Peer guest(ServerFixture server, String room, String name) {
    return Peer.joining(room, name)
        .with("reconnectTimeout", 1000)
        .in(browsers.page(server, CAMERA));
  }

  @Test
  void anOperatorClosesARoomAndNoOther() {
    try (ServerFixture server = ServerFixture.start()) {
      String closed = server.newRoom("closed");
      String other = server.newRoom("other");
      try (Peer anna = guest(server, closed, "Anna");
          Peer ben = guest(server, closed, "Ben");
          Peer carla = guest(server, other, "Carla");
          Peer dora = guest(server, other, "Dora")) {
        anna.sees("Ben", CAMERA.colour());
        carla.sees("Dora", CAMERA.colour());
        assertTrue(server.closeRoom(closed).path("closed").asBoolean());
        anna.experiences("closed", event -> event.get("code").asText().equals("room_closed"));
        ben.experiences("closed", event -> event.get("code").asText().equals("room_closed"));
        Poll.until(
            "only the other room is there",
            server::rooms,
            rooms -> rooms.size() == 1 && rooms.get(0).get("name").asText().equals(other));
        carla.decodesMore("Dora", 10);
        dora.decodesMore("Carla", 10);
      }
    }
  }

  @Test
  void aShutdownIsAnnounced() {
    ServerFixture server = ServerFixture.start();
    String room = server.newRoom("shutdown");
    try (Peer anna = guest(server, room, "Anna");
        Peer ben = guest(server, room, "Ben")) {
      anna.sees("Ben", CAMERA.colour());
      ben.sees("Anna", CAMERA.colour());
      server.close();
      JsonNode closed = anna.experiences("closed", event -> true);
      assertTrue(
          closed.get(0).get("code").asText().matches("server_shutdown|connection_lost"),
          closed.toString());
      ben.experiences("closed", event -> true);
      anna.until("knows that it is over", state -> state.asText().equals("closed"), "state");
    } finally {
      server.close();
    }
  }
}

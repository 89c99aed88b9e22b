package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Connections break; people stay. */
@Tag("e2e")
class ReconnectionTest {

  private static final FakeCapture ANNAS = new FakeCapture(Colour.RED, 440);
  private static final FakeCapture BENS = new FakeCapture(Colour.BLUE, 1000);

  private static Browsers browsers;
  private static ServerFixture server;
  private static TcpRelay relay;

  @BeforeAll
  static void start() throws IOException {
    browsers = Browsers.start();
    server = ServerFixture.start(Map.of("RESUME_GRACE_SECONDS", "3"));
    relay = TcpRelay.to(server.port());
  }

  @AfterAll
  static void stop() throws IOException {
    if (browsers != null) {
      browsers.close();
      relay.close();
      server.close();
    }
  }

  private static Peer anna(String room) {
    return Peer.joining(room, "Anna").in(browsers.page(server, ANNAS));
  }

  /** Ben's HTTP goes through the relay; his media does not. */
  private static Peer ben(String room) {
    return Peer.joining(room, "Ben")
        .in(browsers.page(relay.through(server.peerPage()), browsers.executable(), BENS));
  }

  @Test
  void aWebSocketThatFallsIsResumedWhileMediaFlowsOn() {
    String room = server.newRoom("resume");
    try (Peer anna = anna(room);
        Peer ben = ben(room)) {
      anna.sees("Ben", BENS.colour());
      ben.sees("Anna", ANNAS.colour());
      String ufrag = ben.call("transport").get("localUfrag").asText();
      relay.cut();
      ben.experiences("reconnecting", event -> event.get("reason").asText().equals("signaling"));
      ben.experiences("reconnected", event -> event.get("resumed").asBoolean());
      anna.decodesMore("Ben", 10);
      ben.decodesMore("Anna", 10);
      assertEquals(ufrag, ben.call("transport").get("localUfrag").asText());
      assertTrue(anna.call("events", "participantLeft").isEmpty(), "Ben never left");
      anna.call("send", "chat", "still there?");
      ben.experiences("message", event -> event.get("payload").asText().equals("still there?"));
      // and what changed meanwhile is known
      ben.call("setMuted", "audio", true);
      anna.experiences("trackMuted", event -> event.get("name").asText().equals("Ben"));
    }
  }

  @Test
  void mediaFlowsWhileTheServerCannotBeReachedForAWhile() {
    String room = server.newRoom("blocked");
    try (Peer anna = anna(room);
        Peer ben = ben(room)) {
      anna.sees("Ben", BENS.colour());
      ben.sees("Anna", ANNAS.colour());
      relay.block();
      try {
        ben.experiences("reconnecting", event -> true);
        anna.until(
            "is told that Ben is away",
            others -> !others.path(0).path("connected").asBoolean(true),
            "participants");
        anna.decodesMore("Ben", 5);
        ben.decodesMore("Anna", 5);
      } finally {
        relay.unblock();
      }
      ben.experiences("reconnected", event -> true);
      anna.until(
          "is told that Ben is back",
          others -> others.path(0).path("connected").asBoolean(),
          "participants");
      anna.sees("Ben", BENS.colour());
    }
  }

  @Test
  void whoStaysAwayTooLongJoinsAfreshWithTheSameTracks() {
    String room = server.newRoom("afresh");
    try (Peer anna = anna(room);
        Peer ben = ben(room)) {
      anna.sees("Ben", BENS.colour());
      relay.block();
      try {
        anna.experiences(
            "participantLeft", event -> event.get("reason").asText().equals("signaling_lost"));
      } finally {
        relay.unblock();
      }
      ben.experiences("reconnected", event -> !event.get("resumed").asBoolean());
      anna.sees("Ben", BENS.colour());
      anna.hears("Ben", BENS.hz());
      ben.sees("Anna", ANNAS.colour());
    }
  }

  @Test
  void iceThatIsLostIsRestarted() {
    String room = server.newRoom("icerestart");
    try (Peer anna = anna(room);
        Peer ben = ben(room)) {
      anna.sees("Ben", BENS.colour());
      ben.sees("Anna", ANNAS.colour());
      JsonNode before = ben.call("transport");
      ben.call("loseIce");
      ben.experiences("reconnecting", event -> event.get("reason").asText().equals("media"));
      ben.experiences("reconnected", event -> event.get("resumed").asBoolean());
      JsonNode after = ben.call("transport");
      assertNotEquals(before.get("localUfrag"), after.get("localUfrag"));
      assertNotEquals(before.get("remoteUfrag"), after.get("remoteUfrag"));
      assertEquals("connected", after.get("connectionState").asText());
      anna.decodesMore("Ben", 15);
      ben.decodesMore("Anna", 15);
      anna.hears("Ben", BENS.hz());
      assertTrue(anna.call("events", "participantLeft").isEmpty(), "Ben never left");
    }
  }
}

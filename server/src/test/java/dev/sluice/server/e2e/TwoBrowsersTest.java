package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two people in a room: the product's main job, with real browsers. */
@Tag("e2e")
class TwoBrowsersTest {

  private static final FakeCapture ANNAS = new FakeCapture(Colour.RED, 440);
  private static final FakeCapture BENS = new FakeCapture(Colour.BLUE, 1000);

  private static Browsers browsers;
  private static ServerFixture server;

  @BeforeAll
  static void start() {
    browsers = Browsers.start();
    server = ServerFixture.start();
  }

  @AfterAll
  static void stop() {
    if (browsers != null) {
      browsers.close();
      server.close();
    }
  }

  private static Peer anna(String room) {
    return Peer.joining(room, "Anna").in(browsers.page(server, ANNAS));
  }

  private static Peer ben(String room) {
    return Peer.joining(room, "Ben").in(browsers.page(server, BENS));
  }

  @Test
  void seeAndHearEachOther() {
    String room = server.newRoom("two");
    try (Peer anna = anna(room);
        Peer ben = ben(room)) {
      anna.sees("Ben", BENS.colour());
      ben.sees("Anna", ANNAS.colour());
      anna.hears("Ben", BENS.hz());
      ben.hears("Anna", ANNAS.hz());
      anna.decodesMore("Ben", 15);
      ben.decodesMore("Anna", 15);
    }
  }

  @Test
  void keepLipsInSync() {
    String room = server.newRoom("sync");
    try (Peer anna = anna(room);
        Peer ben = ben(room)) {
      anna.sees("Ben", BENS.colour());
      ben.sees("Anna", ANNAS.colour());
      // both need a sender report, which libwebrtc sends every few seconds at most
      Poll.until(
          "sound and picture of one moment are played together",
          () -> playoutDifferenceMillis(anna, "Ben"),
          difference -> difference < 120);
    }
  }

  /** How far apart in the publisher's time are what is heard and what is seen at this moment. */
  private static double playoutDifferenceMillis(Peer peer, String other) {
    JsonNode audio = peer.call("inbound", other, "audio");
    JsonNode video = peer.call("inbound", other, "video");
    boolean known =
        audio.path("estimatedPlayoutTimestamp").asDouble() > 0
            && video.path("estimatedPlayoutTimestamp").asDouble() > 0;
    return known
        ? Math.abs(
            (audio.get("estimatedPlayoutTimestamp").asDouble() - audio.get("timestamp").asDouble())
                - (video.get("estimatedPlayoutTimestamp").asDouble()
                    - video.get("timestamp").asDouble()))
        : Double.MAX_VALUE;
  }

  @Test
  void muteAndUnmute() {
    String room = server.newRoom("mute");
    try (Peer anna = anna(room);
        Peer ben = ben(room)) {
      anna.hears("Ben", BENS.hz());
      ben.call("setMuted", "audio", true);
      anna.experiences("trackMuted", event -> event.get("name").asText().equals("Ben"));
      anna.hearsNothingFrom("Ben");
      ben.call("setMuted", "audio", false);
      anna.experiences("trackUnmuted", event -> event.get("name").asText().equals("Ben"));
      anna.hears("Ben", BENS.hz());
    }
  }

  @Test
  void switchTheCameraOffAndOnAgain() {
    String room = server.newRoom("camera");
    try (Peer anna = anna(room);
        Peer ben = ben(room)) {
      anna.sees("Ben", BENS.colour());
      ben.call("unpublish", "video");
      anna.until("receives no video", JsonNode::isEmpty, "receives", "video");
      anna.hears("Ben", BENS.hz());
      ben.call("publish", "video");
      anna.sees("Ben", BENS.colour());
    }
  }

  @Test
  void muteTheCameraAndShowTheSamePictureAgain() {
    String room = server.newRoom("cameramute");
    try (Peer anna = anna(room);
        Peer ben = ben(room)) {
      anna.sees("Ben", BENS.colour());
      ben.call("setMuted", "video", true);
      anna.experiences("trackMuted", event -> event.get("source").asText().equals("camera"));
      ben.call("setMuted", "video", false);
      anna.experiences("trackUnmuted", event -> event.get("source").asText().equals("camera"));
      anna.sees("Ben", BENS.colour());
      anna.decodesMore("Ben", 10);
    }
  }

  @Test
  void leaveAndComeBack() {
    String room = server.newRoom("leave");
    try (Peer anna = anna(room)) {
      try (Peer ben = ben(room)) {
        anna.sees("Ben", BENS.colour());
        ben.call("leave");
        anna.experiences("participantLeft", event -> event.get("reason").asText().equals("left"));
        anna.until("is alone", JsonNode::isEmpty, "participants");
        ben.experiences("closed", event -> event.get("code").asText().equals("left"));
      }
      try (Peer ben = ben(room)) {
        anna.sees("Ben", BENS.colour());
        anna.hears("Ben", BENS.hz());
        ben.sees("Anna", ANNAS.colour());
      }
    }
  }

  @Test
  void closeThePageAndAreGoneAtOnce() {
    String room = server.newRoom("closedpage");
    try (Peer anna = anna(room)) {
      try (Peer ben = ben(room)) {
        ben.sees("Anna", ANNAS.colour());
      }
      anna.until("is alone", JsonNode::isEmpty, "participants");
    }
  }

  @Test
  void chat() {
    String room = server.newRoom("chat");
    try (Peer anna = anna(room);
        Peer ben = ben(room)) {
      anna.until("is not alone", others -> others.size() == 1, "participants");
      ben.call("send", "chat", "Grüß dich, Anna 👋");
      JsonNode messages =
          anna.experiences("message", event -> event.get("topic").asText().equals("chat"));
      assertEquals("Grüß dich, Anna 👋", messages.get(0).get("payload").asText());
      assertEquals("Ben", messages.get(0).get("name").asText());
    }
  }

  @Test
  void countWhatFlowsAndForgetTheRoomAfterwards() {
    String room = server.newRoom("metrics");
    String label = "room=\"" + room + "\"";
    try (Peer anna = anna(room);
        Peer ben = ben(room)) {
      anna.sees("Ben", BENS.colour());
      ben.sees("Anna", ANNAS.colour());
      MetricsPage metrics =
          Poll.until(
              "packets are counted",
              server::metrics,
              page -> page.sum("sluice_rtp_packets_total", label, "direction=\"send\"") > 100);
      assertEquals(2, metrics.sum("sluice_participants", label));
      assertEquals(4, metrics.sum("sluice_tracks", label));
      assertEquals(4, metrics.sum("sluice_subscriptions", label));
      assertTrue(metrics.sum("sluice_transport_feedback_total", label) > 0);
      assertTrue(metrics.sum("sluice_keyframe_requests_total", label, "direction=\"send\"") > 0);
      for (String reason : new String[] {"forged", "replayed", "malformed", "unknown_ssrc"}) {
        assertEquals(
            0,
            metrics.sum("sluice_room_drops_total", label, "reason=\"" + reason + "\""),
            reason + " packets of honest browsers\n" + metrics.text());
      }
      assertEquals(0, metrics.sum("sluice_loop_failures_total"));
    }
    Poll.until("the room vanishes", server::metrics, page -> !page.text().contains(label));
  }
}

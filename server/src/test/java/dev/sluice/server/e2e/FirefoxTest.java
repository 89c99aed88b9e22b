package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Firefox with itself and with Chromium: it offers AES-GCM first, nominates every pair it checks,
 * and its ClientHello comes in two datagrams. What it shows is painted but for one test.
 */
@Tag("e2e")
class FirefoxTest {

  private static final FakeCapture CAMERA = new FakeCapture(Colour.BLUE, 1000);
  private static final Colour PAINTED = Colour.GREEN;
  private static final int HZ = 600;

  /** How much its camera's picture differs from an earlier one, summed over the components. */
  private static final int OTHER_COLOUR = 60;

  private static MixedBrowsers browsers;
  private static ServerFixture server;

  @BeforeAll
  static void start() {
    browsers = MixedBrowsers.start();
    server = ServerFixture.start();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      browsers.close();
      server.close();
    }
  }

  @Test
  void andChromiumSeeAndHearEachOther() {
    String room = server.newRoom("mixed");
    try (Peer fox =
            Peer.joining(room, "Fox")
                .painting(PAINTED, HZ)
                .in(browsers.firefox().page(server.peerPage()));
        Peer ben = Peer.joining(room, "Ben").in(browsers.chromium().page(server, CAMERA))) {
      fox.sees("Ben", CAMERA.colour());
      ben.sees("Fox", PAINTED);
      fox.hears("Ben", CAMERA.hz());
      ben.hears("Fox", HZ);
      fox.decodesMore("Ben", 15);
      ben.decodesMore("Fox", 15);
      JsonNode transport = fox.call("transport");
      assertEquals("connected", transport.get("dtlsState").asText());
      assertEquals("FEFD", transport.get("tlsVersion").asText());
      assertEquals("client", transport.get("dtlsRole").asText());
      assertEquals("SRTP_AEAD_AES_128_GCM", transport.get("srtpCipher").asText());
    }
  }

  @Test
  void showsItsOwnCameraAndMutesAndLeaves() {
    String room = server.newRoom("foxcamera");
    try (Peer ben = Peer.joining(room, "Ben").in(browsers.chromium().page(server, CAMERA))) {
      try (Peer fox = Peer.joining(room, "Fox").in(browsers.firefox().page(server.peerPage()))) {
        JsonNode first = ben.until("sees Fox", picture -> !picture.isNull(), "picture", "Fox");
        ben.until(
            "sees another colour than " + first,
            picture -> difference(first, picture) >= OTHER_COLOUR,
            "picture",
            "Fox");
        ben.hears("Fox", Firefox.TONE_HZ);
        fox.call("setMuted", "audio", true);
        ben.experiences("trackMuted", event -> event.get("name").asText().equals("Fox"));
        ben.hearsNothingFrom("Fox");
        fox.call("setMuted", "audio", false);
        ben.hears("Fox", Firefox.TONE_HZ);

        fox.hears("Ben", CAMERA.hz());
        ben.call("setMuted", "audio", true);
        fox.experiences("trackMuted", event -> event.get("name").asText().equals("Ben"));
        fox.hearsNothingFrom("Ben");
        ben.call("unpublish", "video");
        fox.until("receives no video", JsonNode::isEmpty, "receives", "video");

        fox.call("leave");
        ben.experiences("participantLeft", event -> event.get("reason").asText().equals("left"));
      }
      ben.until("is alone", JsonNode::isEmpty, "participants");
    }
  }

  private static int difference(JsonNode one, JsonNode other) {
    int sum = 0;
    for (String component : new String[] {"red", "green", "blue"}) {
      sum += Math.abs(one.path(component).asInt() - other.path(component).asInt());
    }
    return sum;
  }

  @Test
  void sendsSimulcastThatChromiumSees() {
    String room = server.newRoom("foxsimulcast");
    try (Peer ben =
            Peer.joining(room, "Ben").watching().in(browsers.chromium().page(server, CAMERA));
        Peer fox =
            Peer.joining(room, "Fox")
                .painting(PAINTED, HZ)
                .withSimulcast()
                .in(browsers.firefox().page(server.peerPage()))) {
      ben.sees("Fox", PAINTED);
      ben.decodesMore("Fox", 15);
      assertEquals(1, fox.call("participants").size());
    }
  }

  @Test
  void seesAnotherFirefox() {
    String room = server.newRoom("foxes");
    try (Peer one =
            Peer.joining(room, "One")
                .painting(PAINTED, HZ)
                .in(browsers.firefox().page(server.peerPage()));
        Peer two =
            Peer.joining(room, "Two")
                .painting(Colour.RED, 2 * HZ)
                .in(browsers.firefox().page(server.peerPage()))) {
      one.sees("Two", Colour.RED);
      two.sees("One", PAINTED);
      one.hears("Two", 2 * HZ);
      two.hears("One", HZ);
    }
  }

  @Test
  void restartsIce() {
    String room = server.newRoom("foxice");
    try (Peer fox =
            Peer.joining(room, "Fox")
                .painting(PAINTED, HZ)
                .in(browsers.firefox().page(server.peerPage()));
        Peer ben = Peer.joining(room, "Ben").in(browsers.chromium().page(server, CAMERA))) {
      fox.sees("Ben", CAMERA.colour());
      ben.sees("Fox", PAINTED);
      fox.call("loseIce");
      fox.experiences("reconnected", event -> event.get("resumed").asBoolean());
      fox.decodesMore("Ben", 15);
      ben.decodesMore("Fox", 15);
    }
  }
}

package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Firefox with itself and with Chromium. What Firefox shows is painted, not its fake camera. */
@Tag("e2e")
class FirefoxTest {

  private static final FakeCapture CAMERA = new FakeCapture(Colour.BLUE, 1000);
  private static final Colour PAINTED = Colour.GREEN;
  private static final int HZ = 600;

  private static Browsers chromium;
  private static Firefox firefox;
  private static ServerFixture server;

  @BeforeAll
  static void start() {
    chromium = Browsers.start();
    try {
      firefox = Firefox.start();
    } catch (RuntimeException e) {
      chromium.close();
      throw e;
    }
    server = ServerFixture.start();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      firefox.close();
      chromium.close();
      server.close();
    }
  }

  @Test
  void andChromiumSeeAndHearEachOther() {
    String room = server.newRoom("mixed");
    try (Peer fox =
            Peer.joining(room, "Fox").painting(PAINTED, HZ).in(firefox.page(server.peerPage()));
        Peer ben = Peer.joining(room, "Ben").in(chromium.page(server, CAMERA))) {
      fox.sees("Ben", CAMERA.colour());
      ben.sees("Fox", PAINTED);
      fox.hears("Ben", CAMERA.hz());
      ben.hears("Fox", HZ);
      fox.decodesMore("Ben", 15);
      ben.decodesMore("Fox", 15);
    }
  }

  @Test
  void sendsSimulcastThatChromiumSees() {
    String room = server.newRoom("foxsimulcast");
    try (Peer ben = Peer.joining(room, "Ben").watching().in(chromium.page(server, CAMERA));
        Peer fox =
            Peer.joining(room, "Fox")
                .painting(PAINTED, HZ)
                .withSimulcast()
                .in(firefox.page(server.peerPage()))) {
      ben.sees("Fox", PAINTED);
      ben.decodesMore("Fox", 15);
      assertEquals(1, fox.call("participants").size());
    }
  }

  @Test
  void seesAnotherFirefox() {
    String room = server.newRoom("foxes");
    try (Peer one =
            Peer.joining(room, "One").painting(PAINTED, HZ).in(firefox.page(server.peerPage()));
        Peer two =
            Peer.joining(room, "Two")
                .painting(Colour.RED, 2 * HZ)
                .in(firefox.page(server.peerPage()))) {
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
            Peer.joining(room, "Fox").painting(PAINTED, HZ).in(firefox.page(server.peerPage()));
        Peer ben = Peer.joining(room, "Ben").in(chromium.page(server, CAMERA))) {
      fox.sees("Ben", CAMERA.colour());
      ben.sees("Fox", PAINTED);
      fox.call("loseIce");
      fox.experiences("reconnected", event -> event.get("resumed").asBoolean());
      fox.decodesMore("Ben", 15);
      ben.decodesMore("Fox", 15);
    }
  }
}

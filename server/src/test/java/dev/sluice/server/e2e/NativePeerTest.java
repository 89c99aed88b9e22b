package dev.sluice.server.e2e;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Native libwebrtc peers in JVMs of their own, which speak sluice.v1 without our client. */
@Tag("e2e")
class NativePeerTest {

  private static final FakeCapture CAMERA = new FakeCapture(Colour.RED, 440);
  private static final FakeCapture NATIVE = new FakeCapture(Colour.GREEN, 800);

  private static ServerFixture server;

  @BeforeAll
  static void start() {
    NativePeer.require();
    server = ServerFixture.start();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void seesAndHearsAnother() {
    String room = server.newRoom("native");
    try (NativePeer watcher = NativePeer.watching(server, room, "Watcher");
        NativePeer publisher = NativePeer.publishing(server, room, "Publisher", NATIVE)) {
      watcher.sees(NATIVE.colour());
      watcher.hears(NATIVE.hz());
      watcher.decodesMore(15);
      publisher.staysAlive();
    }
    Poll.until(
        "nobody is left", server::rooms, rooms -> rooms.path(0).path("participants").asInt() == 0);
  }

  @Test
  void meetsABrowser() {
    String room = server.newRoom("nativeweb");
    try (Browsers browsers = Browsers.start();
        NativePeer watcher = NativePeer.watching(server, room, "Watcher");
        Peer browser = Peer.joining(room, "Browser").in(browsers.page(server, CAMERA))) {
      watcher.sees(CAMERA.colour());
      watcher.hears(CAMERA.hz());
      try (NativePeer publisher = NativePeer.publishing(server, room, "Publisher", NATIVE)) {
        browser.sees("Publisher", NATIVE.colour());
        browser.hears("Publisher", NATIVE.hz());
        browser.decodesMore("Publisher", 15);
        publisher.staysAlive();
      }
    }
  }
}

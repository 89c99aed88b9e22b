package dev.sluice.server.e2e.libwebrtc;

import dev.sluice.server.e2e.Browsers;
import dev.sluice.server.e2e.Colour;
import dev.sluice.server.e2e.FakeCapture;
import dev.sluice.server.e2e.Peer;
import dev.sluice.server.e2e.ServerFixture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A native libwebrtc peer, which speaks sluice.v1 without our client, and a browser with it. */
@Tag("e2e")
class NativePeerAndBrowserTest {

  private static final FakeCapture CAMERA = new FakeCapture(Colour.RED, 440);
  private static final Colour NATIVE = Colour.GREEN;
  private static final int NATIVE_HZ = 800;

  @Test
  void seeAndHearEachOther() {
    try (ServerFixture server = ServerFixture.start();
        Browsers browsers = Browsers.start();
        NativePeer peer =
            new NativePeer(new PeerProcess(PeerProcess.JAVA), "Native", NATIVE, NATIVE_HZ)) {
      String room = server.newRoom("nativeweb");
      peer.join(server.socket(), room);
      try (Peer browser = Peer.joining(room, "Browser").in(browsers.page(server, CAMERA))) {
        peer.sees("Browser", "camera", CAMERA.colour());
        peer.hears("Browser", CAMERA.hz());
        browser.sees("Native", NATIVE);
        browser.hears("Native", NATIVE_HZ);
        browser.decodesMore("Native", 15);
      }
      peer.isAlone();
    }
  }
}

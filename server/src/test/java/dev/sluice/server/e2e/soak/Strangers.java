package dev.sluice.server.e2e.soak;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.random.RandomGenerator;

/** Lives of those who do not get in, or are no good when they are. */
final class Strangers {

  private Strangers() {}

  static void wrongToken(Stage stage, RandomGenerator random) {
    String room = stage.ownRoom();
    String identity = stage.somebody();
    Web web =
        switch (random.nextInt(3)) {
          case 0 -> stage.client();
          case 1 -> stage.client().with("guessed-" + random.nextLong());
          default -> stage.client().with(stage.tokens().of("another-room", identity));
        };
    Web.expect(web.send("POST", "/whip/" + room, "v=0\r\n", "Content-Type", Web.SDP), 401, 403);
    try (CallPeer peer =
        new CallPeer(web, stage.network(), room, identity, PeerOffer.participant(false))) {
      peer.joinBadly();
    }
  }

  static void badOffer(Stage stage, RandomGenerator random) {
    String room = stage.ownRoom();
    String identity = stage.somebody();
    Web web = stage.client().with(stage.tokens().of(room, identity));
    for (String path : List.of("/whip/", "/whep/")) {
      Web.expect(
          web.send(
              "POST",
              path + room,
              "v=0\r\n" + "a=x\r\n".repeat(random.nextInt(50)),
              "Content-Type",
              Web.SDP),
          400,
          409,
          422);
    }
    try (CallPeer peer =
        new CallPeer(web, stage.network(), room, identity, PeerOffer.participant(false))) {
      peer.joinBadly();
    }
  }

  /** One WHIP session and one participant of which no datagram ever comes. */
  static void noMedia(Stage stage, RandomGenerator random) throws Exception {
    String room = stage.ownRoom();
    String identity = stage.somebody();
    Web web = stage.client().with(stage.tokens().of(room, identity));
    try (WishPeer publisher =
            new WishPeer(web, stage.network(), PeerOffer.publisher(false))
                .post("/whip/%s/%s".formatted(room, identity), "actpass");
        CallPeer peer = Calls.peer(stage, room, stage.somebody(), PeerOffer.participant(false))) {
      peer.joinInSilence();
      Stay.idle(stage, random);
      publisher.vanish();
      peer.vanish();
    }
  }

  /** The handshake has begun, as server and as client, and the peer is gone. */
  static void halfHandshake(Stage stage, RandomGenerator random) throws Exception {
    String room = stage.ownRoom();
    for (String setup : List.of("active", "passive")) {
      String identity = stage.somebody();
      Web web = stage.client().with(stage.tokens().of(room, identity));
      try (WishPeer peer =
          new WishPeer(web, stage.network(), PeerOffer.publisher(false))
              .post("/whip/%s/%s".formatted(room, identity), setup)) {
        peer.connectByHalf();
        Stay.idle(stage, random);
      }
    }
  }

  static void slowHttp(Stage stage, RandomGenerator random) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), stage.server().getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST /whip/slow HTTP/1.1\r\nHost: soak\r\nContent-Length: 5000\r\nX-Slow: "
              .getBytes(US_ASCII));
      Stay.doing(stage, random, List.of(() -> out.write('a')));
    } catch (IOException e) {
      // the server had enough of it
    }
  }

  static void tcpStranger(Stage stage, RandomGenerator random) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), stage.iceTcpPort())) {
      OutputStream out = socket.getOutputStream();
      Stay.doing(stage, random, List.of(() -> out.write(random.nextInt(256))));
    } catch (IOException e) {
      // the server had enough of it
    }
  }
}

package dev.sluice.server.signaling;

import dev.sluice.protocol.ClientMessage;
import dev.sluice.protocol.MessageCodec;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.protocol.TrackIntent;
import dev.sluice.protocol.TrackSource;
import dev.sluice.server.auth.Access;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.negotiation.NegotiationOptions;
import dev.sluice.server.room.RoomCommand;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A signaling service over scripted rooms in virtual time, and clients that talk to it. */
final class SignalingStory {

  final VirtualLoop loop = new VirtualLoop();
  final ScriptedRooms rooms = new ScriptedRooms();
  final SignalingService service;
  private final MessageCodec codec = new MessageCodec();

  SignalingStory() {
    this(Access.open(), SignalingOptions.DEFAULTS);
  }

  SignalingStory(Access access, SignalingOptions options) {
    service =
        new SignalingService(
            options,
            access,
            rooms,
            NegotiationOptions.defaults(),
            new Fingerprint("sha-256", "AA:".repeat(31) + "BB"),
            loop,
            new SecureRandom());
  }

  /** Where all clients are. */
  static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();

  /** One client's connection. */
  final class Peer {
    final RecordingOutbound out = new RecordingOutbound();
    private final ClientConnection connection;

    private Peer(Optional<String> upgradeRoom, Optional<String> upgradeToken) {
      connection =
          service.connect(
              out,
              loop,
              new UpgradeHeaders(
                  upgradeRoom,
                  upgradeToken,
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.of(ADDRESS)));
    }

    void text(String json) {
      connection.onText(json, json.getBytes(StandardCharsets.UTF_8).length);
      loop.run();
    }

    void say(ClientMessage message) {
      text(codec.write(message));
    }

    void binary() {
      connection.onBinary();
      loop.run();
    }

    void vanish() {
      connection.onClosed();
      loop.run();
    }
  }

  Peer connect() {
    return new Peer(Optional.empty(), Optional.empty());
  }

  Peer connect(String upgradeToken) {
    return new Peer(Optional.empty(), Optional.of(upgradeToken));
  }

  /** A client whose address names a room. */
  Peer connectTo(String room) {
    return new Peer(Optional.of(room), Optional.empty());
  }

  /** A client that is in the room; the room was told, and the client its {@code joined}. */
  Peer joinedPeer() {
    Peer peer = connect();
    peer.say(join(1));
    RoomCommand.Join join = rooms.next(RoomCommand.Join.class);
    rooms.say(ScriptedRooms.joined(join));
    loop.run();
    return peer;
  }

  static ClientMessage.Join join(long id) {
    return join(id, Optional.empty(), Optional.of("alice"));
  }

  static ClientMessage.Join join(long id, Optional<String> token, Optional<String> identity) {
    return new ClientMessage.Join(
        id,
        "blue",
        token,
        identity,
        Optional.of("Alice"),
        Map.of("team", "red"),
        Optional.of(Offers.publishAndSlot("peer")),
        List.of(new TrackIntent("0", TrackSource.MICROPHONE, "mic", false)),
        Optional.empty());
  }

  static ClientMessage.Join resume(long id, ServerMessage.Joined joined) {
    return resume(id, joined.resumeToken(), "blue");
  }

  static ClientMessage.Join resume(long id, String token, String room) {
    return new ClientMessage.Join(
        id,
        room,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        List.of(),
        Optional.of(token));
  }
}

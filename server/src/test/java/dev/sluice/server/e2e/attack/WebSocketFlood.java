package dev.sluice.server.e2e.attack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** WebSockets that talk without end: rubbish, pings, and messages of those who have not joined. */
final class WebSocketFlood {

  private static final int SOCKETS = 20;
  private static final List<byte[]> FRAMES =
      List.of(
          frame(0x1, "{\"type\":\"leave\"}"),
          frame(0x1, "{\"type\":\"rubbish\",\"id\":1}"),
          frame(0x1, "[".repeat(500)),
          frame(0x9, "are you there?"));

  private final Target target;
  private final List<SocketChannel> sockets = new ArrayList<>();
  private final ByteBuffer ignored = ByteBuffer.allocate(16 << 10);
  private long failed;
  private int opened;

  private WebSocketFlood(Target target) {
    this.target = target;
  }

  static String messages(Target target) throws IOException {
    WebSocketFlood flood = new WebSocketFlood(target);
    try {
      for (int i = 0; i < SOCKETS; i++) {
        flood.sockets.add(flood.open());
      }
      Pace pace = new Pace(target.rate(), target.seconds());
      while (pace.next()) {
        flood.say((int) (pace.given() % SOCKETS), FRAMES.get((int) (pace.given() / 20 % 4)));
      }
      return "sent=%d failed=%d reopened=%d"
          .formatted(pace.given(), flood.failed, flood.opened - SOCKETS);
    } finally {
      for (SocketChannel socket : flood.sockets) {
        socket.close();
      }
    }
  }

  private SocketChannel open() throws IOException {
    SocketChannel socket = SocketChannel.open();
    socket.bind(new InetSocketAddress(Addresses.of(opened++ % SOCKETS), 0));
    socket.connect(target.http());
    socket.write(ByteBuffer.wrap(Upgrade.plain()));
    socket.configureBlocking(false);
    return socket;
  }

  /** Whom the server has thrown out comes back. */
  private void say(int which, byte[] frame) {
    SocketChannel socket = sockets.get(which);
    try {
      ignored.clear();
      if (socket.read(ignored) < 0) {
        socket.close();
        sockets.set(which, open());
        return;
      }
      socket.write(ByteBuffer.wrap(frame));
    } catch (IOException e) {
      failed++;
      reopen(which);
    }
  }

  private void reopen(int which) {
    try {
      sockets.get(which).close();
      sockets.set(which, open());
    } catch (IOException e) {
      failed++;
    }
  }

  /** Masked with zeros. */
  private static byte[] frame(int opcode, String text) {
    byte[] payload = text.getBytes(US_ASCII);
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 8);
    frame.put((byte) (0x80 | opcode));
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    }
    frame.putInt(0).put(payload).flip();
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }
}

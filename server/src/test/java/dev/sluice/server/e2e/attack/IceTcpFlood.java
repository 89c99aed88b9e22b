package dev.sluice.server.e2e.attack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Connections to the media port that say nothing, rubbish, or name nobody, from a few addresses.
 */
final class IceTcpFlood {

  private static final int ADDRESSES = 20;
  private static final int HELD = 1_500;

  private IceTcpFlood() {}

  static String run(Target target) throws IOException {
    Datagrams datagrams = new Datagrams("nobody1");
    Deque<SocketChannel> held = new ArrayDeque<>();
    long failed = 0;
    Pace pace = new Pace(target.rate(), target.seconds());
    try {
      while (pace.next()) {
        SocketChannel channel = SocketChannel.open();
        held.add(channel);
        try {
          int turn = (int) (pace.given() % ADDRESSES);
          channel.bind(new InetSocketAddress(Addresses.of(turn), 0));
          channel.connect(target.iceTcp());
          channel.configureBlocking(false);
          channel.write(greeting(datagrams, (int) (pace.given() / ADDRESSES % 3)));
        } catch (IOException e) {
          failed++;
        }
        if (held.size() > HELD) {
          held.remove().close();
        }
      }
      return "sent=%d failed=%d".formatted(pace.given() - failed, failed);
    } finally {
      for (SocketChannel channel : held) {
        channel.close();
      }
    }
  }

  private static ByteBuffer greeting(Datagrams datagrams, int kind) {
    ByteBuffer datagram = datagrams.next(kind == 1 ? Attack.GARBAGE : Attack.STUN_UNKNOWN);
    if (kind == 2) {
      return ByteBuffer.allocate(0);
    }
    ByteBuffer frame = ByteBuffer.allocate(2 + datagram.remaining());
    return frame.putShort((short) datagram.remaining()).put(datagram).flip();
  }
}

package dev.sluice.server.media;

import dev.sluice.server.stun.StunMessage;
import dev.sluice.server.stun.StunWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.function.UnaryOperator;

/** A STUN server on loopback that sees its clients through a NAT of the test's making. */
final class StunServer implements AutoCloseable {

  private final DatagramSocket socket;

  /**
   * @param nat makes the outer address of the inner one; null swallows the request
   */
  StunServer(UnaryOperator<InetSocketAddress> nat) throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(LocalAddresses.loopback(), 0));
    Thread thread = new Thread(() -> serve(nat), "stun-server");
    thread.setDaemon(true);
    thread.start();
  }

  InetSocketAddress address() {
    return InetSocketAddress.createUnresolved("127.0.0.1", socket.getLocalPort());
  }

  private void serve(UnaryOperator<InetSocketAddress> nat) {
    byte[] data = new byte[1500];
    byte[] out = new byte[StunWriter.MAX_RESPONSE_LENGTH];
    StunMessage message = new StunMessage();
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(data, data.length);
        socket.receive(packet);
        InetSocketAddress outer = nat.apply((InetSocketAddress) packet.getSocketAddress());
        if (outer != null && message.wrap(data, 0, packet.getLength())) {
          int length =
              new StunWriter()
                  .begin(out, 0, StunMessage.BINDING_SUCCESS, data, message.transactionIdOffset())
                  .xorMappedAddress(outer)
                  .finish();
          socket.send(new DatagramPacket(out, length, packet.getSocketAddress()));
        }
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}

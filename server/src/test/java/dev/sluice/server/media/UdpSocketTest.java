package dev.sluice.server.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class UdpSocketTest {

  private static final int LINUX_EINVAL = 22;

  @Test
  void fullQueueDropsAndCountsInsteadOfGrowing() throws IOException {
    try (LoopFixture fixture = LoopFixture.start()) {
      UdpPath path = (UdpPath) fixture.bindPeer(new LoopFixture.Inbox());
      UdpSocket socket = path.socket();

      fixture.runOnLoop(
          () -> {
            ChannelOutboundBuffer queue = socket.channel().unsafe().outboundBuffer();
            queue.setUserDefinedWritability(1, false);
            socket.send(new byte[250], 0, 250, 100, path.remote());
            queue.setUserDefinedWritability(1, true);
            socket.send(new byte[] {1}, 0, 1, 1, path.remote());
          });

      assertEquals(3, fixture.drops(DatagramDrop.SEND_BUFFER_FULL));
      assertArrayEquals(new byte[] {1}, fixture.receive());
      assertEquals(1, (long) fixture.onLoop(() -> fixture.loop.counters().datagramsSent));
    }
  }

  @Test
  void refusedSegmentsGiveWayToSingleDatagramsForAWhile() throws IOException {
    Assumptions.assumeTrue(SegmentationProbe.works(SocketTransport.EPOLL), "cannot segment here");
    try (LoopFixture fixture = LoopFixture.start()) {
      LoopFixture.Inbox inbox = new LoopFixture.Inbox();
      UdpPath path = (UdpPath) fixture.bindPeer(inbox);
      UdpSocket socket = path.socket();

      long sends =
          fixture.onLoop(
              () -> {
                socket.exceptionCaught(null, Errors.newIOException("sendmmsg", -LINUX_EINVAL));
                socket.send(new byte[300], 0, 300, 100, path.remote());
                return fixture.loop.counters().sends;
              });
      assertEquals(3, sends);
      for (int i = 0; i < 3; i++) {
        assertEquals(100, fixture.receive().length);
      }

      long later =
          fixture.onLoop(
              () -> {
                long nowNanos = System.nanoTime();
                socket.onTick(nowNanos);
                socket.onTick(nowNanos + TimeUnit.SECONDS.toNanos(11));
                socket.send(new byte[300], 0, 300, 100, path.remote());
                return fixture.loop.counters().segmentedSends;
              });
      assertEquals(1, later);
      assertEquals(1, fixture.drops(DatagramDrop.SOCKET_ERROR));
    }
  }
}

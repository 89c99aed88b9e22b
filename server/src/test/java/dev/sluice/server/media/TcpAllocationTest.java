package dev.sluice.server.media;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** In steady state a TCP path costs the garbage collector no more than UDP does. */
class TcpAllocationTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int PACKETS = 40;
  private static final int ROUNDS = 200;

  /**
   * Until the compiler is done with all of it, some windows allocate what escape analysis saves.
   */
  private static final int MOST_WINDOWS = 25;

  private static final double MOST_BYTES = 2;

  @Test
  void sendsWithoutAllocatingPerPacket() throws IOException {
    Assumptions.assumeTrue(THREADS.isThreadAllocatedMemorySupported(), "allocation is not counted");
    try (LoopFixture fixture = LoopFixture.withTcp(MediaOptions.Transport.AUTO, System::nanoTime);
        TcpPeer peer = new TcpPeer(fixture.loop.candidates().get(1).address())) {
      LoopFixture.Inbox inbox = new LoopFixture.Inbox();
      fixture.runOnLoop(() -> fixture.loop.directory().register("ufrag", inbox));
      peer.send(LoopFixture.bindingRequest("ufrag"));
      TcpPath path = (TcpPath) inbox.take().path();
      fixture.runOnLoop(() -> fixture.loop.directory().bind(path, inbox));
      double perPacket = Double.MAX_VALUE;
      for (int window = 0; window < MOST_WINDOWS && perPacket >= MOST_BYTES; window++) {
        perPacket = bytesPerPacket(fixture, path, peer);
      }
      assertTrue(perPacket < MOST_BYTES, "%.2f bytes per packet".formatted(perPacket));
    }
  }

  private static double bytesPerPacket(LoopFixture fixture, TcpPath path, TcpPeer peer)
      throws IOException {
    long bytes = 0;
    for (int round = 0; round < ROUNDS; round++) {
      bytes += send(fixture, path, peer);
    }
    return (double) bytes / (ROUNDS * PACKETS);
  }

  /** What the loop's thread allocates for a batch, which the peer then reads. */
  private static long send(LoopFixture fixture, TcpPath path, TcpPeer peer) throws IOException {
    long bytes =
        fixture.onLoop(
            () -> {
              EgressBuffer sink = (EgressBuffer) fixture.loop.sink();
              long before = THREADS.getCurrentThreadAllocatedBytes();
              for (int i = 0; i < PACKETS; i++) {
                // equal lengths make a run, then each is one of its own
                int length = i < PACKETS / 2 ? 1000 : 900 + i;
                sink.begin(path, length);
                sink.commit(length);
              }
              sink.sendRun();
              path.onFlush();
              return THREADS.getCurrentThreadAllocatedBytes() - before;
            });
    for (int i = 0; i < PACKETS; i++) {
      peer.receive();
    }
    return bytes;
  }
}

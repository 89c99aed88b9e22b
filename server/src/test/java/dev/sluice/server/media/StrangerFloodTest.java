package dev.sluice.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sluice.server.ice.NetworkPath;
import dev.sluice.server.transport.DatagramReceiver;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a media loop does for datagrams of those who have proved nothing: next to nothing. */
class StrangerFloodTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final String KNOWN = "known";
  private static final int WARM_UP = 50_000;
  private static final int DATAGRAMS = 10_000;
  private static final double TOLERATED_BYTES = 0.05;

  /** What a stranger may send. */
  enum Flood {
    STUN_FOR_NOBODY(DatagramDrop.UNKNOWN_UFRAG),
    STUN_BEYOND_THE_RATE(DatagramDrop.UNPROVEN_RATE),
    STUN_WITHOUT_USERNAME(DatagramDrop.UNKNOWN_UFRAG),
    STUN_RESPONSE(DatagramDrop.UNKNOWN_UFRAG),
    CLIENT_HELLO(DatagramDrop.UNKNOWN_PATH),
    SRTP(DatagramDrop.UNKNOWN_PATH),
    SRTCP(DatagramDrop.UNKNOWN_PATH),
    GARBAGE(DatagramDrop.UNKNOWN_PATH);

    private final DatagramDrop expected;

    Flood(DatagramDrop expected) {
      this.expected = expected;
    }

    private byte[] datagram() {
      return switch (this) {
        case STUN_FOR_NOBODY -> LoopFixture.bindingRequest("a".repeat(200));
        case STUN_BEYOND_THE_RATE -> LoopFixture.bindingRequest(KNOWN);
        case STUN_WITHOUT_USERNAME -> header(0x0001);
        case STUN_RESPONSE -> header(0x0101);
        case CLIENT_HELLO -> startingWith(22, 0xfe, 0xfd);
        case SRTP -> startingWith(0x80, 96);
        case SRTCP -> startingWith(0x80, 200);
        case GARBAGE -> startingWith(0xff, 0xff);
      };
    }

    private static byte[] startingWith(int... first) {
      byte[] datagram = new byte[1200];
      for (int i = 0; i < first.length; i++) {
        datagram[i] = (byte) first[i];
      }
      return datagram;
    }

    /** STUN without any attribute. */
    private static byte[] header(int type) {
      byte[] datagram = Arrays.copyOf(LoopFixture.bindingRequest(KNOWN), 20);
      datagram[0] = (byte) (type >> 8);
      datagram[1] = (byte) type;
      datagram[2] = 0;
      datagram[3] = 0;
      return datagram;
    }
  }

  /** A transport that has had as many checks of strangers as it takes. */
  private static final class Weary implements DatagramReceiver {

    private int received;

    @Override
    public void receive(NetworkPath path, byte[] data, int offset, int length, long nowNanos) {
      received++;
    }

    @Override
    public boolean takesStrangers(long nowNanos) {
      return false;
    }
  }

  private final Weary weary = new Weary();
  private final InetSocketAddress stranger = new InetSocketAddress("198.51.100.7", 40_000);
  private LoopFixture fixture;
  private TransportTable table;
  private UdpSocket socket;

  @BeforeEach
  void start() throws IOException {
    fixture = LoopFixture.start();
    table = (TransportTable) fixture.loop.directory();
    LoopFixture.Inbox inbox = new LoopFixture.Inbox();
    socket = ((UdpPath) fixture.bindPeer(inbox)).socket();
    fixture.runOnLoop(() -> table.register(KNOWN, weary));
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @ParameterizedTest
  @EnumSource
  void costsNoMemory(Flood flood) {
    Assumptions.assumeTrue(THREADS.isThreadAllocatedMemorySupported(), "allocation is not counted");
    int paths = fixture.onLoop(table::boundPaths);
    deliver(flood, WARM_UP);

    double perDatagram = (double) deliver(flood, DATAGRAMS) / DATAGRAMS;

    assertTrue(perDatagram <= TOLERATED_BYTES, "%s: %.2f bytes".formatted(flood, perDatagram));
    assertEquals(paths, fixture.onLoop(table::boundPaths));
    assertEquals(0, weary.received);
  }

  /** Bytes the loop's thread allocates for so many datagrams. */
  private long deliver(Flood flood, int times) {
    byte[] datagram = flood.datagram();
    return fixture.onLoop(
        () -> {
          long before = THREADS.getCurrentThreadAllocatedBytes();
          for (int i = 0; i < times; i++) {
            if (table.deliver(socket, stranger, datagram, datagram.length, i) != flood.expected) {
              throw new AssertionError(flood + " was not dropped as " + flood.expected);
            }
          }
          return THREADS.getCurrentThreadAllocatedBytes() - before;
        });
  }

  @Test
  void aPeerThatIsKnownIsHeardWhileStrangersAreNot() throws IOException {
    LoopFixture.Inbox inbox = new LoopFixture.Inbox();
    NetworkPath path = fixture.bindPeer(inbox);
    fixture.runOnLoop(() -> table.bind(path, weary));

    fixture.send(LoopFixture.bindingRequest(KNOWN));

    fixture.await(() -> weary.received == 1);
    assertEquals(0, fixture.drops(DatagramDrop.UNPROVEN_RATE));
  }
}

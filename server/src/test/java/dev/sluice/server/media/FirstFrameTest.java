package dev.sluice.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a connection is closed for before it is on a loop. */
class FirstFrameTest {

  private static final byte[] GREETING = TcpPeer.framed(LoopFixture.bindingRequest("stranger"));

  private final IceTcp intake = new IceTcp(new UfragIndex());
  private final IntakeGate gate = new IntakeGate();
  private final EmbeddedChannel channel = new EmbeddedChannel();

  @BeforeEach
  void open() {
    channel.freezeTime();
    channel
        .pipeline()
        .addLast(
            new FirstFrame(
                intake, gate.enter(LoopFixture.address("192.0.2.1")).orElseThrow(), new byte[0]));
    channel.pipeline().fireChannelActive();
  }

  @Test
  void silence() {
    channel.advanceTimeBy(FirstFrame.TIMEOUT_NANOS - 1, TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
    assertTrue(channel.isOpen());

    channel.advanceTimeBy(1, TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
    assertRefused(TcpRefusal.TOO_LATE);
  }

  @Test
  void requestThatTricklesIn() {
    for (int i = 0; i < GREETING.length - 1; i++) {
      write(new byte[] {GREETING[i]});
      channel.advanceTimeBy(50, TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
    }
    assertTrue(channel.isOpen());

    channel.advanceTimeBy(FirstFrame.TIMEOUT_NANOS, TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
    assertRefused(TcpRefusal.TOO_LATE);
  }

  @Test
  void somethingElse() {
    write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

    assertRefused(TcpRefusal.NOT_STUN);
  }

  @Test
  void strangersUfrag() {
    write(GREETING);

    assertRefused(TcpRefusal.UNKNOWN_UFRAG);
  }

  @Test
  void requestWithoutUfrag() {
    byte[] bare = {
      0, 20, 0, 1, 0, 0, 0x21, 0x12, (byte) 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
    };
    write(bare);

    assertRefused(TcpRefusal.UNKNOWN_UFRAG);
  }

  @Test
  void goingAwayItself() {
    var unused = channel.close();

    assertRefused(TcpRefusal.LOST);
  }

  private void write(byte[] bytes) {
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
  }

  private void assertRefused(TcpRefusal reason) {
    assertFalse(channel.isOpen());
    assertEquals(1, intake.stats().refused().get(reason));
    assertEquals(1, intake.stats().refused().values().stream().mapToLong(Long::longValue).sum());
    assertEquals(0, gate.inside());
  }
}

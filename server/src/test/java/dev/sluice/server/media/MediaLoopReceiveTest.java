package dev.sluice.server.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.ice.NetworkPath;
import dev.sluice.server.media.LoopFixture.Inbox;
import dev.sluice.server.transport.DatagramReceiver;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MediaLoopReceiveTest {

  private static final byte[] RTP = {(byte) 0x80, 96, 0, 1, 2, 3};

  private final Inbox inbox = new Inbox();
  private final Inbox other = new Inbox();
  private LoopFixture fixture;

  @BeforeEach
  void start() throws IOException {
    fixture = LoopFixture.start();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void handsStunToWhomeverItsUfragNames() throws IOException {
    fixture.runOnLoop(() -> fixture.loop.directory().register("mine", inbox));
    byte[] request = LoopFixture.bindingRequest("mine");

    fixture.send(request);

    Inbox.Datagram got = inbox.take();
    assertArrayEquals(request, got.bytes());
    assertEquals(fixture.peer.getLocalSocketAddress(), got.path().remote());
    assertEquals(fixture.loop.candidates().get(0).address(), got.path().local());
  }

  @Test
  void dropsAndCountsStunForAnUnknownUfrag() throws IOException {
    fixture.send(LoopFixture.bindingRequest("nobody"));

    fixture.await(() -> fixture.loop.counters().drops().get(DatagramDrop.UNKNOWN_UFRAG) == 1);
  }

  @Test
  void dropsAndCountsMediaFromAnUnknownAddress() throws IOException {
    fixture.send(RTP);
    fixture.send(new byte[0]);
    fixture.send(new byte[3000]);

    fixture.await(() -> fixture.loop.counters().drops().get(DatagramDrop.UNKNOWN_PATH) == 1);
    fixture.await(() -> fixture.loop.counters().drops().get(DatagramDrop.BAD_LENGTH) == 2);
  }

  @Test
  void keepsOnePathObjectWhileItIsBound() throws IOException {
    NetworkPath path = fixture.bindPeer(inbox);

    fixture.send(RTP);
    assertSame(path, inbox.take().path());
    fixture.send(LoopFixture.bindingRequest("ufrag"));
    assertSame(path, inbox.take().path());

    fixture.runOnLoop(() -> fixture.loop.directory().unbind(path, inbox));
    fixture.send(LoopFixture.bindingRequest("ufrag"));
    assertNotSame(path, inbox.take().path());
  }

  @Test
  void prefersTheUfragToThePathForStun() throws IOException {
    NetworkPath path = fixture.bindPeer(inbox);
    fixture.runOnLoop(() -> fixture.loop.directory().register("newcomer", other));

    fixture.send(LoopFixture.bindingRequest("newcomer"));

    assertSame(path, other.take().path());
    assertTrue(inbox.isEmpty());
  }

  @Test
  void givesStunWithoutAKnownUfragToThePath() throws IOException {
    fixture.bindPeer(inbox);
    fixture.runOnLoop(() -> fixture.loop.directory().unregister("ufrag"));
    byte[] request = LoopFixture.bindingRequest("ufrag");

    fixture.send(request);

    assertArrayEquals(request, inbox.take().bytes());
  }

  @Test
  void lastBindingOfAPathWinsAndTheFormerOwnerCannotUnbindIt() throws IOException {
    NetworkPath path = fixture.bindPeer(inbox);
    fixture.runOnLoop(() -> fixture.loop.directory().bind(path, other));
    fixture.runOnLoop(() -> fixture.loop.directory().unbind(path, inbox));

    fixture.send(RTP);

    assertArrayEquals(RTP, other.take().bytes());
    assertTrue(inbox.isEmpty());
  }

  @Test
  void receiverThatThrowsHurtsNobodyElse() throws IOException {
    DatagramReceiver broken =
        (path, data, offset, length, nowNanos) -> {
          fixture.loop.sink().begin(path, 100);
          throw new IllegalStateException("broken on purpose");
        };
    fixture.runOnLoop(
        () -> {
          fixture.loop.directory().register("broken", broken);
          fixture.loop.directory().register("sound", inbox);
        });

    fixture.send(LoopFixture.bindingRequest("broken"));
    fixture.send(LoopFixture.bindingRequest("sound"));
    NetworkPath path = inbox.take().path();

    assertEquals(1, fixture.drops(DatagramDrop.RECEIVER_FAILED));
    assertEquals(1, (long) fixture.onLoop(() -> fixture.loop.counters().failures));
    fixture.runOnLoop(() -> fixture.loop.sink().send(path, RTP, 0, RTP.length));
    assertArrayEquals(RTP, fixture.receive());
  }

  @Test
  void taskThatThrowsDoesNotStopTheMailbox() {
    fixture
        .loop
        .mailbox()
        .execute(
            () -> {
              throw new IllegalStateException("broken on purpose");
            });

    assertEquals(1, (long) fixture.onLoop(() -> fixture.loop.counters().failures));
  }

  @Test
  void publishesWhatItCounted() throws IOException {
    fixture.bindPeer(inbox);
    fixture.send(RTP);
    inbox.take();

    fixture.await(() -> fixture.loop.stats().datagramsReceived() == 2);
    LoopStats stats = fixture.loops.stats().get(0);

    assertEquals(1, stats.transports());
    assertEquals(1, stats.paths());
    assertTrue(stats.batches() >= 1 && stats.batches() <= 2);
    assertTrue(stats.busyRatio() >= 0 && stats.busyRatio() <= 1);
  }
}

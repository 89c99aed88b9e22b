package dev.sluice.server.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.server.ice.NetworkPath;
import dev.sluice.server.transport.DatagramSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written into the sink is what arrives, however it is cut into sends. */
class EgressTest {

  private static final boolean SEGMENTS = SegmentationProbe.works(SocketTransport.EPOLL);

  private final LoopFixture.Inbox inbox = new LoopFixture.Inbox();
  private LoopFixture fixture;
  private NetworkPath path;

  @AfterEach
  void stop() {
    fixture.close();
  }

  private void start(MediaOptions.Transport transport, MediaOptions.Segmentation segmentation)
      throws IOException {
    fixture = new LoopFixture(transport, segmentation);
    path = fixture.bindPeer(inbox);
  }

  private void startSegmenting() throws IOException {
    Assumptions.assumeTrue(SEGMENTS, "this machine cannot segment");
    start(MediaOptions.Transport.AUTO, MediaOptions.Segmentation.AUTO);
  }

  @ParameterizedTest
  @CsvSource({"AUTO,AUTO", "AUTO,OFF", "NIO,AUTO"})
  void everyWayOfSendingDeliversTheSameDatagrams(
      MediaOptions.Transport transport, MediaOptions.Segmentation segmentation) throws IOException {
    start(transport, segmentation);
    int[] lengths = {
      1200, 1200, 1200, 700, 700, 701, 1, 1, 1, 1500, 1500, 1499, 40, 1200, 1200, 1200
    };

    sendAll(lengths);

    assertArrives(lengths);
    assertEquals(
        lengths.length, (long) fixture.onLoop(() -> fixture.loop.counters().datagramsSent));
  }

  @Test
  void equalLengthsAndAShorterLastOneLeaveAsOneSend() throws IOException {
    startSegmenting();

    sendAll(1200, 1200, 1200, 700);

    assertArrives(1200, 1200, 1200, 700);
    assertSends(1, 1);
  }

  @Test
  void longerDatagramBeginsANewRun() throws IOException {
    startSegmenting();

    sendAll(100, 100, 101, 101, 5);

    assertArrives(100, 100, 101, 101, 5);
    assertSends(2, 2);
  }

  @Test
  void runsAreCutAtTheKernelsLimits() throws IOException {
    startSegmenting();
    int[] many = new int[EgressBuffer.MAX_SEGMENTS + 6];
    Arrays.fill(many, 50);
    int[] large = new int[60];
    Arrays.fill(large, 1400);

    sendAll(many);
    assertArrives(many);
    assertSends(2, 2);

    sendAll(large);
    assertArrives(large);
    assertSends(4, 4);
  }

  @Test
  void moreThanTheBufferHoldsLeavesInOrder() throws IOException {
    startSegmenting();
    int[] lengths = new int[700];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = 1000 + i % 3;
    }

    // more than the peer's socket may hold at once, so in parts
    for (int at = 0; at < lengths.length; at += 100) {
      int[] part = Arrays.copyOfRange(lengths, at, at + 100);
      sendAll(part);
      assertArrives(part);
    }
  }

  @Test
  void datagramTakenBackDoesNotLeave() throws IOException {
    startSegmenting();

    fixture.runOnLoop(
        () -> {
          DatagramSink sink = fixture.loop.sink();
          sink.begin(path, 100);
          sink.commit(0);
          byte[] bytes = {1};
          sink.send(path, bytes, 0, 1);
        });

    assertArrayEquals(new byte[] {1}, fixture.receive());
  }

  @Test
  void wrongUseIsToldAtOnce() throws IOException {
    start(MediaOptions.Transport.NIO, MediaOptions.Segmentation.OFF);
    EgressBuffer sink = new EgressBuffer();

    assertThrows(IllegalArgumentException.class, () -> sink.begin(path, 1501));
    sink.begin(path, 10);
    assertThrows(IllegalStateException.class, () -> sink.begin(path, 10));
    assertThrows(IllegalArgumentException.class, () -> sink.commit(11));
  }

  /** Writes datagrams of these lengths, each filled with its number. */
  private void sendAll(int... lengths) {
    fixture.runOnLoop(
        () -> {
          DatagramSink sink = fixture.loop.sink();
          for (int i = 0; i < lengths.length; i++) {
            int at = sink.begin(path, DATAGRAM_ROOM);
            Arrays.fill(sink.array(), at, at + lengths[i], (byte) i);
            sink.commit(lengths[i]);
          }
        });
  }

  private static final int DATAGRAM_ROOM = 1500;

  private void assertArrives(int... lengths) throws IOException {
    List<Integer> got = new ArrayList<>();
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      byte[] datagram = fixture.receive();
      byte[] filled = new byte[datagram.length];
      Arrays.fill(filled, (byte) i);
      assertArrayEquals(filled, datagram);
      got.add(datagram.length);
      expected.add(lengths[i]);
    }
    assertEquals(expected, got);
  }

  private void assertSends(long sends, long segmented) {
    assertEquals(sends, (long) fixture.onLoop(() -> fixture.loop.counters().sends));
    assertEquals(segmented, (long) fixture.onLoop(() -> fixture.loop.counters().segmentedSends));
  }
}

package dev.sluice.recorder.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.StopReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PacketQueueTest {

  private static final int CAPACITY = PacketQueue.MIN_CAPACITY_BYTES;

  private final PacketQueue queue = new PacketQueue(CAPACITY);
  private final Seen seen = new Seen();

  @Test
  void handsOutWhatWasPutInWithAllItsFields() {
    byte[] data = {9, 1, 2, 3, 9};
    assertTrue(queue.offerPacket(7, 3, 1L << 40, -5, 77, true, data, 1, 3));
    assertTrue(queue.offerClock(7, 3, 1_000, 2_000, true));
    assertTrue(queue.offerPacket(7, 4, 11, 12, 78, false, data, 0, 0));

    assertEquals(3, queue.drain(seen, CAPACITY));

    assertEquals(
        List.of(
            "packet 7/3 seq=1099511627776 ts=-5 at=77 marker=true [1, 2, 3]",
            "clock 7/3 ts=1000 capture=2000 report=true",
            "packet 7/4 seq=11 ts=12 at=78 marker=false []"),
        seen.log);
    assertTrue(queue.isEmpty());
  }

  @Test
  void keepsCommandsInTheirPlaceAmongPackets() {
    packet(1);
    stop(1);
    packet(2);
    packet(3);
    stop(2);
    stop(3);
    assertEquals(3, queue.pendingCommands());

    queue.drain(seen, CAPACITY);

    assertEquals(
        List.of("packet 1", "stop 1", "packet 2", "packet 3", "stop 2", "stop 3"), seen.brief());
    assertEquals(0, queue.pendingCommands());
  }

  @Test
  void takesCommandsWhenPacketsFindNoRoom() {
    int taken = fill();
    assertFalse(packet(9_999));
    stop(5);

    queue.drain(seen, CAPACITY);

    assertEquals(taken + 1, seen.log.size());
    assertEquals("stop 5", seen.brief().get(taken));
  }

  @Test
  void keepsRoomForClockReadingsWhenItIsFull() {
    fill();
    assertTrue(queue.offerClock(0, 0, 1, 2, false));
  }

  @Test
  void refusesClockReadingsWhenNothingAtAllIsLeft() {
    fill();
    int readings = 0;
    while (queue.offerClock(0, 0, 1, 2, false)) {
      readings++;
    }
    assertTrue(readings > 50, "readings " + readings);
    assertTrue(queue.depthBytes() <= CAPACITY);
  }

  @Test
  void hasRoomAgainWhenItWasDrained() {
    fill();
    queue.drain(seen, CAPACITY);
    assertTrue(packet(1));
    assertTrue(queue.highWaterBytes() > CAPACITY / 2);
    assertTrue(queue.depthBytes() < CAPACITY / 2);
  }

  @Test
  void refusesPacketsThatNoNetworkCarries() {
    assertFalse(queue.offerPacket(0, 0, 0, 0, 0, false, new byte[CAPACITY], 0, CAPACITY));
    assertTrue(queue.isEmpty());
  }

  @Test
  void drainsNoMoreThanItIsAskedTo() {
    fill();
    long before = queue.depthBytes();
    queue.drain(seen, 10_000);
    long taken = before - queue.depthBytes();
    assertTrue(taken >= 10_000 && taken < 12_000, "taken " + taken);
  }

  @Test
  void wantsAPowerOfTwo() {
    assertThrows(IllegalArgumentException.class, () -> new PacketQueue(CAPACITY + 8));
    assertThrows(IllegalArgumentException.class, () -> new PacketQueue(CAPACITY / 2));
  }

  @Test
  void survivesAConsumerThatFails() {
    packet(1);
    packet(2);
    assertThrows(IllegalStateException.class, () -> queue.drain(new Failing(), CAPACITY));
    queue.drain(seen, CAPACITY);
    assertEquals(List.of("packet 2"), seen.brief());
  }

  @Test
  void losesNothingBetweenTwoThreads() {
    int count = 300_000;
    CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> produce(count));
    Checking checking = new Checking();
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          while (checking.next < count) {
            if (queue.drain(checking, CAPACITY) == 0) {
              Thread.onSpinWait();
            }
          }
          producer.get();
        });
    assertEquals(count, checking.next);
  }

  /** Numbers everything, and makes every hundredth entry a command. */
  private void produce(int count) {
    Random random = new Random(42);
    byte[] data = new byte[1_400];
    for (int i = 0; i < count; i++) {
      if (i % 100 == 0) {
        queue.offerCommand(new RecordingCommand.Stop(i, StopReason.REQUESTED, 0));
        continue;
      }
      int length = 4 + random.nextInt(data.length - 4);
      Arrays.fill(data, 0, length, (byte) i);
      while (!queue.offerPacket(0, 0, i, i, i, false, data, 0, length)) {
        Thread.onSpinWait();
      }
    }
  }

  private boolean packet(int sequence) {
    return queue.offerPacket(0, 0, sequence, 0, 0, false, new byte[1_200], 0, 1_200);
  }

  private void stop(int recording) {
    queue.offerCommand(new RecordingCommand.Stop(recording, StopReason.REQUESTED, 0));
  }

  private int fill() {
    int count = 0;
    while (packet(count)) {
      count++;
    }
    return count;
  }

  private static final class Seen implements PacketQueue.Consumer {

    final List<String> log = new ArrayList<>();
    private final List<String> brief = new ArrayList<>();

    List<String> brief() {
      return brief;
    }

    @Override
    public void onPacket(
        int recording,
        int track,
        long extendedSequence,
        long extendedTimestamp,
        long arrivalNanos,
        boolean marker,
        byte[] data,
        int offset,
        int length) {
      log.add(
          "packet %d/%d seq=%d ts=%d at=%d marker=%s %s"
              .formatted(
                  recording,
                  track,
                  extendedSequence,
                  extendedTimestamp,
                  arrivalNanos,
                  marker,
                  Arrays.toString(Arrays.copyOfRange(data, offset, offset + length))));
      brief.add("packet " + extendedSequence);
    }

    @Override
    public void onClock(
        int recording,
        int track,
        long extendedTimestamp,
        long captureNanos,
        boolean fromSenderReport) {
      log.add(
          "clock %d/%d ts=%d capture=%d report=%s"
              .formatted(recording, track, extendedTimestamp, captureNanos, fromSenderReport));
      brief.add("clock");
    }

    @Override
    public void onCommand(RecordingCommand command) {
      log.add(command.toString());
      brief.add("stop " + command.recording());
    }
  }

  private static final class Failing implements PacketQueue.Consumer {

    @Override
    public void onPacket(
        int recording,
        int track,
        long extendedSequence,
        long extendedTimestamp,
        long arrivalNanos,
        boolean marker,
        byte[] data,
        int offset,
        int length) {
      throw new IllegalStateException();
    }

    @Override
    public void onClock(
        int recording,
        int track,
        long extendedTimestamp,
        long captureNanos,
        boolean fromSenderReport) {}

    @Override
    public void onCommand(RecordingCommand command) {}
  }

  private static final class Checking implements PacketQueue.Consumer {

    int next;

    @Override
    public void onPacket(
        int recording,
        int track,
        long extendedSequence,
        long extendedTimestamp,
        long arrivalNanos,
        boolean marker,
        byte[] data,
        int offset,
        int length) {
      assertEquals(next++, extendedSequence);
      for (int i = offset; i < offset + length; i++) {
        if (data[i] != (byte) extendedSequence) {
          throw new AssertionError("packet " + extendedSequence + " was torn");
        }
      }
    }

    @Override
    public void onClock(
        int recording,
        int track,
        long extendedTimestamp,
        long captureNanos,
        boolean fromSenderReport) {
      throw new AssertionError("nobody offered it");
    }

    @Override
    public void onCommand(RecordingCommand command) {
      assertEquals(next++, command.recording());
    }
  }
}

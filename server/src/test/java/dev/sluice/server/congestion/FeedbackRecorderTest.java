package dev.sluice.server.congestion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.rtcp.RtcpReader;
import dev.sluice.server.rtcp.TransportFeedback;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FeedbackRecorderTest {

  private static final long MILLISECOND = 1_000_000L;
  private static final long TICK = 250_000L;
  private static final long START = 5_000_000 * MILLISECOND;
  private static final int SENDER_SSRC = 0x0a0b_0c0d;
  private static final int MEDIA_SSRC = 0x0102_0304;

  private final FeedbackRecorder recorder = new FeedbackRecorder();

  @Test
  void saysNothingWithoutPackets() {
    assertFalse(recorder.due(START));
    assertEquals(0, write(START, 1_200).length);
  }

  @Test
  void writesASingleReceivedPacket() {
    recorder.onPacket(0x1234, START);
    assertWire(
        "8fcd0005 0a0b0c0d 01020304"
            // base 0x1234, one status, reference time 0, feedback 0
            + "1234 0001 000000 00"
            // run of one small delta; delta 0; padding
            + "2001 00 00");
  }

  @Test
  void writesARunOfPacketsWithSmallDeltas() {
    for (int i = 0; i < 20; i++) {
      recorder.onPacket(i, START + i * 4L * TICK);
    }
    assertWire(
        "8fcd000a 0a0b0c0d 01020304 0000 0014 000000 00"
            + "2014 00 04040404 04040404 04040404 04040404 040404"
            + "0000");
  }

  @Test
  void writesLossesAsOneBitList() {
    recorder.onPacket(10, START);
    recorder.onPacket(12, START + TICK);
    recorder.onPacket(13, START + 3 * TICK);
    assertWire(
        "8fcd0006 0a0b0c0d 01020304 000a 0004 000000 00"
            // 1011, then ten zeros
            + "ac00 00 01 02 000000");
  }

  @Test
  void writesReorderedAndDelayedPacketsAsLargeDeltas() {
    recorder.onPacket(10, START);
    recorder.onPacket(12, START + 2 * TICK);
    recorder.onPacket(11, START + 3 * TICK);
    recorder.onPacket(13, START + 300 * TICK);
    assertWire(
        "8fcd0006 0a0b0c0d 01020304 000a 0004 000000 00"
            // small, small, large, large: two bits each
            + "d680 00 03 ffff 012a");
  }

  @Test
  void referenceTimeCountsUnitsOf64Milliseconds() {
    recorder.onPacket(1, START);
    write(START, 1_200);
    recorder.onPacket(2, START + 129 * MILLISECOND);
    TransportFeedback feedback = onlyFeedback(write(START, 1_200));
    assertEquals(2, feedback.referenceTimeTicks());
    assertEquals(4, feedback.deltaTicks(0));
    assertEquals(1, feedback.feedbackCount());
  }

  @Test
  void isDueEveryHundredMilliseconds() {
    recorder.onPacket(1, START);
    assertFalse(recorder.due(START + 99 * MILLISECOND));
    assertTrue(recorder.due(START + 100 * MILLISECOND));
    write(START + 100 * MILLISECOND, 1_200);
    assertFalse(recorder.due(START + 500 * MILLISECOND));
    recorder.onPacket(2, START + 150 * MILLISECOND);
    assertFalse(recorder.due(START + 199 * MILLISECOND));
    assertTrue(recorder.due(START + 200 * MILLISECOND));
  }

  @Test
  void isDueSoonerWhenThereIsMuchToSay() {
    for (int i = 0; i < 32; i++) {
      recorder.onPacket(i, START);
    }
    assertFalse(recorder.due(START + 49 * MILLISECOND));
    assertTrue(recorder.due(START + 50 * MILLISECOND));
    for (int i = 32; i < 400; i++) {
      recorder.onPacket(i, START);
    }
    assertTrue(recorder.due(START));
  }

  @Test
  void theNextMessageBeginsWhereTheLastOneEnded() {
    recorder.onPacket(10, START);
    write(START, 1_200);
    recorder.onPacket(13, START);
    TransportFeedback feedback = onlyFeedback(write(START, 1_200));
    assertEquals(11, feedback.baseSequence());
    assertEquals(3, feedback.packetCount());
    assertEquals(1, feedback.receivedCount());
    assertEquals(13, feedback.receivedSequence(0));
  }

  @Test
  void latePacketsAreReportedInAMessageOfTheirOwn() {
    receive(10, 12, 14, 15);
    write(START, 1_200);
    receive(11, 16);
    List<TransportFeedback> feedback = read(write(START, 1_200));
    assertEquals(2, feedback.size());
    assertEquals(11, feedback.get(0).baseSequence());
    assertEquals(1, feedback.get(0).packetCount());
    assertEquals(16, feedback.get(1).baseSequence());
    assertEquals(1, feedback.get(1).packetCount());
  }

  @Test
  void packetsThatComeHalfASecondLateAreForgotten() {
    recorder.onPacket(10, START);
    recorder.onPacket(12, START);
    write(START, 1_200);
    recorder.onPacket(11, START + 501 * MILLISECOND);
    assertEquals(0, recorder.pending());
  }

  @Test
  void duplicatesAreReportedOnce() {
    receive(10, 11, 11, 10);
    assertEquals(2, recorder.pending());
    write(START, 1_200);
    receive(10, 11);
    assertEquals(0, recorder.pending());
  }

  @Test
  void sequenceNumbersWrap() {
    receive(65_534, 65_535, 1);
    TransportFeedback feedback = onlyFeedback(write(START, 1_200));
    assertEquals(65_534, feedback.baseSequence());
    assertEquals(4, feedback.packetCount());
    assertEquals(1, feedback.receivedSequence(2));
  }

  @Test
  void aPauseTooLongForADeltaSplitsTheMessage() {
    recorder.onPacket(1, START);
    recorder.onPacket(2, START + 8_192 * MILLISECOND);
    List<TransportFeedback> feedback = read(write(START, 1_200));
    assertEquals(2, feedback.size());
    assertEquals(128, feedback.get(1).referenceTimeTicks());
    assertEquals(2, feedback.get(1).baseSequence());
  }

  @Test
  void whatFindsNoRoomStaysPending() {
    for (int i = 0; i < 100; i++) {
      recorder.onPacket(2 * i, START + i * MILLISECOND);
    }
    Map<Integer, Long> seen = new TreeMap<>();
    int datagrams = 0;
    while (recorder.pending() > 0) {
      byte[] datagram = write(START, 64);
      assertTrue(datagram.length > 0 && datagram.length <= 64);
      note(read(datagram), seen);
      datagrams++;
    }
    assertEquals(100, seen.size());
    assertTrue(datagrams > 2);
    assertEquals(0, write(START, FeedbackRecorder.MIN_MESSAGE_BYTES - 1).length);
  }

  @Test
  void aHugeJumpStartsAnew() {
    receive(1, 30_000);
    TransportFeedback feedback = onlyFeedback(write(START, 1_200));
    assertEquals(30_000, feedback.baseSequence());
    assertEquals(1, feedback.packetCount());
    // and a jump within the window costs one chunk at most
    receive(30_001, 33_000);
    List<TransportFeedback> next = read(write(START, 1_200));
    assertEquals(30_001, next.get(0).baseSequence());
    assertEquals(33_000, next.get(1).baseSequence());
  }

  @Test
  void packetsThatNobodyAsksForAreForgottenInTime() {
    for (int i = 0; i < 20_000; i++) {
      recorder.onPacket(i & 0xffff, START + i * 10_000L);
    }
    assertEquals(4_096, recorder.pending());
    Map<Integer, Long> seen = new TreeMap<>();
    note(read(write(START, 60_000)), seen);
    assertEquals(4_096, seen.size());
    assertEquals(15_904, seen.keySet().iterator().next());
  }

  @Test
  void everyArrivalIsReportedOnceAndExactly() {
    Random random = new Random(20);
    for (int round = 0; round < 20; round++) {
      FeedbackRecorder recorder = new FeedbackRecorder();
      int first = random.nextInt(65_536);
      List<long[]> arrivals = arrivals(random, first);
      Map<Integer, Long> expected = new TreeMap<>();
      Map<Integer, Long> seen = new TreeMap<>();
      for (long[] arrival : arrivals) {
        int sequence = (int) arrival[0] & 0xffff;
        assertNull(expected.put(sequence, (arrival[1] - arrivals.get(0)[1]) / TICK));
        recorder.onPacket(sequence, START + arrival[1]);
        if (recorder.due(START + arrival[1])) {
          byte[] out = new byte[1_200];
          int length = recorder.write(START + arrival[1], 1, 2, out, 7, 300 + random.nextInt(800));
          note(read(Arrays.copyOfRange(out, 7, 7 + length)), seen);
        }
      }
      byte[] out = new byte[9_000];
      int length = recorder.write(0, 1, 2, out, 0, out.length);
      note(read(Arrays.copyOf(out, length)), seen);
      assertEquals(0, recorder.pending());
      assertEquals(expected.keySet(), seen.keySet());
      expected.forEach((sequence, ticks) -> assertEquals(ticks, seen.get(sequence)));
    }
  }

  /** Pairs of sequence and arrival: with losses, reordering, and pauses up to ten seconds. */
  private static List<long[]> arrivals(Random random, int first) {
    List<long[]> arrivals = new ArrayList<>();
    long sent = 0;
    for (int i = 0; i < 5_000; i++) {
      sent +=
          random.nextInt(500) == 0
              ? random.nextInt(10_000) * MILLISECOND
              : random.nextInt(4) * TICK * 3;
      if (i == 0 || random.nextInt(20) != 0) {
        long detour = i > 0 && random.nextInt(10) == 0 ? random.nextInt(200) * MILLISECOND : 0;
        arrivals.add(new long[] {first + i, sent + detour});
      }
    }
    arrivals.sort((a, b) -> Long.compare(a[1], b[1]));
    return arrivals;
  }

  private void receive(int... sequences) {
    for (int sequence : sequences) {
      recorder.onPacket(sequence, START);
    }
  }

  private byte[] write(long nowNanos, int capacity) {
    byte[] out = new byte[capacity];
    int length = recorder.write(nowNanos, SENDER_SSRC, MEDIA_SSRC, out, 0, capacity);
    return Arrays.copyOf(out, length);
  }

  private void assertWire(String hex) {
    byte[] expected = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertArrayEquals(expected, write(START, 1_200));
  }

  private static List<TransportFeedback> read(byte[] datagram) {
    List<TransportFeedback> feedback = new ArrayList<>();
    if (datagram.length > 0) {
      int malformed =
          RtcpReader.read(
              datagram, 0, datagram.length, packet -> feedback.add((TransportFeedback) packet));
      assertEquals(0, malformed);
    }
    return feedback;
  }

  private static TransportFeedback onlyFeedback(byte[] datagram) {
    List<TransportFeedback> feedback = read(datagram);
    assertEquals(1, feedback.size());
    return feedback.get(0);
  }

  /** Adds received packets with their arrival in ticks; each may come once only. */
  private static void note(List<TransportFeedback> messages, Map<Integer, Long> seen) {
    for (TransportFeedback feedback : messages) {
      long ticks = feedback.referenceTimeTicks() * 256;
      for (int i = 0; i < feedback.receivedCount(); i++) {
        ticks += feedback.deltaTicks(i);
        assertNull(seen.put(feedback.receivedSequence(i), ticks));
      }
    }
  }
}

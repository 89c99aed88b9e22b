package dev.sluice.server.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SentLogTest {

  private static final long MILLISECOND = 1_000_000L;
  private static final long ROUND_TRIP = 30 * MILLISECOND;

  private final SentLog log = new SentLog(16);

  @Test
  void tellsWhereASentPacketCameFrom() {
    log.record(70_000, 1234, 3, 999_999, 0xabc);
    int place = find(70_000 & 0xffff, 0);
    assertTrue(place >= 0);
    assertEquals(70_000, log.outgoingSequence(place));
    assertEquals(1234, log.timestamp(place));
    assertEquals(3, log.sourceId(place));
    assertEquals(999_999, log.sourceSequence(place));
    assertEquals(0xabc, log.codecFields(place));
  }

  @Test
  void knowsNothingBeforeTheFirstPacket() {
    assertEquals(SentLog.UNKNOWN, find(0, 0));
    assertEquals(SentLog.UNKNOWN, find(5, 0));
  }

  @Test
  void doesNotKnowWhatWasNeverSent() {
    record(10);
    record(12);
    assertEquals(SentLog.UNKNOWN, find(11, 0));
    assertEquals(SentLog.UNKNOWN, find(13, 0));
  }

  @Test
  void forgetsWhatWasSentTooLongAgo() {
    for (long sequence = 10; sequence <= 26; sequence++) {
      record(sequence);
    }
    assertEquals(SentLog.UNKNOWN, find(10, 0));
    assertTrue(find(11, 0) >= 0);
  }

  @Test
  void findsPacketsBehindTheWrapOfSixteenBits() {
    record(65_535);
    record(65_536);
    assertEquals(65_535, log.outgoingSequence(find(65_535, 0)));
    assertEquals(65_536, log.outgoingSequence(find(0, 0)));
  }

  @Test
  void aLatePacketDoesNotPushOutANewerOne() {
    record(26);
    record(10);
    assertTrue(find(26, 0) >= 0);
    assertEquals(SentLog.UNKNOWN, find(10, 0));
  }

  @Test
  void ignoresRepeatsWithinTwoRoundTrips() {
    record(10);
    resend(10, 0);
    assertEquals(SentLog.TOO_SOON, find(10, 59));
    assertTrue(find(10, 60) >= 0);
  }

  @Test
  void ignoresRepeatsForAHundredMillisecondsAtMost() {
    record(10);
    resend(10, 0);
    int place = log.find(10, 100 * MILLISECOND, 400 * MILLISECOND);
    assertTrue(place >= 0);
    assertEquals(SentLog.TOO_SOON, log.find(10, 99 * MILLISECOND, 400 * MILLISECOND));
    assertEquals(SentLog.TOO_SOON, log.find(10, 99 * MILLISECOND, 0));
  }

  @Test
  void resendsAPacketFiveTimesAtMost() {
    record(10);
    for (int i = 0; i < 5; i++) {
      resend(10, i * 100L);
    }
    assertEquals(SentLog.EXHAUSTED, find(10, 10_000));
    record(26);
    assertTrue(find(26, 10_000) >= 0);
  }

  @Test
  void capacityIsAPowerOfTwo() {
    assertThrows(IllegalArgumentException.class, () -> new SentLog(1_000));
    assertThrows(IllegalArgumentException.class, () -> new SentLog(1 << 16));
  }

  private void record(long sequence) {
    log.record(sequence, 0, 0, 0, 0);
  }

  private int find(int sequenceNumber, long millis) {
    return log.find(sequenceNumber, millis * MILLISECOND, ROUND_TRIP);
  }

  private void resend(int sequenceNumber, long millis) {
    int place = find(sequenceNumber, millis);
    assertTrue(place >= 0);
    log.onResent(place, millis * MILLISECOND);
  }
}

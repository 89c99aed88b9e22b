package dev.sluice.server.room.forwarding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.rtp.MediaKind;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StreamRewriterTest {

  private static final long MILLISECOND = 1_000_000L;
  private static final long FIRST = 1_000;
  private static final long FIRST_TIMESTAMP = 5_000_000;
  private static final long FRAME = 3_000;

  private final StreamRewriter video =
      new StreamRewriter(MediaKind.VIDEO, 90_000, FIRST, FIRST_TIMESTAMP);

  @Test
  void sendsNothingBeforeASourceBegan() {
    assertEquals(StreamRewriter.NOT_SENT, video.sequence(70_000));
    assertFalse(video.started());
  }

  @Test
  void theFirstSourceBeginsAtTheFirstNumberAndTimestamp() {
    video.beginSource(70_000, 123_456, 0);
    assertEquals(FIRST, video.sequence(70_000));
    assertEquals(FIRST_TIMESTAMP, video.timestamp(123_456));
    assertEquals(FIRST + 1, video.sequence(70_001));
    assertEquals(FIRST_TIMESTAMP + FRAME, video.timestamp(123_456 + FRAME));
  }

  @Test
  void realLossesStayGaps() {
    video.beginSource(70_000, 0, 0);
    assertEquals(FIRST, video.sequence(70_000));
    assertEquals(FIRST + 3, video.sequence(70_003));
    assertEquals(FIRST + 1, video.sequence(70_001), "late, in the place kept free for it");
  }

  @Test
  void aGapBeyondMendingShrinksToOnePacket() {
    video.beginSource(70_000, 0, 0);
    assertEquals(FIRST, video.sequence(70_000));
    long far = 70_000 + StreamRewriter.LONGEST_GAP;
    assertEquals(FIRST + StreamRewriter.LONGEST_GAP, video.sequence(far));
    long farther = far + StreamRewriter.LONGEST_GAP + 1;
    assertEquals(FIRST + StreamRewriter.LONGEST_GAP + 2, video.sequence(farther));
    assertEquals(FIRST + StreamRewriter.LONGEST_GAP + 2, video.sequence(farther), "again");
    assertEquals(FIRST + StreamRewriter.LONGEST_GAP + 3, video.sequence(farther + 1));
    assertEquals(StreamRewriter.NOT_SENT, video.sequence(farther - 1), "its place is taken");
    video.exclude(farther + 30_000);
    assertEquals(FIRST + StreamRewriter.LONGEST_GAP + 5, video.sequence(farther + 30_001));
  }

  @Test
  void whatIsLeftOutOnPurposeLeavesNoGap() {
    video.beginSource(70_000, 0, 0);
    assertEquals(FIRST, video.sequence(70_000));
    video.exclude(70_001);
    video.exclude(70_002);
    assertEquals(FIRST + 1, video.sequence(70_003));
    video.exclude(70_004);
    assertEquals(FIRST + 2, video.sequence(70_005));
    assertEquals(StreamRewriter.NOT_SENT, video.sequence(70_002));
    assertEquals(StreamRewriter.NOT_SENT, video.sequence(70_004));
  }

  @Test
  void latePacketsUseTheOffsetThatWasValidAtTheirPosition() {
    video.beginSource(70_000, 0, 0);
    video.sequence(70_000);
    // 70_001 is late, 70_002 left out, 70_004 late, 70_005 left out
    video.exclude(70_002);
    assertEquals(FIRST + 2, video.sequence(70_003));
    video.exclude(70_005);
    assertEquals(FIRST + 4, video.sequence(70_006));
    assertEquals(FIRST + 1, video.sequence(70_001));
    assertEquals(FIRST + 3, video.sequence(70_004));
  }

  @Test
  void excludingALatePacketDoesNotMoveTheOthers() {
    video.beginSource(70_000, 0, 0);
    video.sequence(70_000);
    video.sequence(70_002);
    video.exclude(70_001);
    assertEquals(FIRST + 2, video.sequence(70_002));
    assertEquals(FIRST + 3, video.sequence(70_003));
  }

  @Test
  void packetsFromBeforeTheSwitchPointAreNotSent() {
    video.beginSource(70_000, 0, 0);
    video.sequence(70_000);
    assertEquals(StreamRewriter.NOT_SENT, video.sequence(69_999));
    assertEquals(StreamRewriter.NOT_SENT, video.sequence(60_000));
  }

  @Test
  void packetsFromBeforeTheMapAreNotSent() {
    video.beginSource(70_000, 0, 0);
    for (int i = 0; i < 200; i += 2) {
      video.sequence(70_000 + i);
      video.exclude(70_000 + i + 1);
    }
    assertEquals(StreamRewriter.NOT_SENT, video.sequence(70_000));
    assertEquals(FIRST + 90, video.sequence(70_180));
    assertEquals(FIRST + 100, video.sequence(70_200));
  }

  @Test
  void aSwitchAtAFrameEndContinuesWithTheNextNumber() {
    video.beginSource(70_000, 0, 0);
    send(video, 70_000, 0, true, 0);
    video.beginSource(900, 777, 33 * MILLISECOND);
    assertEquals(FIRST + 1, video.sequence(900));
  }

  @Test
  void aSwitchInsideAFrameSkipsANumber() {
    video.beginSource(70_000, 0, 0);
    send(video, 70_000, 0, false, 0);
    video.beginSource(900, 777, 33 * MILLISECOND);
    assertEquals(FIRST + 2, video.sequence(900));
  }

  @Test
  void aSwitchAfterALostFrameEndSkipsANumber() {
    video.beginSource(70_000, 0, 0);
    send(video, 70_000, 0, true, 0);
    // a number was given out, but the packet was not sent after all
    video.sequence(70_001);
    video.beginSource(900, 777, 33 * MILLISECOND);
    assertEquals(FIRST + 3, video.sequence(900));
  }

  @Test
  void audioNeverSkipsANumber() {
    StreamRewriter audio = new StreamRewriter(MediaKind.AUDIO, 48_000, FIRST, 0);
    audio.beginSource(70_000, 0, 0);
    send(audio, 70_000, 0, false, 0);
    audio.beginSource(900, 777, 20 * MILLISECOND);
    assertEquals(FIRST + 1, audio.sequence(900));
  }

  @Test
  void timestampsAdvanceByTheDifferenceOfCaptureTimes() {
    video.beginSource(70_000, 400, 1_000 * MILLISECOND);
    send(video, 70_000, 400, true, 1_000 * MILLISECOND);
    video.beginSource(900, 8_000_000_000L, 3_500 * MILLISECOND);
    assertEquals(FIRST_TIMESTAMP + 225_000, video.timestamp(8_000_000_000L));
    assertEquals(FIRST_TIMESTAMP + 225_000 + FRAME, video.timestamp(8_000_000_000L + FRAME));
  }

  @Test
  void timestampsAdvanceByAFrameAtLeast() {
    video.beginSource(70_000, 400, 1_000 * MILLISECOND);
    send(video, 70_000, 400, true, 1_000 * MILLISECOND);
    video.beginSource(900, 0, 980 * MILLISECOND);
    long step = video.timestamp(0) - FIRST_TIMESTAMP;
    assertTrue(step >= FRAME - 1 && step <= FRAME, "step " + step);
  }

  @Test
  void audioTimestampsAdvanceByAPacketAtLeast() {
    StreamRewriter audio = new StreamRewriter(MediaKind.AUDIO, 48_000, FIRST, 0);
    audio.beginSource(70_000, 400, 1_000 * MILLISECOND);
    send(audio, 70_000, 400, true, 1_000 * MILLISECOND);
    audio.beginSource(900, 0, 1_001 * MILLISECOND);
    assertEquals(960, audio.timestamp(0));
  }

  @Test
  void saysWhenASwitchWouldPushTimestampsTooFar() {
    assertTrue(video.continuesSmoothly(0));
    video.beginSource(70_000, 400, 1_000 * MILLISECOND);
    send(video, 70_000, 400, true, 1_000 * MILLISECOND);
    assertTrue(video.continuesSmoothly(2_000 * MILLISECOND));
    assertTrue(video.continuesSmoothly(960 * MILLISECOND));
    assertFalse(video.continuesSmoothly(950 * MILLISECOND));
  }

  @Test
  void latePacketsDoNotTurnTheLineBack() {
    video.beginSource(70_000, 0, 0);
    send(video, 70_000, 0, true, 0);
    send(video, 70_002, 2 * FRAME, true, 66 * MILLISECOND);
    send(video, 70_001, FRAME, false, 33 * MILLISECOND);
    assertEquals(FIRST_TIMESTAMP + 2 * FRAME, video.timestampAt(66 * MILLISECOND));
    video.beginSource(900, 0, 66 * MILLISECOND + 100 * MILLISECOND);
    assertEquals(FIRST + 3, video.sequence(900));
    assertEquals(FIRST_TIMESTAMP + 2 * FRAME + 9_000, video.timestamp(0));
  }

  @Test
  void tellsTheOutgoingTimestampOfAnInstant() {
    video.beginSource(70_000, 0, 0);
    send(video, 70_000, 0, true, 500 * MILLISECOND);
    assertEquals(FIRST_TIMESTAMP + 90_000, video.timestampAt(1_500 * MILLISECOND));
    assertEquals(FIRST_TIMESTAMP - 45_000, video.timestampAt(0));
  }

  @Test
  void aSourceOfYearsBeforeContinuesWithoutOverflow() {
    video.beginSource(70_000, 0, 0);
    send(video, 70_000, 0, true, 0);
    long hundredDays = 100 * 86_400L * 1_000 * MILLISECOND;
    video.beginSource(900, 0, hundredDays);
    assertEquals(FIRST_TIMESTAMP + 100 * 86_400L * 90_000, video.timestamp(0));
  }

  /**
   * Sources come and go; packets are lost, late, left out, or not sent after all. Whatever happens,
   * a number never stands for two packets, and its order is the packets' order.
   */
  @Test
  void noNumberEverStandsForTwoPackets() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      StreamRewriter rewriter = new StreamRewriter(MediaKind.VIDEO, 90_000, FIRST, 0);
      Set<Long> used = new HashSet<>();
      long lowest = FIRST;
      for (int source = 0; source < 8; source++) {
        long start = 65_536L + random.nextInt(100_000);
        rewriter.beginSource(start, 0, 0);
        long highestOfSource = runSource(random, rewriter, start, used, lowest);
        lowest = Math.max(lowest, highestOfSource + 1);
      }
    }
  }

  private static long runSource(
      Random random, StreamRewriter rewriter, long start, Set<Long> used, long lowest) {
    int length = 300;
    long[] given = new long[length];
    boolean[] excluded = new boolean[length];
    long highest = -1;
    int newest = -1;
    for (int step = 0; step < 2 * length; step++) {
      boolean late = newest > 0 && random.nextInt(4) == 0;
      int index = late ? newest - random.nextInt(Math.min(newest, 100)) : newest + 1 + skip(random);
      if (index >= length) {
        break;
      }
      if (!late && index > newest && random.nextInt(5) == 0 && index > 0) {
        rewriter.exclude(start + index);
        excluded[index] = true;
        newest = index;
        continue;
      }
      long outgoing = rewriter.sequence(start + index);
      newest = Math.max(newest, index);
      if (excluded[index]) {
        assertEquals(StreamRewriter.NOT_SENT, outgoing);
      } else if (given[index] != 0) {
        assertTrue(outgoing == given[index] || outgoing == StreamRewriter.NOT_SENT);
      } else if (outgoing != StreamRewriter.NOT_SENT) {
        assertTrue(used.add(outgoing), "number " + outgoing + " given twice");
        assertTrue(outgoing >= lowest, "number of a former source");
        given[index] = outgoing;
        highest = Math.max(highest, outgoing);
        rewriter.onSent(outgoing, 0, random.nextBoolean(), 0);
      }
    }
    assertGapsAreLosses(given, excluded, newest);
    return highest;
  }

  /** Between two packets sent there is room for exactly those that were not left out. */
  private static void assertGapsAreLosses(long[] given, boolean[] excluded, int newest) {
    int previous = -1;
    int leftOut = 0;
    for (int i = 0; i <= newest; i++) {
      if (excluded[i]) {
        leftOut++;
      } else if (given[i] != 0) {
        if (previous >= 0) {
          assertEquals(i - previous - leftOut, given[i] - given[previous]);
        }
        previous = i;
        leftOut = 0;
      }
    }
  }

  private static int skip(Random random) {
    return random.nextInt(10) == 0 ? random.nextInt(4) : 0;
  }

  private static void send(
      StreamRewriter rewriter, long sequence, long timestamp, boolean marker, long captureNanos) {
    rewriter.onSent(
        rewriter.sequence(sequence), rewriter.timestamp(timestamp), marker, captureNanos);
  }

  @Test
  void ourOwnPacketGetsTheNumberBeforeTheSource() {
    video.beginSource(70_000, 0, 0);
    assertEquals(FIRST, video.ownSequence());
    assertEquals(FIRST + 1, video.sequence(70_000));
    assertEquals(FIRST + 3, video.sequence(70_002));
    assertEquals(FIRST + 2, video.sequence(70_001));
    assertEquals(StreamRewriter.NOT_SENT, video.sequence(69_999), "never the number of our own");
  }

  @Test
  void aFrameCanBeToldAtAnotherTimeThanItsDistanceSays() {
    video.beginSource(70_000, 0, 0);
    video.onSent(video.sequence(70_000), video.timestamp(0), true, 0);
    video.restamp(40 * FRAME, 10 * MILLISECOND);
    long told = video.timestamp(40 * FRAME);
    assertEquals(FIRST_TIMESTAMP + 900, told);
    video.onSent(video.sequence(70_001), told, true, 10 * MILLISECOND);
    assertEquals(told + FRAME, video.timestamp(41 * FRAME), "later frames keep their distance");
    assertEquals(told + 900, video.timestampAt(20 * MILLISECOND), "on the same line");
    video.restamp(41 * FRAME, 10 * MILLISECOND);
    assertEquals(told + 1, video.timestamp(41 * FRAME), "always forward");
  }

  @Test
  void aSourceCanContinueAFrameAfterTheLast() {
    assertEquals(Long.MIN_VALUE, video.earliestContinuationNanos());
    video.beginSource(70_000, 0, 500);
    video.onSent(video.sequence(70_000), video.timestamp(0), true, 500);
    video.beginSource(90_000, 7, video.earliestContinuationNanos());
    long error = video.timestamp(7) - (FIRST_TIMESTAMP + FRAME);
    assertTrue(Math.abs(error) <= 1, () -> error + " ticks");
  }
}

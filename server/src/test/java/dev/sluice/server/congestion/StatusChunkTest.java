package dev.sluice.server.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The chunks of draft-holmer-rmcat-transport-wide-cc-extensions-01, sections 3.1.3 and 3.1.4. */
class StatusChunkTest {

  @Test
  void aRunOfLostPacketsIsOneChunk() {
    // the draft's first example: 221 packets not received
    assertChunk(221, 0b0000_0000_1101_1101, new byte[221]);
  }

  @Test
  void aRunOfPacketsWithLargeDeltasIsOneChunk() {
    // the draft's second example has 24 of them, with the symbol 11 that libwebrtc never used
    byte[] statuses = new byte[24];
    Arrays.fill(statuses, StatusChunk.LARGE_DELTA);
    assertChunk(24, 0b0100_0000_0001_1000, statuses);
  }

  @Test
  void fourteenMixedStatusesFitOneBitEach() {
    // the draft's example: one not received, five received, three not, three received, two not
    assertChunk(14, 0b1001_1111_0001_1100, statuses("01111100011100"));
  }

  @Test
  void largeDeltasNeedTwoBits() {
    // the draft's example: one not received, one large delta, three received, two not
    assertChunk(7, 0b1100_1001_0101_0000, statuses("0211100"));
  }

  @Test
  void aLongRunIsSplitWhereItsLengthEnds() {
    assertEquals(0x1fff, StatusChunk.fit(new byte[9_000], 0, 9_000));
    assertEquals(9_000 - 0x1fff, StatusChunk.fit(new byte[9_000], 0x1fff, 9_000));
  }

  @Test
  void runsShorterThanAListGoIntoTheList() {
    assertEquals(14, StatusChunk.fit(statuses("11111111111110111111"), 0, 20));
    assertEquals(7, StatusChunk.fit(statuses("11111100000020000000"), 0, 20));
  }

  @Test
  void aRunIsEndedByWhatFollowsOnlyIfItIsWorthAChunk() {
    assertEquals(9, StatusChunk.fit(statuses("11111111122222222222"), 0, 20));
    assertEquals(16, StatusChunk.fit(statuses("11111111111111112222"), 0, 20));
  }

  @Test
  void theLastListIsFilledWithZeros() {
    assertChunk(3, 0b1010_1000_0000_0000, statuses("101"));
    assertChunk(3, 0b1101_1001_0000_0000, statuses("121"));
    assertChunk(1, 0b0010_0000_0000_0001, statuses("1"));
  }

  @Test
  void aListCutShortByALargeDeltaIsNotTakenForAFullOne() {
    assertChunk(7, 0b1101_0101_0101_0100, statuses("11111100000020000000"));
  }

  private static byte[] statuses(String digits) {
    byte[] statuses = new byte[digits.length()];
    for (int i = 0; i < statuses.length; i++) {
      statuses[i] = (byte) (digits.charAt(i) - '0');
    }
    return statuses;
  }

  private static void assertChunk(int count, int bits, byte[] statuses) {
    assertEquals(count, StatusChunk.fit(statuses, 0, statuses.length));
    int chunk = StatusChunk.encode(statuses, 0, count, statuses.length);
    assertEquals(Integer.toBinaryString(bits), Integer.toBinaryString(chunk));
  }
}

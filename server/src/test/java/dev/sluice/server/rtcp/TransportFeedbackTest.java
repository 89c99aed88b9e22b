package dev.sluice.server.rtcp;

import static dev.sluice.server.rtcp.RtcpBytes.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransportFeedbackTest {

  private static final String SSRCS = "00000001 00000002";

  /** A packet about {@code count} packets from base sequence 0xfffe on, with this FCI behind. */
  private static byte[] packet(int count, String chunksAndDeltas) {
    String fci = "fffe" + String.format("%04x", count) + "000001 07" + chunksAndDeltas;
    String body = (SSRCS + fci).replace(" ", "");
    StringBuilder padded = new StringBuilder(body);
    int padding = -(body.length() / 2) & 3;
    for (int i = 0; i < padding; i++) {
      padded.append(i == padding - 1 ? String.format("%02x", padding) : "00");
    }
    String header = padding == 0 ? "8fcd" : "afcd";
    return hex(header + String.format("%04x", padded.length() / 8) + padded);
  }

  private static TransportFeedback read(int count, String chunksAndDeltas) {
    return assertInstanceOf(
        TransportFeedback.class, RtcpBytes.readOne(packet(count, chunksAndDeltas)));
  }

  private static void refuses(int count, String chunksAndDeltas) {
    assertEquals(1, RtcpBytes.malformed(packet(count, chunksAndDeltas)));
  }

  /** Offset and delta of each received packet. */
  private static List<String> received(TransportFeedback feedback) {
    List<String> received = new ArrayList<>();
    for (int i = 0; i < feedback.receivedCount(); i++) {
      received.add(feedback.receivedOffset(i) + ":" + feedback.deltaTicks(i));
    }
    return received;
  }

  @Test
  void readsABrowsersFeedback() {
    TransportFeedback feedback =
        assertInstanceOf(
            TransportFeedback.class, RtcpBytes.readOne(RtcpBytes.TRANSPORT_FEEDBACK_OF_ONE));
    assertEquals(0xfa17fa17, feedback.senderSsrc());
    assertEquals(0x43032fa0, feedback.mediaSsrc());
    assertEquals(153, feedback.baseSequence());
    assertEquals(1, feedback.packetCount());
    assertEquals(4_057_090, feedback.referenceTimeTicks());
    assertEquals(23, feedback.feedbackCount());
    assertEquals(List.of("0:148"), received(feedback));
    assertEquals(37_000_000, feedback.deltaTicks(0) * TransportFeedback.DELTA_TICK_NANOS);
  }

  @Test
  void readsRunsOfEachStatus() {
    TransportFeedback feedback = read(6, "0002 2002 4002 01ff 8000 7fff");
    assertEquals(List.of("2:1", "3:255", "4:-32768", "5:32767"), received(feedback));
  }

  @Test
  void readsTheOneBitVectorOfTheDraft() {
    // 1 not received, 5 received, 3 not received, 3 received, 2 not received
    TransportFeedback feedback = read(14, "9f1c 01 02 03 04 05 06 07 08");
    assertEquals(
        List.of("1:1", "2:2", "3:3", "4:4", "5:5", "9:6", "10:7", "11:8"), received(feedback));
  }

  @Test
  void readsATwoBitVector() {
    // 00 10 01 01 01 00 10
    TransportFeedback feedback = read(7, "c952 fffe 01 02 03 0102");
    assertEquals(List.of("1:-2", "2:1", "3:2", "4:3", "6:258"), received(feedback));
  }

  @Test
  void readsChunksOfAllKindsInARow() {
    TransportFeedback feedback = read(3 + 14 + 7, "2003 a000 c400 01 02 03 04 05");
    assertEquals(List.of("0:1", "1:2", "2:3", "3:4", "18:5"), received(feedback));
  }

  @Test
  void ignoresStatusesBeyondTheCount() {
    TransportFeedback feedback = read(2, "bfff 01 02");
    assertEquals(List.of("0:1", "1:2"), received(feedback));
    assertEquals(List.of("0:1"), received(read(1, "3fff 01")));
  }

  @Test
  void countsSequenceNumbersOverTheWrap() {
    TransportFeedback feedback = read(4, "2004 01 01 01 01");
    assertEquals(0xfffe, feedback.baseSequence());
    assertEquals(0xfffe, feedback.receivedSequence(0));
    assertEquals(0xffff, feedback.receivedSequence(1));
    assertEquals(0, feedback.receivedSequence(2));
    assertEquals(1, feedback.receivedSequence(3));
  }

  @Test
  void readsANegativeReferenceTime() {
    TransportFeedback feedback =
        assertInstanceOf(
            TransportFeedback.class,
            RtcpBytes.readOne(hex("8fcd0005" + SSRCS + "00010001 fffffe00 00010000")));
    assertEquals(-2, feedback.referenceTimeTicks());
    assertEquals(0, feedback.receivedCount());
    assertEquals(1, feedback.packetCount());
  }

  @Test
  void storesNothingForPacketsThatWereLost() {
    TransportFeedback feedback = read(65535, "1fff 1fff 1fff 1fff 1fff 1fff 1fff 1fff 1fff");
    assertEquals(65535, feedback.packetCount());
    assertEquals(0, feedback.receivedCount());
  }

  @Test
  void acceptsFeedbackAboutNothing() {
    assertEquals(0, read(0, "").packetCount());
  }

  @Test
  void passesOverRunsOfLengthZero() {
    assertEquals(List.of("0:9"), received(read(1, "0000 2000 2001 09")));
    refuses(1, "0000 0000 0000");
  }

  @Test
  void refusesReservedStatuses() {
    refuses(1, "6001 01");
    refuses(1, "f000 01");
  }

  @Test
  void refusesMissingChunksAndDeltas() {
    refuses(1, "");
    refuses(15, "9f1c 01 02 03 04 05 06 07 08");
    refuses(2, "2002 01");
    refuses(1, "4001 01");
    refuses(65535, "3fff 3fff 3fff 3fff 3fff 3fff 3fff 3fff 3fff 01");
  }

  @Test
  void refusesAFixedPartThatIsCut() {
    assertEquals(1, RtcpBytes.malformed(hex("8fcd0003" + SSRCS + "00010001")));
    assertEquals(1, RtcpBytes.malformed(hex("8fcd0002" + SSRCS)));
  }
}

package dev.sluice.server.rtcp;

import static dev.sluice.server.rtcp.RtcpBytes.hex;
import static dev.sluice.server.rtcp.RtcpBytes.join;
import static dev.sluice.server.rtcp.RtcpBytes.malformed;
import static dev.sluice.server.rtcp.RtcpBytes.read;
import static dev.sluice.server.rtcp.RtcpBytes.readOne;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtcpReaderTest {

  @Test
  void readsASenderReport() {
    SenderReport report = assertInstanceOf(SenderReport.class, readOne(RtcpBytes.SENDER_REPORT));
    ReportBlock block =
        new ReportBlock(0xaabbccdd, 0x19, 0x000102, 0x00010203, 7, 0x456789abL, 0x10000);
    assertEquals(
        new SenderReport(
            0x11223344, 0xe123456789abcdefL, 0x00bc614e, 0xffffffffL, 0x80000001L, List.of(block)),
        report);
    assertEquals(0x456789abL, report.ntpMiddle());
  }

  @Test
  void readsTheExtremesOfReportBlocks() {
    long most = 0xffffffffL;
    assertEquals(
        new ReceiverReport(
            0x11223344,
            List.of(
                new ReportBlock(0xaabbccdd, 255, 0x7fffff, most, most, most, most),
                new ReportBlock(0xaabbccde, 0, -1, 0, 0, 0, 0))),
        readOne(RtcpBytes.RECEIVER_REPORT_OF_TWO));
  }

  @Test
  void readsAnEmptyReceiverReportAndSkipsProfileExtensions() {
    assertEquals(new ReceiverReport(5, List.of()), readOne(hex("80c90001 00000005")));
    assertEquals(new ReceiverReport(5, List.of()), readOne(hex("80c90002 00000005 deadbeef")));
  }

  @Test
  void readsCnamesAndSkipsOtherItems() {
    assertEquals(
        new SourceDescription(
            List.of(
                new SourceDescription.Chunk(0x11223344, "sluice"),
                new SourceDescription.Chunk(0x11223345, ""))),
        readOne(RtcpBytes.SOURCE_DESCRIPTION));
  }

  @Test
  void alignsChunksToWordsWhateverTheItemsLength() {
    for (int length = 0; length <= 8; length++) {
      String text = "abcdefgh".substring(0, length);
      StringBuilder body = new StringBuilder("0000000701");
      body.append(String.format("%02x", length));
      text.chars().forEach(c -> body.append(String.format("%02x", c)));
      do {
        body.append("00");
      } while (body.length() % 8 != 0);
      String second = "00000008 0101 7a 00".replace(" ", "");
      int words = (body.length() + second.length()) / 8;
      byte[] data = hex("82ca" + String.format("%04x", words) + body + second);
      assertEquals(
          new SourceDescription(
              List.of(new SourceDescription.Chunk(7, text), new SourceDescription.Chunk(8, "z"))),
          readOne(data));
    }
  }

  @Test
  void refusesBrokenSourceDescriptions() {
    assertEquals(1, malformed(hex("82ca0002 11223344 00000000")), "second chunk missing");
    assertEquals(1, malformed(hex("81ca0002 11223344 01ff6162")), "item too long");
    assertEquals(1, malformed(hex("81ca0002 11223344 01026162")), "no end of items");
    assertEquals(1, malformed(hex("81ca0002 11223344 01016101")), "half an item");
  }

  @Test
  void readsGoodbyesAndSkipsTheReason() {
    assertEquals(
        new Goodbye(List.of(0x11223344, 0x11223345)), readOne(RtcpBytes.GOODBYE_WITH_REASON));
    assertEquals(new Goodbye(List.of()), readOne(hex("80cb0000")));
    assertEquals(1, malformed(hex("82cb0001 11223344")));
  }

  @Test
  void expandsANackOverTheWrap() {
    assertEquals(
        new GenericNack(
            0x12345678,
            0x23456789,
            List.of(0xffdc, 0xffec, 0xfffe, 0xffff, 0x0000, 0x0001, 0x0003, 0x0014, 0x0064)),
        readOne(RtcpBytes.NACK_OVER_THE_WRAP));
  }

  @Test
  void expandsAFullNackItem() {
    GenericNack nack =
        assertInstanceOf(GenericNack.class, readOne(hex("81cd0003 00000001 00000002 fff8ffff")));
    assertEquals(17, nack.sequenceNumbers().size());
    for (int i = 0; i < 17; i++) {
      assertEquals((0xfff8 + i) & 0xffff, nack.sequenceNumbers().get(i));
    }
  }

  @Test
  void boundsWhatANackAsksFor() {
    StringBuilder items = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      items.append(String.format("%04xffff", (i * 17) & 0xffff));
    }
    GenericNack nack =
        assertInstanceOf(GenericNack.class, readOne(hex("81cd012e 00000001 00000002" + items)));
    assertEquals(GenericNack.MAX_SEQUENCE_NUMBERS, nack.sequenceNumbers().size());
    assertEquals(1023, nack.sequenceNumbers().get(1023));
  }

  @Test
  void refusesANackWithoutItems() {
    assertEquals(1, malformed(hex("81cd0002 00000001 00000002")));
  }

  @Test
  void readsKeyframeRequests() {
    assertEquals(new PictureLossIndication(0x12345678, 0x23456789), readOne(RtcpBytes.PLI));
    assertEquals(
        new FullIntraRequest(
            0x12345678,
            List.of(
                new FullIntraRequest.Entry(0x23456789, 10),
                new FullIntraRequest.Entry(0x2345678a, 255))),
        readOne(RtcpBytes.FIR_OF_TWO));
    assertEquals(1, malformed(hex("84ce0002 12345678 00000000")), "no entry");
    assertEquals(1, malformed(hex("81ce0001 12345678")), "no media SSRC");
  }

  @Test
  void readsBitrateEstimates() {
    assertEquals(
        new ReceiverEstimatedMaxBitrate(
            0x12345678, 522_022, List.of(0x23456789, 0x2345678a, 0x2345678b)),
        readOne(RtcpBytes.REMB));
  }

  @Test
  void readsTheLargestBitrateALongHoldsAndNoLargerOne() {
    // mantissa 2^18 - 1; exponent 45 ends at bit 62
    String rest = " 12345678 00000000 52454d42 00";
    assertEquals(
        new ReceiverEstimatedMaxBitrate(0x12345678, 0x3ffffL << 45, List.of()),
        readOne(hex("8fce0004" + rest + "b7ffff")));
    assertEquals(1, malformed(hex("8fce0004" + rest + "bbffff")));
    assertEquals(1, malformed(hex("8fce0004" + rest + "ffffff")));
    assertEquals(
        new ReceiverEstimatedMaxBitrate(0x12345678, 0, List.of()),
        readOne(hex("8fce0004" + rest + "fc0000")));
  }

  @Test
  void refusesABitrateEstimateForMoreStreamsThanItNames() {
    assertEquals(1, malformed(hex("8fce0004 12345678 00000000 52454d42 0107fb93")));
    assertEquals(1, malformed(hex("8fce0003 12345678 00000000 52454d42")));
  }

  @Test
  void takesKindsItDoesNotReadAsUnknown() {
    assertEquals(new UnknownRtcp(207, 0, 8), readOne(hex("80cf0001 11223344")));
    assertEquals(new UnknownRtcp(205, 3, 12), readOne(hex("83cd0002 11223344 11223345")));
    assertEquals(new UnknownRtcp(206, 2, 12), readOne(hex("82ce0002 11223344 11223345")));
    assertEquals(new UnknownRtcp(206, 15, 16), readOne(hex("8fce0003 11223344 11223345 61626364")));
    assertEquals(new UnknownRtcp(206, 15, 12), readOne(hex("8fce0002 11223344 11223345")));
  }

  @Test
  void readsACompoundInOrder() {
    List<RtcpPacket> packets = read(join(RtcpBytes.all()));
    assertEquals(9, packets.size());
    assertInstanceOf(SenderReport.class, packets.get(0));
    assertInstanceOf(SourceDescription.class, packets.get(2));
    assertInstanceOf(TransportFeedback.class, packets.get(8));
  }

  @Test
  void readsInsideALargerArray() {
    byte[] data = join(new byte[5], RtcpBytes.PLI, new byte[7]);
    List<RtcpPacket> packets = new ArrayList<>();
    assertEquals(0, RtcpReader.read(data, 5, RtcpBytes.PLI.length, packets::add));
    assertEquals(List.of(new PictureLossIndication(0x12345678, 0x23456789)), packets);
  }

  @Test
  void readsOnBehindABrokenBody() {
    byte[] data = join(hex("81c90001 11223344"), RtcpBytes.PLI);
    List<RtcpPacket> packets = new ArrayList<>();
    assertEquals(1, RtcpReader.read(data, 0, data.length, packets::add));
    assertEquals(1, packets.size());
  }

  @Test
  void stopsWhereTheFramingBreaks() {
    assertEquals(1, malformed(hex("01c90001 11223344")), "version 0");
    assertEquals(1, malformed(join(RtcpBytes.PLI, hex("80c900ff 11223344"))), "too long");
    assertEquals(1, malformed(join(RtcpBytes.PLI, hex("80c9"))), "half a header");
    assertEquals(1, malformed(new byte[0]));
  }

  @Test
  void takesPaddingOff() {
    assertEquals(new ReceiverReport(5, List.of()), readOne(hex("a0c90002 00000005 00000004")));
    assertEquals(1, malformed(hex("a0c90001 00000000")), "a count of zero");
    assertEquals(1, malformed(hex("a0c90001 00000005")), "more than the body");
    assertEquals(1, malformed(hex("a0c90001 00000004")), "all of the body");
    assertEquals(1, malformed(hex("a0c90000")), "no body");
  }

  @Test
  void boundsThePacketsOfACompound() {
    byte[] one = hex("80cb0000");
    byte[][] many = new byte[RtcpReader.MAX_PACKETS + 5][];
    Arrays.fill(many, one);
    List<RtcpPacket> packets = new ArrayList<>();
    byte[] data = join(many);
    assertEquals(1, RtcpReader.read(data, 0, data.length, packets::add));
    assertEquals(RtcpReader.MAX_PACKETS, packets.size());
  }

  @Test
  void refusesEveryCut() {
    for (byte[] whole : RtcpBytes.all()) {
      for (int length = 0; length < whole.length; length++) {
        assertEquals(1, malformed(RtcpBytes.cut(whole, length)), "cut at " + length);
      }
    }
  }

  @Test
  void neverReadsBehindABodyMadeShorter() {
    for (byte[] whole : RtcpBytes.all()) {
      for (int words = 0; words < whole.length / 4; words++) {
        byte[] data = RtcpBytes.cut(whole, (words + 1) * 4);
        data[2] = 0;
        data[3] = (byte) words;
        assertTrue(malformed(data) <= 1);
      }
    }
  }

  @Test
  void staysInBoundsWithRandomBytes() {
    Random random = new Random(4585);
    List<RtcpPacket> packets = new ArrayList<>();
    for (int i = 0; i < 200_000; i++) {
      byte[] data = new byte[4 * random.nextInt(16)];
      random.nextBytes(data);
      if (data.length > 0) {
        data[0] = (byte) (0x80 | (data[0] & 0x2f));
        data[1] = (byte) (200 + random.nextInt(8));
        data[2] = 0;
        data[3] = (byte) (random.nextInt(4) == 0 ? data[3] & 0x0f : data.length / 4 - 1);
      }
      RtcpReader.read(data, 0, data.length, packets::add);
    }
    assertTrue(packets.size() > 20_000, packets.size() + " packets");
  }
}

package dev.sluice.server.rtp.codec;

import static dev.sluice.server.rtp.codec.Payloads.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.rtp.Codec;
import org.junit.jupiter.api.Test;

/** Headers as x264, libvpx, libaom and SVT-AV1 write them. */
class FrameSizeReaderTest {

  private static final String SPS_1080P_BASELINE =
      "6742c028d900780227e5c044000003000400000300c83c60c920";
  private static final String SPS_480P_MAIN = "674d401eeca06c1ef37808800000030080000019078b16cb";
  private static final String SPS_720P_HIGH =
      "6764001facd9405005bb011000000300100000030320f1831960";
  private static final String SPS_HIGH_444 = "67f4000d919b282a10f1f1f808800000030080000019078a14cb";
  private static final String SPS_HIGH_422 =
      "677a000dbcd9415087888fc044000003000400000300c83c50a658";
  private static final String SPS_INTERLACED =
      "67640028acd94078044fde0220000003002000000643e2c5b2c0";
  private static final String PPS = "68cb83cb20";

  private final FrameSizeReader reader = new FrameSizeReader();

  private void assertSize(int width, int height, Codec codec, String payload) {
    byte[] data = hex("ff" + payload + "ee");
    assertTrue(reader.read(codec, data, 1, data.length - 2), payload);
    assertEquals(width + "x" + height, reader.width() + "x" + reader.height());
  }

  private void assertNone(Codec codec, String payload) {
    byte[] data = hex(payload);
    assertFalse(reader.read(codec, data, 0, data.length), payload);
  }

  @Test
  void readsVp8FrameHeaders() {
    assertSize(320, 180, Codec.VP8, "10 1062009d012a4001b40000070885");
    assertSize(1278, 718, Codec.VP8, "90e0 9267 d3 29 b0fe019d012afe04ce0200");
    assertSize(640, 480, Codec.VP8, "908011 100200 9d012a 8002e001");
  }

  @Test
  void findsNoSizeInVp8InterFramesAndLaterPackets() {
    assertNone(Codec.VP8, "10 1162009d012a4001b40000070885");
    assertNone(Codec.VP8, "00 1062009d012a4001b40000070885");
    assertNone(Codec.VP8, "10 1062009d012b4001b40000070885");
    assertNone(Codec.VP8, "10 1062009d012a4001b4");
  }

  @Test
  void readsVp9HeadersOfEveryProfile() {
    assertSize(320, 180, Codec.VP9, "08 824983420013f00b360438241c");
    assertSize(1278, 718, Codec.VP9, "88 8abc 82498342004fd02cd60638241c");
    assertSize(320, 180, Codec.VP9, "08 a249834200027e0166c0870483");
    assertSize(320, 180, Codec.VP9, "08 924983420009f8059b021c120e");
    assertSize(320, 180, Codec.VP9, "08 a2498342e013f00b360238241c");
  }

  @Test
  void prefersTheLargestLayerOfAVp9ScalabilityStructure() {
    assertTrue(
        reader.read(Codec.VP9, Payloads.VP9_SVC_KEYFRAME, 0, Payloads.VP9_SVC_KEYFRAME.length));
    assertEquals("1280x720", reader.width() + "x" + reader.height());
  }

  @Test
  void findsNoSizeInVp9InterFrames() {
    assertNone(Codec.VP9, "48 824983420013f00b360438241c");
    assertNone(Codec.VP9, "08 864983420013f00b360438241c");
    assertNone(Codec.VP9, "08 8249834200");
  }

  @Test
  void readsH264ParameterSetsAndCropsThem() {
    assertSize(1920, 1080, Codec.H264, SPS_1080P_BASELINE);
    assertSize(854, 480, Codec.H264, SPS_480P_MAIN);
    assertSize(1280, 720, Codec.H264, SPS_720P_HIGH);
    assertSize(322, 242, Codec.H264, SPS_HIGH_444);
    assertSize(322, 242, Codec.H264, SPS_HIGH_422);
    assertSize(1920, 1080, Codec.H264, SPS_INTERLACED);
  }

  @Test
  void findsTheParameterSetInAnAggregate() {
    assertSize(1920, 1080, Codec.H264, "78 0002 09f0 001a" + SPS_1080P_BASELINE + "0005" + PPS);
  }

  @Test
  void findsNoSizeInOtherNalUnitsFragmentsAndTruncatedSets() {
    assertNone(Codec.H264, PPS);
    assertNone(Codec.H264, "7c 87 " + SPS_1080P_BASELINE);
    assertNone(Codec.H264, "78 ffff" + SPS_1080P_BASELINE);
    assertNone(Codec.H264, "67 42c028 d900");
  }

  @Test
  void readsAv1SequenceHeadersOfEveryAggregation() {
    assertSize(320, 180, Codec.AV1, "18 0a 0b 000000043cfeccdaf90040");
    assertSize(1278, 718, Codec.AV1, "18 08 0000002d4cfdb34daf9004");
    // libdatachannel: the sequence header with its size, then the frame to the end
    assertSize(1278, 718, Codec.AV1, "28 0c 08 0000002d4cfdb34fbf9004 30 12345678");
    assertSize(1278, 718, Codec.AV1, "08 0c 08 0000002d4cfdb34fbf9004 04 30 123456");
    assertSize(1278, 718, Codec.AV1, "38 02 1200 0d 0c 08 0000002d4cfdb34fbf9004 30 1234");
  }

  @Test
  void findsNoSizeInOtherObusAndMalformedAggregates() {
    assertNone(Codec.AV1, "18 32 0b 000000043cfeccdaf90040");
    assertNone(Codec.AV1, "98 0a 0b 000000043cfeccdaf90040");
    assertNone(Codec.AV1, "08 ff 0a 0b 000000043cfeccdaf90040");
    assertNone(Codec.AV1, "08 ffffffffff 0a0b");
    assertNone(Codec.AV1, "18 0a 0b 0000");
    assertNone(Codec.AV1, "18 0c");
  }

  @Test
  void opusHasNoSizeAndKeepsTheFormer() {
    assertSize(320, 180, Codec.VP8, "10 1062009d012a4001b40000070885");
    assertNone(Codec.OPUS, "f8fffe");
    assertEquals(320, reader.width());
  }
}

package dev.sluice.server.rtp.codec;

import static dev.sluice.server.rtp.codec.Payloads.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.rtp.Codec;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyframeDetectorTest {

  private static boolean starts(Codec codec, String payload) {
    byte[] data = hex("ff" + payload);
    return KeyframeDetector.startsKeyframe(codec, data, 1, data.length - 1);
  }

  @Test
  void takesEveryOpusPacketButAnEmptyOne() {
    assertTrue(starts(Codec.OPUS, "f8fffe"));
    assertFalse(starts(Codec.OPUS, ""));
  }

  @Test
  void findsNothingInAnEmptyPayload() {
    for (Codec codec : Codec.values()) {
      assertFalse(starts(codec, ""));
    }
  }

  @Test
  void findsVp8KeyframesBehindAnyDescriptor() {
    assertTrue(starts(Codec.VP8, "10 00"));
    assertTrue(starts(Codec.VP8, "90 80 11 10"));
    assertTrue(starts(Codec.VP8, "90 e0 9267 d3 29 10"));
    assertTrue(starts(Codec.VP8, "90 00 50"));
    assertTrue(starts(Codec.VP8, "90 10 1f 50"));
  }

  @Test
  void refusesVp8InterFramesAndLaterPackets() {
    assertFalse(starts(Codec.VP8, "10 01"));
    assertFalse(starts(Codec.VP8, "00 00"));
    assertFalse(starts(Codec.VP8, "11 00"));
    assertFalse(starts(Codec.VP8, "90 f0 9267 d3 69 31"));
  }

  @Test
  void findsVp9KeyframesOfTheBaseLayer() {
    assertTrue(starts(Codec.VP9, "0a 00 82"));
    assertTrue(starts(Codec.VP9, "aa 8abc 00 1f 58"));
    assertTrue(starts(Codec.VP9, "aa 3c 00 1f 58"));
    assertTrue(starts(Codec.VP9, "88 8abc 82"));
  }

  @Test
  void refusesVp9InterFramesUpperLayersAndLaterPackets() {
    assertFalse(starts(Codec.VP9, "48 82"));
    assertFalse(starts(Codec.VP9, "a8 8abc 03 1f 82"));
    assertFalse(starts(Codec.VP9, "a4 8abc 00 1f 82"));
  }

  @Test
  void findsH264ParameterSetsInFront() {
    assertTrue(starts(Codec.H264, "67 42e01f"));
    assertTrue(starts(Codec.H264, "27 42e01f"));
  }

  @Test
  void findsH264StapAWithParameterSetsOrWithAnIdr() {
    assertTrue(starts(Codec.H264, "78 0004 6742e01f 0002 68ce"));
    assertTrue(starts(Codec.H264, "78 0002 09f0 0004 6742e01f 0002 68ce"));
    assertTrue(starts(Codec.H264, "78 0002 68ce 0002 6588"));
  }

  @Test
  void findsASingleH264IdrAndItsFirstFragment() {
    assertTrue(starts(Codec.H264, "65 b8040f"));
    assertTrue(starts(Codec.H264, "7c 85 88800a"));
    assertTrue(starts(Codec.H264, "7c 87 42e01f"));
  }

  @Test
  void findsTheThreePacketsOfAnObsKeyframeAsOne() {
    assertTrue(starts(Codec.H264, "67 64001f acd9"), "SPS");
    assertFalse(starts(Codec.H264, "68 ebe3cb22c0"), "PPS");
    assertTrue(starts(Codec.H264, "7c 85 8884"), "IDR");
  }

  @Test
  void refusesLaterSlicesOfAnIdrPicture() {
    assertFalse(starts(Codec.H264, "65 00a2"));
    assertFalse(starts(Codec.H264, "7c 85 1984"));
  }

  @Test
  void refusesOtherH264Packets() {
    assertFalse(starts(Codec.H264, "61 9a00"));
    assertFalse(starts(Codec.H264, "7c 05 8880"));
    assertFalse(starts(Codec.H264, "7c 45 8880"));
    assertFalse(starts(Codec.H264, "7c 81 9a00"));
    assertFalse(starts(Codec.H264, "78 0002 68ce 0002 619a"));
    assertFalse(starts(Codec.H264, "09 10"));
  }

  @Test
  void refusesBrokenH264Aggregates() {
    assertFalse(starts(Codec.H264, "78"));
    assertFalse(starts(Codec.H264, "78 00"));
    assertFalse(starts(Codec.H264, "78 0005 6742e01f"));
    assertFalse(starts(Codec.H264, "78 0000 0000 0000"));
    assertFalse(starts(Codec.H264, "78 0001 67"));
    assertFalse(starts(Codec.H264, "7c 85"));
    assertFalse(starts(Codec.H264, "65"));
  }

  @Test
  void findsTheFirstPacketOfAnAv1Sequence() {
    assertTrue(starts(Codec.AV1, "28 0a0b"));
    assertTrue(starts(Codec.AV1, "18 0a0b"));
    assertTrue(starts(Codec.AV1, "68 0a0b"));
  }

  @Test
  void refusesOtherAv1Packets() {
    assertFalse(starts(Codec.AV1, "10 320a"));
    assertFalse(starts(Codec.AV1, "98 0a0b"));
    assertFalse(starts(Codec.AV1, "08"));
  }

  @Test
  void neverReadsBehindACut() {
    String[] payloads = {
      "90 f0 9267 d3 69 30",
      "aa 8abc 00 1f 58 0140 00b4",
      "78 0002 09f0 0004 6742e01f 0002 68ce",
      "7c 85 8884"
    };
    for (String payload : payloads) {
      byte[] whole = hex(payload);
      for (int length = 0; length <= whole.length; length++) {
        byte[] cut = Payloads.cut(whole, length);
        for (Codec codec : Codec.values()) {
          KeyframeDetector.startsKeyframe(codec, cut, 0, length);
        }
      }
    }
  }

  @Test
  void agreesWithTheDescriptorsOnRandomBytes() {
    Random random = new Random(20261121);
    Vp8Descriptor vp8 = new Vp8Descriptor();
    Vp9Descriptor vp9 = new Vp9Descriptor();
    for (int i = 0; i < 200_000; i++) {
      byte[] data = new byte[random.nextInt(12)];
      random.nextBytes(data);
      boolean vp8Keyframe = vp8.wrap(data, 0, data.length) && vp8.keyframe();
      assertEquals(vp8Keyframe, KeyframeDetector.startsKeyframe(Codec.VP8, data, 0, data.length));
      if (vp9.wrap(data, 0, data.length)) {
        boolean vp9Keyframe = vp9.keyframe() && data.length > (vp9.hasPictureId() ? 2 : 1);
        if (KeyframeDetector.startsKeyframe(Codec.VP9, data, 0, data.length)) {
          assertTrue(vp9Keyframe);
        }
      }
      KeyframeDetector.startsKeyframe(Codec.H264, data, 0, data.length);
      KeyframeDetector.startsKeyframe(Codec.AV1, data, 0, data.length);
    }
  }
}

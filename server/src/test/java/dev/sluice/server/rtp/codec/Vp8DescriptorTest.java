package dev.sluice.server.rtp.codec;

import static dev.sluice.server.rtp.codec.Payloads.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Vp8DescriptorTest {

  private final Vp8Descriptor descriptor = new Vp8Descriptor();
  private final byte[] out = new byte[16];

  private boolean wrap(byte[] data) {
    return descriptor.wrap(data, 0, data.length);
  }

  private byte[] rewritten(int pictureId, int tl0PicIdx, int keyIdx) {
    return Arrays.copyOf(out, descriptor.rewrite(out, 0, pictureId, tl0PicIdx, keyIdx));
  }

  @Test
  void readsTheKeyframeExampleOfTheRfc() {
    assertTrue(wrap(Payloads.VP8_RFC_KEYFRAME));
    assertEquals(3, descriptor.length());
    assertTrue(descriptor.startOfPartition());
    assertEquals(0, descriptor.partitionId());
    assertTrue(descriptor.startOfFrame());
    assertFalse(descriptor.nonReference());
    assertEquals(17, descriptor.pictureId());
    assertEquals(7, descriptor.pictureIdBits());
    assertFalse(descriptor.hasTl0PicIdx());
    assertFalse(descriptor.hasTid());
    assertFalse(descriptor.hasKeyIdx());
    assertTrue(descriptor.keyframe());
  }

  @Test
  void readsAllFields() {
    assertTrue(wrap(Payloads.VP8_ALL_FIELDS));
    assertEquals(6, descriptor.length());
    assertTrue(descriptor.hasPictureId());
    assertEquals(15, descriptor.pictureIdBits());
    assertEquals(4711, descriptor.pictureId());
    assertTrue(descriptor.hasTl0PicIdx());
    assertEquals(211, descriptor.tl0PicIdx());
    assertTrue(descriptor.hasTid());
    assertEquals(1, descriptor.tid());
    assertTrue(descriptor.layerSync());
    assertTrue(descriptor.hasKeyIdx());
    assertEquals(9, descriptor.keyIdx());
    assertFalse(descriptor.keyframe());
  }

  @Test
  void readsADescriptorOfOneByte() {
    assertTrue(wrap(hex("23 00")));
    assertEquals(1, descriptor.length());
    assertFalse(descriptor.startOfPartition());
    assertEquals(3, descriptor.partitionId());
    assertTrue(descriptor.nonReference());
    assertFalse(descriptor.hasPictureId());
    assertFalse(descriptor.keyframe());
  }

  @Test
  void readsTidAndKeyIdxEachWithoutTheOther() {
    assertTrue(wrap(hex("90 20 ff 00")));
    assertTrue(descriptor.hasTid());
    assertEquals(3, descriptor.tid());
    assertFalse(descriptor.hasKeyIdx());
    assertEquals(0, descriptor.keyIdx());
    assertTrue(wrap(hex("90 10 ff 00")));
    assertFalse(descriptor.hasTid());
    assertEquals(0, descriptor.tid());
    assertFalse(descriptor.layerSync());
    assertEquals(31, descriptor.keyIdx());
  }

  @Test
  void seesAKeyframeOnlyInTheFirstPacketOfAFrame() {
    assertTrue(wrap(hex("10 00")));
    assertTrue(descriptor.keyframe());
    assertTrue(wrap(hex("10 01")));
    assertFalse(descriptor.keyframe());
    assertTrue(wrap(hex("00 00")));
    assertFalse(descriptor.keyframe());
    assertTrue(wrap(hex("11 00")));
    assertFalse(descriptor.keyframe());
    assertTrue(wrap(hex("10")));
    assertFalse(descriptor.keyframe());
  }

  @Test
  void rewritesAllCountersAndKeepsTheRest() {
    assertTrue(wrap(Payloads.VP8_ALL_FIELDS));
    assertArrayEquals(hex("90f0 ffff 00 7f"), rewritten(0x7fff, 256, 63));
    assertArrayEquals(hex("90f0 8000 ff 60"), rewritten(0x8000, 255, 32));
  }

  @Test
  void widensAPictureIdOfSevenBits() {
    assertTrue(wrap(Payloads.VP8_RFC_KEYFRAME));
    assertArrayEquals(hex("9080 8012"), rewritten(18, 1, 1));
    assertArrayEquals(hex("9080 9267"), rewritten(4711, 1, 1));
  }

  @Test
  void addsNoFieldThatWasAbsent() {
    assertTrue(wrap(hex("13 00")));
    assertArrayEquals(hex("13"), rewritten(1, 2, 3));
    assertTrue(wrap(hex("90 00 00")));
    assertArrayEquals(hex("9000"), rewritten(1, 2, 3));
    assertTrue(wrap(hex("90 40 55 00")));
    assertArrayEquals(hex("904002"), rewritten(1, 2, 3));
    assertTrue(wrap(hex("90 20 e7 00")));
    assertArrayEquals(hex("9020e7"), rewritten(1, 2, 3));
  }

  @Test
  void writesBehindAnOffset() {
    assertTrue(wrap(Payloads.VP8_ALL_FIELDS));
    assertEquals(6, descriptor.rewrite(out, 10, 1, 2, 3));
    assertArrayEquals(hex("0000 90f0 8001 02 63"), Arrays.copyOfRange(out, 8, 16));
  }

  @Test
  void refusesEveryCutDescriptor() {
    for (byte[] whole : new byte[][] {Payloads.VP8_RFC_KEYFRAME, Payloads.VP8_ALL_FIELDS}) {
      assertTrue(wrap(whole));
      int descriptorLength = descriptor.length();
      for (int length = 0; length < whole.length; length++) {
        assertEquals(length >= descriptorLength, wrap(Payloads.cut(whole, length)));
      }
    }
  }

  @Test
  void isReadBackAfterRewriting() {
    Random random = new Random(7741);
    Vp8Descriptor again = new Vp8Descriptor();
    for (int i = 0; i < 100_000; i++) {
      byte[] data = new byte[1 + random.nextInt(8)];
      random.nextBytes(data);
      if (!wrap(data)) {
        continue;
      }
      int pictureId = random.nextInt(1 << 15);
      int tl0PicIdx = random.nextInt(256);
      int keyIdx = random.nextInt(32);
      int length = descriptor.rewrite(out, 0, pictureId, tl0PicIdx, keyIdx);
      assertTrue(length <= Vp8Descriptor.MAX_LENGTH);
      assertTrue(again.wrap(out, 0, length));
      assertEquals(length, again.length());
      assertEquals(descriptor.startOfPartition(), again.startOfPartition());
      assertEquals(descriptor.partitionId(), again.partitionId());
      assertEquals(descriptor.nonReference(), again.nonReference());
      assertEquals(descriptor.tid(), again.tid());
      assertEquals(descriptor.layerSync(), again.layerSync());
      assertEquals(descriptor.hasPictureId() ? pictureId : 0, again.pictureId());
      assertEquals(descriptor.hasTl0PicIdx() ? tl0PicIdx : 0, again.tl0PicIdx());
      assertEquals(descriptor.hasKeyIdx() ? keyIdx : 0, again.keyIdx());
    }
  }
}

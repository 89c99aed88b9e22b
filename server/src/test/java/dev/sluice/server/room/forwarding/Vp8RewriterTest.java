package dev.sluice.server.room.forwarding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.rtp.codec.Vp8Descriptor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class Vp8RewriterTest {

  private final Vp8Rewriter rewriter = new Vp8Rewriter(500 | 7 << 15);

  @Test
  void theFirstSourceBeginsWhereTheSeedSays() {
    int fields = rewriter.fields(descriptor(9_000, 200, 3));
    assertFields(500, 7, 0, fields);
  }

  @Test
  void allPacketsOfAPictureGetTheSameNumbers() {
    int first = rewriter.fields(descriptor(9_000, 200, 3));
    assertEquals(first, rewriter.fields(descriptor(9_000, 200, 3)));
  }

  @Test
  void stepsOfTheSourceAreKept() {
    rewriter.fields(descriptor(9_000, 200, 3));
    assertFields(501, 8, 0, rewriter.fields(descriptor(9_001, 201, 3)));
    assertFields(505, 8, 1, rewriter.fields(descriptor(9_005, 201, 4)));
  }

  @Test
  void aSwitchGoesOnByOne() {
    rewriter.fields(descriptor(9_000, 200, 3));
    rewriter.fields(descriptor(9_001, 201, 3));
    rewriter.beginSource();
    assertFields(502, 9, 1, rewriter.fields(descriptor(77, 3, 30)));
    assertFields(503, 10, 2, rewriter.fields(descriptor(78, 4, 31)));
  }

  @Test
  void latePacketsGetWhatTheirPictureGot() {
    rewriter.fields(descriptor(9_000, 200, 3));
    int second = rewriter.fields(descriptor(9_001, 201, 3));
    rewriter.fields(descriptor(9_002, 202, 3));
    assertEquals(second, rewriter.fields(descriptor(9_001, 201, 3)));
    rewriter.beginSource();
    assertFields(503, 10, 1, rewriter.fields(descriptor(0, 0, 0)));
  }

  @Test
  void sourceCountersWrap() {
    rewriter.fields(descriptor(32_767, 255, 31));
    assertFields(501, 8, 1, rewriter.fields(descriptor(0, 0, 0)));
    assertFields(500, 7, 0, rewriter.fields(descriptor(32_767, 255, 31)));
  }

  @Test
  void outgoingCountersWrap() {
    Vp8Rewriter atEnd = new Vp8Rewriter(-1L);
    assertFields(32_767, 255, 0, atEnd.fields(descriptor(1, 1, 1)));
    assertFields(0, 0, 1, atEnd.fields(descriptor(2, 2, 2)));
  }

  @Test
  void sevenBitPictureIdsAreWidened() {
    byte[] payload = {(byte) 0x90, (byte) 0x80, 127, 0};
    Vp8Descriptor descriptor = new Vp8Descriptor();
    assertTrue(descriptor.wrap(payload, 0, payload.length));
    assertEquals(500, Vp8Rewriter.pictureId(rewriter.fields(descriptor)));
    payload[2] = 0;
    assertTrue(descriptor.wrap(payload, 0, payload.length));
    int fields = rewriter.fields(descriptor);
    assertEquals(501, Vp8Rewriter.pictureId(fields));
    byte[] out = new byte[Vp8Descriptor.MAX_LENGTH];
    assertEquals(4, Vp8Rewriter.write(descriptor, fields, out, 0));
    assertArrayEquals(
        new byte[] {(byte) 0x90, (byte) 0x80, (byte) 0x81, (byte) 0xf5}, Arrays.copyOf(out, 4));
  }

  @Test
  void aDescriptorWithoutNumbersStaysAsItIs() {
    Vp8Descriptor descriptor = new Vp8Descriptor();
    assertTrue(descriptor.wrap(new byte[] {0x10, 0}, 0, 2));
    byte[] out = new byte[Vp8Descriptor.MAX_LENGTH];
    assertEquals(1, Vp8Rewriter.write(descriptor, rewriter.fields(descriptor), out, 0));
    assertEquals(0x10, out[0]);
  }

  private static void assertFields(int pictureId, int tl0PicIdx, int keyIdx, int fields) {
    assertEquals(pictureId, Vp8Rewriter.pictureId(fields));
    assertEquals(tl0PicIdx, Vp8Rewriter.tl0PicIdx(fields));
    assertEquals(keyIdx, Vp8Rewriter.keyIdx(fields));
  }

  private static Vp8Descriptor descriptor(int pictureId, int tl0PicIdx, int keyIdx) {
    byte[] payload = {
      (byte) 0x90,
      (byte) 0xf0,
      (byte) (0x80 | pictureId >> 8),
      (byte) pictureId,
      (byte) tl0PicIdx,
      (byte) keyIdx,
      0
    };
    Vp8Descriptor descriptor = new Vp8Descriptor();
    assertTrue(descriptor.wrap(payload, 0, payload.length));
    return descriptor;
  }
}

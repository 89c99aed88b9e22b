package dev.sluice.server.rtp.codec;

import static dev.sluice.server.rtp.codec.Payloads.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class Vp9DescriptorTest {

  private final Vp9Descriptor descriptor = new Vp9Descriptor();

  private boolean wrap(byte[] data) {
    return descriptor.wrap(data, 0, data.length);
  }

  @Test
  void readsAnSvcKeyframeWithItsStructure() {
    assertTrue(wrap(Payloads.VP9_SVC_KEYFRAME));
    assertEquals(Payloads.VP9_SVC_KEYFRAME.length - 2, descriptor.length());
    assertTrue(descriptor.hasPictureId());
    assertEquals(15, descriptor.pictureIdBits());
    assertEquals(0x0abc, descriptor.pictureId());
    assertFalse(descriptor.interPicturePredicted());
    assertTrue(descriptor.hasLayerIndices());
    assertFalse(descriptor.flexibleMode());
    assertTrue(descriptor.startOfFrame());
    assertFalse(descriptor.endOfFrame());
    assertTrue(descriptor.hasScalabilityStructure());
    assertFalse(descriptor.notUsedForInterLayerPrediction());
    assertEquals(0, descriptor.tid());
    assertEquals(0, descriptor.sid());
    assertTrue(descriptor.hasTl0PicIdx());
    assertEquals(31, descriptor.tl0PicIdx());
    assertTrue(descriptor.keyframe());
    assertEquals(3, descriptor.spatialLayerCount());
    assertEquals(320, descriptor.width(0));
    assertEquals(180, descriptor.height(0));
    assertEquals(1280, descriptor.width(2));
    assertEquals(720, descriptor.height(2));
    assertEquals(0, descriptor.width(3));
    assertEquals(0, descriptor.height(-1));
  }

  @Test
  void readsAnInterFrameOfAnUpperLayer() {
    assertTrue(wrap(Payloads.VP9_SVC_INTER));
    assertEquals(5, descriptor.length());
    assertTrue(descriptor.interPicturePredicted());
    assertFalse(descriptor.startOfFrame());
    assertTrue(descriptor.endOfFrame());
    assertEquals(2, descriptor.tid());
    assertTrue(descriptor.switchingUpPoint());
    assertEquals(1, descriptor.sid());
    assertTrue(descriptor.interLayerDependency());
    assertEquals(0x20, descriptor.tl0PicIdx());
    assertFalse(descriptor.keyframe());
    assertEquals(0, descriptor.spatialLayerCount());
    assertEquals(0, descriptor.width(0));
  }

  @Test
  void skipsTheReferencesOfFlexibleMode() {
    assertTrue(wrap(Payloads.VP9_FLEXIBLE));
    assertEquals(5, descriptor.length());
    assertEquals(7, descriptor.pictureIdBits());
    assertEquals(0x7f, descriptor.pictureId());
    assertFalse(descriptor.hasLayerIndices());
    assertFalse(descriptor.hasTl0PicIdx());
  }

  @Test
  void refusesAFourthReference() {
    assertFalse(wrap(hex("d8 7f 03 05 07 09 8612")));
  }

  @Test
  void hasNoTl0PicIdxInFlexibleMode() {
    assertTrue(wrap(hex("b8 01 42 86")));
    assertEquals(3, descriptor.length());
    assertEquals(2, descriptor.tid());
    assertEquals(1, descriptor.sid());
    assertFalse(descriptor.hasTl0PicIdx());
  }

  @Test
  void readsADescriptorOfOneByte() {
    assertTrue(wrap(hex("0c")));
    assertEquals(1, descriptor.length());
    assertFalse(descriptor.hasPictureId());
    assertEquals(0, descriptor.sid());
    assertTrue(descriptor.keyframe());
  }

  @Test
  void takesTheStartOfAnUpperLayerForNoKeyframe() {
    assertTrue(wrap(hex("a8 8abc 03 1f 82")));
    assertEquals(1, descriptor.sid());
    assertFalse(descriptor.keyframe());
  }

  @Test
  void readsAStructureWithoutSizes() {
    assertTrue(wrap(hex("0a 20 82")));
    assertEquals(2, descriptor.length());
    assertEquals(2, descriptor.spatialLayerCount());
    assertEquals(0, descriptor.width(0));
  }

  @Test
  void forgetsThePacketBefore() {
    assertTrue(wrap(Payloads.VP9_SVC_KEYFRAME));
    assertTrue(wrap(hex("00 82")));
    assertEquals(0, descriptor.pictureId());
    assertEquals(0, descriptor.spatialLayerCount());
    assertEquals(0, descriptor.tl0PicIdx());
  }

  @Test
  void refusesEveryCutDescriptor() {
    for (byte[] whole :
        new byte[][] {Payloads.VP9_SVC_KEYFRAME, Payloads.VP9_SVC_INTER, Payloads.VP9_FLEXIBLE}) {
      for (int length = 0; length < whole.length; length++) {
        assertEquals(length >= whole.length - 2, wrap(Payloads.cut(whole, length)));
      }
    }
  }

  @Test
  void staysInBoundsWithRandomBytes() {
    Random random = new Random(9628);
    int accepted = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] data = new byte[random.nextInt(48)];
      random.nextBytes(data);
      if (!wrap(data)) {
        continue;
      }
      accepted++;
      assertTrue(descriptor.length() >= 1 && descriptor.length() <= data.length);
      for (int layer = 0; layer < Vp9Descriptor.MAX_SPATIAL_LAYERS; layer++) {
        assertTrue(descriptor.width(layer) >= 0 && descriptor.height(layer) >= 0);
      }
    }
    assertTrue(accepted > 50_000, accepted + " accepted");
  }
}

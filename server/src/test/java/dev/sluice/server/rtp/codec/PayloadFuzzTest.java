package dev.sluice.server.rtp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.server.rtp.Codec;

class PayloadFuzzTest {

  @FuzzTest
  void detectsKeyframesWithinThePayload(byte[] data) {
    for (Codec codec : Codec.values()) {
      KeyframeDetector.startsKeyframe(codec, data, 0, data.length);
    }
  }

  @FuzzTest
  void rewritesVp8DescriptorsToTheSameShape(byte[] data) {
    Vp8Descriptor descriptor = new Vp8Descriptor();
    if (!descriptor.wrap(data, 0, data.length)) {
      return;
    }
    assertTrue(descriptor.length() <= data.length);
    descriptor.keyframe();
    byte[] out = new byte[Vp8Descriptor.MAX_LENGTH];
    int length = descriptor.rewrite(out, 0, 0x1234, 0x56, 0x17);
    Vp8Descriptor again = new Vp8Descriptor();
    assertTrue(again.wrap(out, 0, length));
    assertEquals(length, again.length());
    assertEquals(descriptor.tid(), again.tid());
    assertEquals(descriptor.hasPictureId() ? 0x1234 : 0, again.pictureId());
    assertEquals(descriptor.hasTl0PicIdx() ? 0x56 : 0, again.tl0PicIdx());
    assertEquals(descriptor.hasKeyIdx() ? 0x17 : 0, again.keyIdx());
  }

  @FuzzTest
  void readsVp9DescriptorsWithinThePayload(byte[] data) {
    Vp9Descriptor descriptor = new Vp9Descriptor();
    if (!descriptor.wrap(data, 0, data.length)) {
      return;
    }
    assertTrue(descriptor.length() >= 1 && descriptor.length() <= data.length);
    for (int layer = 0; layer < Vp9Descriptor.MAX_SPATIAL_LAYERS; layer++) {
      assertTrue(descriptor.width(layer) >= 0 && descriptor.height(layer) >= 0);
    }
  }

  @FuzzTest
  void readsFrameSizesWithinThePayload(byte[] data) {
    FrameSizeReader reader = new FrameSizeReader();
    for (Codec codec : Codec.values()) {
      if (reader.read(codec, data, 0, data.length)) {
        assertTrue(FrameSizeReader.plausible(reader.width(), reader.height()));
      }
    }
  }

  @FuzzTest
  void keepsParameterSetsThatFitIntoAPacket(byte[] data) {
    H264ParameterSets sets = new H264ParameterSets();
    for (int length = data.length; length > 0; length /= 2) {
      sets.onPayload(data, 0, length);
      sets.heldIn(data, 0, length);
      assertTrue(sets.payload().length <= 1100);
    }
  }
}

package dev.sluice.recorder.depacketize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordedSource.Codec;
import dev.sluice.recorder.codec.CodecConfiguration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Vp8DepacketizerTest {

  /** 320x240, with a first partition of two bytes. */
  private static final String KEYFRAME = "5000009d012a4001f000aabb";

  private static final String DELTA = "310000cc";
  private static final String START = "10";
  private static final String GOES_ON = "00";

  private final Feed feed = new Feed(Codec.VP8);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10", // nothing but the required byte
        "90 80 11", // PictureID of 7 bits
        "90 80 9234", // PictureID of 15 bits
        "90 40 07", // TL0PICIDX
        "90 20 60", // TID
        "90 10 05", // KEYIDX
        "90 f0 9234 07 65" // all
      })
  void stripsDescriptors(String descriptor) {
    feed.last(0, descriptor, KEYFRAME);
    assertEquals(List.of("key " + KEYFRAME), feed.take());
  }

  @Test
  void joinsThePacketsOfAFrame() {
    feed.part(0, START, KEYFRAME.substring(0, 4)).part(0, GOES_ON, KEYFRAME.substring(4));
    assertEquals(List.of(), feed.take());
    feed.last(0, "01", "dd");
    assertEquals(List.of("key " + KEYFRAME + "dd"), feed.take());
    assertEquals(List.of(0L, 2L), feed.lastPackets());
  }

  @Test
  void takesTheSizeFromKeyframesAndKeepsItWhileNothingChanges() {
    feed.last(0, START, KEYFRAME);
    CodecConfiguration first = feed.configuration();
    assertEquals(320, first.width());
    assertEquals(240, first.height());
    feed.last(1, START, KEYFRAME);
    assertSame(first, feed.configuration());
    feed.last(2, START, "5000009d012a80026801aabb");
    assertEquals(640, feed.configuration().width());
    assertEquals(360, feed.configuration().height());
  }

  @Test
  void endsAFrameWhenAnotherTimestampBegins() {
    feed.part(0, START, KEYFRAME).part(3_000, START, DELTA).part(6_000, START, DELTA);
    assertEquals(List.of("key " + KEYFRAME, DELTA), feed.take());
  }

  @Test
  void beginsWithAKeyframe() {
    assertTrue(feed.awaitingKeyframe());
    feed.last(0, START, DELTA).last(1, GOES_ON, KEYFRAME).last(2, START, DELTA);
    assertEquals(List.of(), feed.take());
    assertTrue(feed.awaitingKeyframe());
    feed.last(3, START, KEYFRAME).last(4, START, DELTA);
    assertEquals(List.of("key " + KEYFRAME, DELTA), feed.take());
    assertFalse(feed.awaitingKeyframe());
    assertEquals(2, feed.dropped(DropReason.UNDECODABLE));
    assertEquals(1, feed.dropped(DropReason.INCOMPLETE) + feed.dropped(DropReason.MALFORMED));
  }

  @Test
  void dropsADamagedFrameAndAllUpToTheNextKeyframe() {
    feed.last(0, START, KEYFRAME).part(1, START, DELTA).lose(1).last(1, GOES_ON, "dd");
    assertTrue(feed.awaitingKeyframe());
    feed.last(2, START, DELTA).last(3, START, KEYFRAME).last(4, START, DELTA);
    assertEquals(List.of("key " + KEYFRAME, "key " + KEYFRAME, DELTA), feed.take());
    assertEquals(1, feed.dropped(DropReason.INCOMPLETE));
    assertEquals(1, feed.dropped(DropReason.UNDECODABLE));
    assertEquals(2, feed.counters().droppedPackets(DropReason.INCOMPLETE));
  }

  @Test
  void doesNotTrustTheEndOfAFrameBeforeALoss() {
    feed.last(0, START, KEYFRAME).part(1, START, DELTA).lose(1).last(2, START, KEYFRAME);
    assertEquals(List.of("key " + KEYFRAME, "key " + KEYFRAME), feed.take());
    assertEquals(1, feed.dropped(DropReason.INCOMPLETE));
  }

  @Test
  void goesOnAfterALossWithinAFrameThatNothingRefersTo() {
    feed.last(0, START, KEYFRAME).part(1, "30", DELTA).lose(2).last(1, "20", "dd");
    assertFalse(feed.awaitingKeyframe());
    feed.last(2, START, DELTA);
    assertEquals(List.of("key " + KEYFRAME, DELTA), feed.take());
  }

  /** A descriptor with TL0PICIDX, TID and Y. */
  private static String layer(int baseIndex, int layer, boolean baseOnly) {
    return "%02x60%02x%02x".formatted(0x90, baseIndex, layer << 6 | (baseOnly ? 0x20 : 0));
  }

  @Test
  void goesOnInTheBaseLayerWhenAHigherLayerWasLost() {
    feed.last(0, layer(255, 0, false), KEYFRAME).last(1, layer(255, 1, true), DELTA);
    feed.last(2, layer(0, 0, false), DELTA).lose(1);
    feed.last(4, layer(1, 0, false), DELTA);
    assertEquals(4, feed.take().size());
    assertFalse(feed.awaitingKeyframe());
    feed.last(5, layer(1, 1, false), DELTA); // may refer to the lost one
    assertEquals(0, feed.take().size());
    feed.last(6, layer(2, 0, false), DELTA).last(7, layer(2, 1, true), DELTA);
    feed.last(8, layer(3, 0, false), DELTA).last(9, layer(3, 1, false), DELTA);
    assertEquals(4, feed.take().size());
    assertEquals(1, feed.dropped(DropReason.UNDECODABLE));
  }

  @Test
  void awaitsAKeyframeWhenTheBaseLayerWasLost() {
    feed.last(0, layer(7, 0, false), KEYFRAME).lose(1).last(2, layer(8, 1, true), DELTA);
    assertTrue(feed.awaitingKeyframe());
    feed.last(3, layer(9, 0, false), DELTA).last(4, layer(9, 1, true), DELTA);
    assertEquals(1, feed.take().size());
    feed.last(5, layer(10, 0, false), KEYFRAME).last(6, layer(10, 1, false), DELTA);
    assertEquals(2, feed.take().size());
  }

  @Test
  void awaitsAKeyframeWhenTheIndexMayHaveComeRound() {
    feed.last(0, layer(7, 0, false), KEYFRAME).lose(1_000).last(2, layer(8, 0, false), DELTA);
    assertTrue(feed.awaitingKeyframe());
  }

  @Test
  void doesNotMissLayersAboveAFrameThatCameAgain() {
    feed.last(0, layer(0, 0, false), KEYFRAME).lose(1);
    feed.last(2, layer(0, 2, true), DELTA); // layer 1 may be lost, this one stands alone
    assertEquals(2, feed.take().size());
    feed.last(3, layer(0, 2, false), DELTA); // may refer to layer 1
    assertEquals(0, feed.take().size());
    feed.last(4, layer(0, 1, true), DELTA);
    assertEquals(1, feed.take().size());
    feed.last(5, layer(0, 2, false), DELTA); // may refer to the one that was dropped
    assertEquals(0, feed.take().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10", // no payload
        "90", // no extension
        "9080", // no PictureID
        "908080", // half of a PictureID
        "90c001", // no TL0PICIDX
        "90e00102", // no TID
        "10 50", // a frame of one byte
        "10 5000009d012a40", // a header cut off
        "10 5000009d012b4001f000aabb", // no start code
        "10 f000009d012a4001f000aabb", // a first partition longer than the frame
        "10 5000009d012a0000f000aabb" // no width
      })
  void dropsWhatIsNoVp8(String payload) {
    feed.last(0, START, KEYFRAME).last(1, payload).last(2, START, DELTA);
    assertEquals(List.of("key " + KEYFRAME), feed.take());
    assertEquals(1, feed.dropped(DropReason.MALFORMED));
    assertTrue(feed.awaitingKeyframe());
  }

  @Test
  void dropsTwoFramesInOne() {
    feed.part(0, START, KEYFRAME).last(0, START, KEYFRAME);
    assertEquals(List.of(), feed.take());
    assertEquals(1, feed.dropped(DropReason.MALFORMED));
  }

  @Test
  void takesNoNoticeOfPaddingBetweenAndWithinFrames() {
    feed.part(0, START, KEYFRAME)
        .part(0)
        .last(0, GOES_ON, "dd")
        .part(0)
        .part(1)
        .last(1, START, DELTA);
    assertEquals(List.of("key " + KEYFRAME + "dd", DELTA), feed.take());
  }

  @Test
  void boundsTheSizeOfAFrame() {
    byte[] packet = new byte[60_000];
    feed.part(0, START, KEYFRAME);
    for (int bytes = 0; bytes <= Depacketizer.MAX_FRAME_BYTES; bytes += packet.length - 1) {
      feed.give(0, false, packet);
    }
    feed.last(0, GOES_ON, "00").last(1, START, KEYFRAME);
    assertEquals(List.of("key " + KEYFRAME), feed.take());
    assertEquals(1, feed.dropped(DropReason.TOO_LARGE));
  }
}

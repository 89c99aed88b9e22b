package dev.sluice.recorder.depacketize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.recorder.RecordedSource.Codec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpusDepacketizerTest {

  private final Feed feed = new Feed(Codec.OPUS);

  @ParameterizedTest
  @CsvSource({
    "78 0102, 960", // code 0, CELT 20 ms
    "08 0102, 960", // SILK 20 ms
    "18 01, 2880", // SILK 60 ms
    "e0 01, 120", // CELT 2.5 ms
    "79 0102, 1920", // code 1: two of 20 ms
    "7a 01 aa bb, 1920", // code 2: 1 byte and the rest
    "7a fc01 , 0", // code 2 whose first frame needs 256 bytes
    "7b 03 aabbcc, 2880", // code 3, three frames of one byte
    "7b 83 0101 aabbcc, 2880", // variable sizes
    "7b 43 02 aabbcc 0000, 2880", // padding of two bytes
    "e3 30 , 5760", // 48 frames of 2.5 ms without bytes: 120 ms
  })
  void tellsHowLongAPacketSounds(String packet, int samples) {
    feed.last(5, packet);
    assertEquals(samples == 0 ? List.of() : List.of("key " + packet.replace(" ", "")), feed.take());
    assertEquals(samples, feed.lastDuration());
  }

  @Test
  void keepsTheSilenceOfDtx() {
    feed.last(960, "78").last(19_200, "7801");
    assertEquals(List.of("key 78", "key 7801"), feed.take());
    assertEquals(960, feed.lastDuration());
    assertEquals(2, feed.counters().keyframes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "79 010203", // two frames of equal size, of three bytes
        "7a", // no size
        "7a 05 aa", // a frame longer than the packet
        "7b", // no frame count
        "7b 00 aa", // no frames
        "7b 07 aa", // 140 ms
        "7b 02 aabbcc", // not divisible
        "7b 43", // no padding length
        "7b 43 ff", // padding length cut off
        "7b 41 09 aa", // more padding than packet
        "7b 83 01", // sizes cut off
        "7b 82 05 aabb" // a frame longer than the rest
      })
  void dropsWhatDecodersRefuse(String packet) {
    feed.last(0, packet);
    assertEquals(List.of(), feed.take());
    assertEquals(1, feed.dropped(DropReason.MALFORMED));
  }

  @Test
  void boundsTheSizeOfAFrame() {
    feed.last(0, "78", "00".repeat(1_275)).last(0, "78", "00".repeat(1_276));
    feed.last(0, "7b02", "00".repeat(2 * 1_276));
    assertEquals(1, feed.take().size());
    assertEquals(2, feed.dropped(DropReason.MALFORMED));
  }

  @Test
  void goesOnAfterLosses() {
    feed.last(0, "7801").lose(3).last(3_840, "7802");
    assertEquals(List.of("key 7801", "key 7802"), feed.take());
    assertFalse(feed.awaitingKeyframe());
  }

  @Test
  void takesNoNoticeOfEmptyPackets() {
    feed.last(0);
    assertEquals(List.of(), feed.take());
    assertEquals(0, feed.dropped(DropReason.MALFORMED));
  }

  @Test
  void isConfiguredForTheChannelsOfTheSource() {
    feed.last(0, "7801");
    assertEquals(2, feed.configuration().channels());
    assertEquals(19, feed.configuration().codecPrivate().length);
  }
}

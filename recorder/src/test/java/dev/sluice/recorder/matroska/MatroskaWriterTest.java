package dev.sluice.recorder.matroska;

import static dev.sluice.recorder.matroska.TestFrames.AUDIO;
import static dev.sluice.recorder.matroska.TestFrames.MILLI;
import static dev.sluice.recorder.matroska.TestFrames.VIDEO;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.matroska.EbmlTree.Element;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MatroskaWriterTest {

  private static final SegmentDescription SEGMENT =
      new SegmentDescription(
          "a room",
          Instant.parse("2001-01-01T00:00:01.000000002Z"),
          "Sluice 1",
          Map.of("PARTICIPANT", "alice"));

  private final MemoryOutput output = new MemoryOutput();

  private MatroskaWriter writer(TrackDescription... tracks) throws IOException {
    return new MatroskaWriter(output, SEGMENT, List.of(tracks));
  }

  private static void picture(MatroskaWriter writer, long millis, boolean keyframe)
      throws IOException {
    byte[] frame = TestFrames.picture(keyframe, 200);
    writer.writeFrame(VIDEO, millis * MILLI, keyframe, frame, 0, frame.length);
  }

  private static void sound(MatroskaWriter writer, long millis) throws IOException {
    byte[] frame = TestFrames.sound();
    writer.writeFrame(AUDIO, millis * MILLI, true, frame, 0, frame.length);
  }

  private Element segment() {
    return EbmlTree.segment(output.bytes());
  }

  private List<Element> clusters() {
    return segment().all(MatroskaElement.CLUSTER);
  }

  private static long timestamp(Element cluster) {
    return cluster.one(MatroskaElement.TIMESTAMP).number();
  }

  /** Track and milliseconds of each block, as in {@code 2@40}. */
  private static List<String> blocks(List<Element> clusters) {
    List<String> blocks = new ArrayList<>();
    for (Element cluster : clusters) {
      for (Element block : cluster.all(MatroskaElement.SIMPLE_BLOCK)) {
        ByteBuffer content = block.content();
        blocks.add((content.get(0) & 0x7F) + "@" + (timestamp(cluster) + content.getShort(1)));
      }
    }
    return blocks;
  }

  @Test
  void describesFileAndTracks() throws IOException {
    writer(TestFrames.audio(), TestFrames.video());
    Element ebml = EbmlTree.read(output.bytes()).get(0);
    assertEquals("webm", ebml.one(MatroskaElement.DOC_TYPE).text());
    assertEquals(4, ebml.one(MatroskaElement.DOC_TYPE_VERSION).number());
    assertEquals(2, ebml.one(MatroskaElement.DOC_TYPE_READ_VERSION).number());
    Element info = segment().one(MatroskaElement.INFO);
    assertEquals(1_000_000, info.one(MatroskaElement.TIMESTAMP_SCALE).number());
    assertEquals(1_000_000_002, info.one(MatroskaElement.DATE_UTC).number());
    assertEquals("Sluice 1", info.one(MatroskaElement.WRITING_APP).text());
    assertFalse(info.has(MatroskaElement.DURATION));

    List<Element> entries = segment().one(MatroskaElement.TRACKS).all(MatroskaElement.TRACK_ENTRY);
    Element audio = entries.get(0);
    assertEquals("A_OPUS", audio.one(MatroskaElement.CODEC_ID).text());
    assertEquals(0, audio.one(MatroskaElement.CODEC_DELAY).number());
    assertEquals(80_000_000, audio.one(MatroskaElement.SEEK_PRE_ROLL).number());
    assertEquals(2, audio.one(MatroskaElement.AUDIO).one(MatroskaElement.CHANNELS).number());
    Element video = entries.get(1);
    assertEquals("V_VP8", video.one(MatroskaElement.CODEC_ID).text());
    assertEquals(0x51DE0, video.one(MatroskaElement.TRACK_UID).number());
    assertEquals(0, video.one(MatroskaElement.FLAG_LACING).number());
    assertEquals("und", video.one(MatroskaElement.LANGUAGE).text());
    assertEquals(640, video.one(MatroskaElement.VIDEO).one(MatroskaElement.PIXEL_WIDTH).number());
    Element tag = segment().one(MatroskaElement.TAGS).one(MatroskaElement.TAG);
    assertEquals(
        "alice", tag.one(MatroskaElement.SIMPLE_TAG).one(MatroskaElement.TAG_STRING).text());
  }

  @Test
  void leavesOnlySegmentAndLastClusterOpenWhileLive() throws IOException {
    MatroskaWriter writer = writer(TestFrames.video());
    picture(writer, 0, true);
    picture(writer, 40, false);
    picture(writer, 80, true);
    assertEquals(EbmlTree.UNKNOWN, segment().size());
    assertTrue(clusters().get(0).size() > 0);
    assertEquals(EbmlTree.UNKNOWN, clusters().get(1).size());
    assertFalse(segment().has(MatroskaElement.CUES));
  }

  @Test
  void knowsSizesDurationAndIndexWhenFinished() throws IOException {
    MatroskaWriter writer = writer(TestFrames.video());
    picture(writer, 0, true);
    picture(writer, 40, false);
    picture(writer, 80, true);
    writer.finish();
    Element segment = segment();
    assertEquals(output.bytes().length - segment.contentStart(), segment.size());
    clusters().forEach(cluster -> assertTrue(cluster.size() > 0));
    assertEquals(
        120.0, segment.one(MatroskaElement.INFO).one(MatroskaElement.DURATION).floatingPoint());
    assertEquals(120 * MILLI, writer.durationNanos());

    List<Element> points = segment.one(MatroskaElement.CUES).all(MatroskaElement.CUE_POINT);
    assertEquals(2, points.size());
    for (int i = 0; i < 2; i++) {
      Element cluster = clusters().get(i);
      Element position = points.get(i).one(MatroskaElement.CUE_TRACK_POSITIONS);
      assertEquals(timestamp(cluster), points.get(i).one(MatroskaElement.CUE_TIME).number());
      assertEquals(VIDEO, position.one(MatroskaElement.CUE_TRACK).number());
      assertEquals(
          cluster.start() - segment.contentStart(),
          position.one(MatroskaElement.CUE_CLUSTER_POSITION).number());
    }
    for (Element seek : segment.one(MatroskaElement.SEEK_HEAD).all(MatroskaElement.SEEK)) {
      int id = (int) seek.one(MatroskaElement.SEEK_ID).number();
      assertEquals(
          segment.one(id).start() - segment.contentStart(),
          seek.one(MatroskaElement.SEEK_POSITION).number());
    }
    assertEquals(4, segment.one(MatroskaElement.SEEK_HEAD).all(MatroskaElement.SEEK).size());
  }

  @Test
  void beginsAClusterEveryFiveSecondsAndIndexesItWithoutVideo() throws IOException {
    MatroskaWriter writer = writer(TestFrames.audio());
    for (int millis = 0; millis < 16_000; millis += 20) {
      sound(writer, millis);
    }
    writer.finish();
    assertEquals(
        List.of(0L, 5_000L, 10_000L, 15_000L),
        clusters().stream().map(MatroskaWriterTest::timestamp).toList());
    assertEquals(4, segment().one(MatroskaElement.CUES).all(MatroskaElement.CUE_POINT).size());
  }

  @Test
  void beginsAClusterAfterFiveMegabytes() throws IOException {
    MatroskaWriter writer = writer(TestFrames.video());
    byte[] frame = TestFrames.picture(false, 1_000_000);
    for (int i = 0; i < 12; i++) {
      writer.writeFrame(VIDEO, i * 10L * MILLI, i == 0, frame, 0, frame.length);
    }
    writer.finish();
    assertEquals(3, clusters().size());
  }

  @Test
  void beginsAClusterAfterAJumpOfHours() throws IOException {
    MatroskaWriter writer = writer(TestFrames.video());
    picture(writer, 0, true);
    picture(writer, 7 * 3_600_000, false);
    writer.finish();
    assertEquals(7 * 3_600_000, timestamp(clusters().get(1)));
  }

  @Test
  void putsFramesOfSeveralTracksInOrder() throws IOException {
    MatroskaWriter writer = writer(TestFrames.audio(), TestFrames.video());
    sound(writer, 0);
    sound(writer, 20);
    sound(writer, 40);
    picture(writer, 10, true);
    picture(writer, 43, false);
    sound(writer, 60);
    picture(writer, 76, false);
    writer.finish();
    assertEquals(
        List.of("1@0", "2@10", "1@20", "1@40", "2@43", "1@60", "2@76"), blocks(clusters()));
    // The audio before the keyframe has a cluster of its own.
    assertEquals(2, clusters().size());
  }

  @Test
  void waitsForASilentTrackNoLongerThanItsWindow() throws IOException {
    MatroskaWriter writer = writer(TestFrames.audio(), TestFrames.video());
    for (int millis = 0; millis <= 1000; millis += 20) {
      sound(writer, millis);
    }
    List<String> written = blocks(clusters());
    assertEquals("1@580", written.get(written.size() - 1));
  }

  @Test
  void givesAFrameThatComesTooLateAClusterOfItsOwn() throws IOException {
    MatroskaWriter writer = writer(TestFrames.audio(), TestFrames.video());
    for (int millis = 0; millis <= 2000; millis += 20) {
      sound(writer, millis);
    }
    picture(writer, 100, false);
    writer.finish();
    for (Element cluster : clusters()) {
      List<String> times = blocks(List.of(cluster));
      for (Element block : cluster.all(MatroskaElement.SIMPLE_BLOCK)) {
        assertTrue(block.content().getShort(1) >= 0, times::toString);
      }
    }
    assertEquals(2, clusters().size());
    assertEquals("2@100", blocks(clusters().subList(1, 2)).get(0));
  }

  @Test
  void keepsTheCodingOrderOfReorderedPictures() throws IOException {
    MatroskaWriter writer = writer(TestFrames.video());
    picture(writer, 100, true);
    picture(writer, 220, false);
    picture(writer, 140, false);
    picture(writer, 180, false);
    picture(writer, 60, false);
    writer.finish();
    assertEquals(List.of("2@100", "2@220", "2@140", "2@180", "2@60"), blocks(clusters()));
    assertEquals(1, clusters().size());
  }

  @Test
  void handsOnAfterSomeFlushesWhateverIsMissing() throws IOException {
    MatroskaWriter writer = writer(TestFrames.audio(), TestFrames.video());
    sound(writer, 0);
    writer.flush();
    sound(writer, 20);
    writer.flush();
    writer.flush();
    assertTrue(clusters().isEmpty());
    writer.flush();
    assertEquals(List.of("1@0"), blocks(clusters()));
    assertArrayEquals(output.bytes(), output.flushedBytes());
    writer.flush();
    assertEquals(List.of("1@0", "1@20"), blocks(clusters()));
  }

  @Test
  void marksKeyframes() throws IOException {
    MatroskaWriter writer = writer(TestFrames.video());
    picture(writer, 0, true);
    picture(writer, 40, false);
    List<Element> blocks = clusters().get(0).all(MatroskaElement.SIMPLE_BLOCK);
    assertEquals((byte) 0x80, blocks.get(0).content().get(3));
    assertEquals(0, blocks.get(1).content().get(3));
  }

  @Test
  void neverChangesWhatIsSealed() throws IOException {
    MatroskaWriter writer = writer(TestFrames.audio(), TestFrames.video());
    List<byte[]> sealed = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      sound(writer, i * 20L);
      picture(writer, i * 20L + 7, i % 50 == 0);
      sealed.add(Arrays.copyOf(output.bytes(), (int) writer.sealedBytes()));
    }
    writer.finish();
    int header = (int) writer.headerBytes();
    byte[] finished = output.bytes();
    assertTrue(sealed.get(sealed.size() - 1).length > header);
    for (byte[] before : sealed) {
      assertArrayEquals(
          Arrays.copyOfRange(before, header, before.length),
          Arrays.copyOfRange(finished, header, before.length));
    }
  }

  @Test
  void keepsTheHeaderSmallWhateverTextsItIsGiven() throws IOException {
    Map<String, String> tags = new LinkedHashMap<>();
    String endless = "\u20AC".repeat(100_000);
    for (int i = 0; i < 1000; i++) {
      tags.put("TAG" + i + endless, endless);
    }
    SegmentDescription segment = new SegmentDescription(endless, Instant.EPOCH, endless, tags);
    TrackDescription track = new TrackDescription(1, 1, TestFrames.vp8(), endless, endless);
    MatroskaWriter writer = new MatroskaWriter(output, segment, List.of(track));
    assertTrue(writer.headerBytes() < 64 * 1024);
    EbmlTree.read(output.bytes());
  }

  @Test
  void isAFileEvenWithoutFrames() throws IOException {
    writer(TestFrames.audio()).finish();
    assertTrue(segment().size() > 0);
    assertFalse(segment().has(MatroskaElement.CUES));
    assertFalse(segment().one(MatroskaElement.INFO).has(MatroskaElement.DURATION));
  }

  @Test
  void takesTheLastPictureToStayAsLongAsThoseBefore() throws IOException {
    MatroskaWriter writer = writer(TestFrames.video());
    picture(writer, 0, true);
    picture(writer, 33, false);
    picture(writer, 900, false);
    assertEquals(933 * MILLI, writer.durationNanos());
    for (int i = 1; i < 3; i++) {
      picture(writer, 900 + i * 10_000L, false);
    }
    assertEquals(21_900 * MILLI, writer.durationNanos());
  }

  @Test
  void refusesWhatCannotBeWritten() throws IOException {
    MatroskaWriter writer = writer(TestFrames.audio());
    byte[] frame = TestFrames.sound();
    assertThrows(
        IllegalArgumentException.class,
        () -> writer.writeFrame(VIDEO, 0, true, frame, 0, frame.length));
    assertThrows(
        IllegalArgumentException.class,
        () -> writer.writeFrame(AUDIO, -1, true, frame, 0, frame.length));
    assertThrows(
        IllegalArgumentException.class, () -> writer.writeFrame(AUDIO, 0, true, frame, 0, 0));
    writer.finish();
    assertThrows(IllegalStateException.class, writer::finish);
    assertThrows(
        IllegalStateException.class,
        () -> writer.writeFrame(AUDIO, 0, true, frame, 0, frame.length));
    assertThrows(
        IllegalArgumentException.class, () -> writer(TestFrames.audio(), TestFrames.audio()));
  }
}

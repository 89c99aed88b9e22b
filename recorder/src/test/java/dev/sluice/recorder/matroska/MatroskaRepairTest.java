package dev.sluice.recorder.matroska;

import static dev.sluice.recorder.matroska.TestFrames.AUDIO;
import static dev.sluice.recorder.matroska.TestFrames.MILLI;
import static dev.sluice.recorder.matroska.TestFrames.VIDEO;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordedSource.Codec;
import dev.sluice.recorder.matroska.EbmlTree.Element;
import dev.sluice.recorder.matroska.RepairResult.Hopeless;
import dev.sluice.recorder.matroska.RepairResult.Reason;
import dev.sluice.recorder.matroska.RepairResult.Repaired;
import dev.sluice.recorder.matroska.RepairResult.Untouched;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatroskaRepairTest {

  private static final int PICTURES = 9;
  private static final int SOUNDS = 15;
  private static final Instant START = Instant.parse("2026-11-26T01:21:09.123456789Z");

  @TempDir Path directory;

  private MatroskaWriter writer;
  private byte[] live;
  private byte[] finished;

  /** A file of three clusters, before and after it was finished. */
  @BeforeEach
  void write() throws IOException {
    MemoryOutput output = new MemoryOutput();
    writer =
        new MatroskaWriter(
            output,
            new SegmentDescription("a room", START, "test", Map.of("PARTICIPANT", "alice")),
            List.of(TestFrames.audio(), TestFrames.video()));
    for (int i = 0; i < SOUNDS; i++) {
      byte[] sound = TestFrames.sound();
      writer.writeFrame(AUDIO, i * 20L * MILLI, true, sound, 0, sound.length);
      if (i < PICTURES) {
        byte[] picture = TestFrames.picture(i % 4 == 0, 60 + i);
        writer.writeFrame(VIDEO, i * 33L * MILLI, i % 4 == 0, picture, 0, picture.length);
      }
    }
    TestFiles.settle(writer);
    live = output.bytes();
    writer.finish();
    finished = output.bytes();
  }

  private static MemoryChannel file(byte[] content) {
    return new MemoryChannel(content);
  }

  private static int blocks(byte[] file) {
    return EbmlTree.segment(file).all(MatroskaElement.CLUSTER).stream()
        .mapToInt(cluster -> cluster.all(MatroskaElement.SIMPLE_BLOCK).size())
        .sum();
  }

  /** Whole blocks before a cut, counted by where they end. */
  private int wholeBlocks(int cut) {
    return (int)
        EbmlTree.segment(live).all(MatroskaElement.CLUSTER).stream()
            .flatMap(cluster -> cluster.all(MatroskaElement.SIMPLE_BLOCK).stream())
            .filter(block -> block.contentStart() + block.size() <= cut)
            .count();
  }

  @Test
  void makesTheSameFileOfALiveOneAsFinishingItDoes() throws IOException {
    MemoryChannel file = file(live);
    Repaired repaired = assertInstanceOf(Repaired.class, MatroskaRepair.repair(file));
    assertEquals(0, repaired.removedBytes());
    assertArrayEquals(finished, file.content());
  }

  @Test
  void savesEveryWholeFrameWhereverTheFileIsCut() throws IOException {
    for (int cut = 0; cut <= live.length; cut++) {
      MemoryChannel file = file(Arrays.copyOf(live, cut));
      RepairResult result = MatroskaRepair.repair(file);
      int whole = wholeBlocks(cut);
      if (whole == 0) {
        assertInstanceOf(Hopeless.class, result, "cut at " + cut);
        assertEquals(cut, file.size());
        continue;
      }
      Repaired repaired = assertInstanceOf(Repaired.class, result, "cut at " + cut);
      assertEquals(whole, repaired.summary().frames());
      byte[] content = file.content();
      assertSound(content, whole);
      assertEquals(content.length, repaired.summary().bytes());
      assertInstanceOf(Untouched.class, MatroskaRepair.repair(file));
      assertArrayEquals(content, file.content(), "repaired twice");
    }
  }

  private static void assertSound(byte[] content, int blocks) {
    assertEquals(blocks, blocks(content));
    Element segment = EbmlTree.segment(content);
    assertEquals(content.length - segment.contentStart(), segment.size());
    assertTrue(segment.all(MatroskaElement.CLUSTER).stream().allMatch(c -> c.size() > 0));
    assertTrue(segment.one(MatroskaElement.INFO).has(MatroskaElement.DURATION));
    for (Element point :
        segment.all(MatroskaElement.CUES).stream()
            .flatMap(cues -> cues.children().stream())
            .toList()) {
      long position =
          point
              .one(MatroskaElement.CUE_TRACK_POSITIONS)
              .one(MatroskaElement.CUE_CLUSTER_POSITION)
              .number();
      assertTrue(
          segment.all(MatroskaElement.CLUSTER).stream()
              .anyMatch(c -> c.start() - segment.contentStart() == position));
    }
  }

  @Test
  void finishesWhatWasCutWhileItWasFinished() throws IOException {
    for (int cut = live.length + 1; cut <= finished.length; cut++) {
      // The header still is the live one: it is overwritten last.
      byte[] content = Arrays.copyOf(finished, cut);
      System.arraycopy(live, 0, content, 0, live.length);
      MemoryChannel file = file(content);
      assertInstanceOf(Repaired.class, MatroskaRepair.repair(file), "cut at " + cut);
      assertArrayEquals(finished, file.content(), "cut at " + cut);
    }
  }

  @Test
  void finishesAgainWhatWasCutAfterItWasFinished() throws IOException {
    for (int cut = (int) writer.headerBytes(); cut < finished.length; cut++) {
      MemoryChannel file = file(Arrays.copyOf(finished, cut));
      RepairResult result = MatroskaRepair.repair(file);
      if (wholeBlocks(cut) > 0) {
        assertInstanceOf(Repaired.class, result, "cut at " + cut);
        assertSound(file.content(), wholeBlocks(cut));
      }
    }
  }

  @Test
  void leavesFinishedFilesAlone() throws IOException {
    MemoryChannel file = file(finished);
    Untouched result = assertInstanceOf(Untouched.class, MatroskaRepair.repair(file));
    assertTrue(result.summary().finished());
    assertArrayEquals(finished, file.content());
  }

  @Test
  void cutsOffWhatIsNoMedia() throws IOException {
    for (byte filler : new byte[] {0, (byte) 0xFF, 'x'}) {
      byte[] content = Arrays.copyOf(live, live.length + 100_000);
      Arrays.fill(content, live.length, content.length, filler);
      MemoryChannel file = file(content);
      assertInstanceOf(Repaired.class, MatroskaRepair.repair(file));
      assertArrayEquals(finished, file.content());
    }
  }

  @Test
  void goesOnAfterAClusterThatIsBrokenInside() throws IOException {
    byte[] content = live.clone();
    List<Element> clusters = EbmlTree.segment(live).all(MatroskaElement.CLUSTER);
    Element broken = clusters.get(1);
    Element block = broken.all(MatroskaElement.SIMPLE_BLOCK).get(1);
    content[block.start()] = 0;
    MemoryChannel file = file(content);
    Repaired repaired = assertInstanceOf(Repaired.class, MatroskaRepair.repair(file));
    int lost = broken.all(MatroskaElement.SIMPLE_BLOCK).size() - 1;
    assertEquals(blocks(live) - lost, repaired.summary().frames());
    assertEquals(0, repaired.removedBytes());
  }

  @Test
  void closesClustersThatWereLeftOpenOneAfterTheOther() throws IOException {
    byte[] content = live.clone();
    for (Element cluster : EbmlTree.segment(live).all(MatroskaElement.CLUSTER)) {
      ByteBuffer.wrap(content).putLong(cluster.contentStart() - 8, EbmlBuffer.UNKNOWN_SIZE);
    }
    MemoryChannel file = file(content);
    assertInstanceOf(Repaired.class, MatroskaRepair.repair(file));
    assertArrayEquals(finished, file.content());
  }

  @Test
  void closesAnEmptyClusterAmongOthers() throws IOException {
    EbmlBuffer empty = new EbmlBuffer();
    empty.id(MatroskaElement.CLUSTER);
    empty.unknownSize();
    empty.unsignedInteger(MatroskaElement.TIMESTAMP, 1);
    int at = EbmlTree.segment(live).all(MatroskaElement.CLUSTER).get(1).start();
    byte[] content = new byte[live.length + empty.length()];
    System.arraycopy(live, 0, content, 0, at);
    System.arraycopy(empty.data(), 0, content, at, empty.length());
    System.arraycopy(live, at, content, at + empty.length(), live.length - at);
    MemoryChannel file = file(content);
    assertInstanceOf(Repaired.class, MatroskaRepair.repair(file));
    assertSound(file.content(), blocks(live));
    assertInstanceOf(Untouched.class, MatroskaRepair.repair(file));
  }

  @Test
  void saysWhatThereIs() throws IOException {
    MemoryChannel file = file(live);
    MatroskaSummary summary = MatroskaScan.scan(file).orElseThrow();
    assertFalse(summary.finished());
    assertEquals(DocType.WEBM, summary.docType());
    assertEquals("a room", summary.title());
    assertEquals(Optional.of(START), summary.start());
    assertEquals(Map.of("PARTICIPANT", "alice"), summary.tags());
    assertEquals(300 * MILLI, summary.durationNanos());
    assertEquals(live.length, summary.bytes());
    TrackSummary audio = summary.tracks().get(0);
    assertEquals(Optional.of(Codec.OPUS), audio.codec());
    assertEquals(SOUNDS, audio.frames());
    assertEquals(SOUNDS, audio.keyframes());
    assertEquals(2, audio.channels());
    assertEquals(48_000, audio.sampleRate());
    assertEquals((long) SOUNDS * TestFrames.sound().length, audio.bytes());
    TrackSummary video = summary.tracks().get(1);
    assertEquals("alice camera", video.name());
    assertEquals(0x51DE0, video.uid());
    assertEquals(640, video.width());
    assertEquals(360, video.height());
    assertEquals(PICTURES, video.frames());
    assertEquals(3, video.keyframes());
    assertEquals(0, video.firstNanos());
    assertEquals(PICTURES * 33L * MILLI, video.endNanos());
    assertTrue(MatroskaScan.scan(file(finished)).orElseThrow().finished());
  }

  @Test
  void saysWhyNothingCanBeSaved() throws IOException {
    assertEquals(new Hopeless(Reason.NOT_MATROSKA), MatroskaRepair.repair(file(new byte[0])));
    assertEquals(
        new Hopeless(Reason.NOT_MATROSKA), MatroskaRepair.repair(file("a text".getBytes(UTF_8))));
    int header = (int) writer.headerBytes();
    int tracks = EbmlTree.segment(live).one(MatroskaElement.TRACKS).start();
    assertEquals(
        new Hopeless(Reason.NO_HEADER),
        MatroskaRepair.repair(file(Arrays.copyOf(live, tracks + 5))));
    assertEquals(
        new Hopeless(Reason.NO_FRAMES), MatroskaRepair.repair(file(Arrays.copyOf(live, header))));
    assertTrue(MatroskaScan.scan(file("a text".getBytes(UTF_8))).isEmpty());
  }

  @Test
  void leavesFilesOfOthersAlone() throws IOException {
    byte[] content = live.clone();
    int reserved = EbmlTree.segment(live).contentStart();
    // Another element where the SeekHead was: nothing is reserved.
    ByteBuffer.wrap(content).putInt(reserved, MatroskaElement.ATTACHMENTS);
    MemoryChannel file = file(content);
    assertEquals(new Hopeless(Reason.FOREIGN_LAYOUT), MatroskaRepair.repair(file));
    assertArrayEquals(content, file.content());
  }

  @Test
  void followsNoSymbolicLink() throws IOException {
    Path target = Files.write(directory.resolve("a.webm"), live);
    Path link = Files.createSymbolicLink(directory.resolve("link.webm"), target);
    assertThrows(IOException.class, () -> MatroskaRepair.repair(link));
    assertThrows(IOException.class, () -> MatroskaScan.scan(link));
    assertArrayEquals(live, Files.readAllBytes(target));
  }

  @Test
  void survivesAnyChangeOfBytes() throws IOException {
    Random random = new Random(4);
    for (int round = 0; round < 5000; round++) {
      byte[] content = (round % 2 == 0 ? live : finished).clone();
      for (int i = 0; i <= round % 5; i++) {
        content[random.nextInt(content.length)] = (byte) random.nextInt();
      }
      MemoryChannel file = file(content);
      if (MatroskaRepair.repair(file) instanceof Repaired) {
        assertInstanceOf(Untouched.class, MatroskaRepair.repair(file));
      } else {
        assertArrayEquals(content, file.content());
      }
    }
  }
}

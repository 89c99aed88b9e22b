package dev.sluice.recorder.depacketize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.check.MediaTools;
import dev.sluice.recorder.matroska.ChannelOutput;
import dev.sluice.recorder.matroska.MatroskaWriter;
import dev.sluice.recorder.matroska.SegmentDescription;
import dev.sluice.recorder.matroska.TrackDescription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * FFmpeg decodes what is left of a capture after each loss, and has nothing to say: every picture
 * that is there is the one that it would be without the loss.
 */
@Tag("e2e")
class DepacketizerDecodeTest {

  private static final long TICKS_PER_SECOND = 90_000;
  private static final int PTS_COLUMN = 2;
  private static final int HASH_COLUMN = 5;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"vp8", "vp8-layers", "vp9", "h264", "h265", "av1"})
  void whatIsLeftAfterALossIsRight(String name) throws IOException {
    MediaTools.require("ffmpeg");
    Capture capture = Capture.read(name);
    Map<String, String> whole = pictures(write(name, capture, capture.packets()));
    assertEquals(capture.frames().size(), whole.size());
    Set<List<String>> seen = new HashSet<>();
    for (int lost = 0; lost < capture.packets().size(); lost++) {
      List<Capture.Packet> packets = new ArrayList<>(capture.packets());
      packets.remove(lost);
      // Whichever packet of a frame is lost, the same frames are left.
      if (seen.add(DepacketizerCaptureTest.receive(name, packets).frames())) {
        Map<String, String> left = pictures(write(name, capture, packets));
        assertTrue(left.size() < whole.size(), "lost " + lost);
        left.forEach((pts, hash) -> assertEquals(whole.get(pts), hash, pts));
      }
    }
  }

  private Path write(String name, Capture capture, List<Capture.Packet> packets)
      throws IOException {
    Path file = directory.resolve(name + ".mkv");
    Files.deleteIfExists(file);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      TrackFile track = new TrackFile(channel, capture.packets().get(0).timestamp());
      new Receiver(DepacketizerCaptureTest.depacketizer(name), track::write).giveAll(packets);
      track.finish();
    }
    return file;
  }

  /** Hashes of the decoded pictures by their time. */
  private static Map<String, String> pictures(Path file) {
    MediaTools.Outcome outcome =
        MediaTools.run(
            ("ffmpeg -nostdin -v error -xerror -err_detect explode -copyts -i " + file)
                .concat(" -fps_mode passthrough -f framemd5 -")
                .split(" "));
    assertEquals("", outcome.errors());
    assertEquals(0, outcome.exit());
    Map<String, String> pictures = new TreeMap<>();
    for (String line : outcome.output().lines().toList()) {
      String[] columns = line.split(",");
      if (!line.startsWith("#")) {
        pictures.put(columns[PTS_COLUMN].strip(), columns[HASH_COLUMN].strip());
      }
    }
    return pictures;
  }

  /** One track, begun with its first frame. */
  private static final class TrackFile {

    private final FileChannel channel;
    private final long firstTimestamp;
    private MatroskaWriter writer;

    TrackFile(FileChannel channel, long firstTimestamp) {
      this.channel = channel;
      this.firstTimestamp = firstTimestamp;
    }

    void write(CodedFrame frame) {
      try {
        if (writer == null) {
          writer = begin(frame);
        }
        long ticks = frame.extendedTimestamp() - firstTimestamp;
        long nanos = ticks * 1_000_000_000L / TICKS_PER_SECOND;
        writer.writeFrame(1, nanos, frame.keyframe(), frame.data(), frame.offset(), frame.length());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private MatroskaWriter begin(CodedFrame frame) throws IOException {
      TrackDescription track =
          new TrackDescription(
              1, 1, frame.configuration().orElseThrow(), "", TrackDescription.UNDETERMINED);
      SegmentDescription segment = new SegmentDescription("", Instant.EPOCH, "test", Map.of());
      return new MatroskaWriter(new ChannelOutput(channel, 0), segment, List.of(track));
    }

    void finish() throws IOException {
      writer.finish();
    }
  }
}

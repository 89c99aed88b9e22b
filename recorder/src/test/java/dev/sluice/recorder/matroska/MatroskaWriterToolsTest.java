package dev.sluice.recorder.matroska;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.recorder.RecordedSource.Codec;
import dev.sluice.recorder.check.MediaTools;
import dev.sluice.recorder.check.SampleMedia;
import dev.sluice.recorder.check.SampleTrack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What programs of other projects say of finished files. */
@Tag("e2e")
class MatroskaWriterToolsTest {

  private static final int SECONDS = 4;

  @TempDir Path directory;

  @BeforeAll
  static void requireTools() {
    MediaTools.requireAll();
  }

  @ParameterizedTest
  @EnumSource(
      value = Codec.class,
      names = {"VP8", "VP9", "H264", "H265", "AV1"})
  void finishedFilesOfVideoAndSoundAreSoundForAllTools(Codec codec) throws IOException {
    SampleTrack video = SampleMedia.video(directory, codec, "320x180", 30, SECONDS);
    SampleTrack audio = SampleMedia.opus(directory, 2, SECONDS);
    Path file = TestFiles.write(directory, List.of(video, audio));

    MediaTools.assertDecodes(file);
    MediaTools.assertFrames(file, 0, video.frames().size());
    MediaTools.assertFrames(file, 1, audio.frames().size());
    assertEquals(SECONDS, MediaTools.duration(file), 0.1);
    MediaTools.assertIdentifies(file);
    MediaTools.assertWalks(file);
    MediaTools.assertRemuxes(file, directory.resolve("copy.mkv"));
    MediaTools.assertConforms(file);
    if (DocType.fitsWebM(codec)) {
      MediaTools.assertIsWebM(file);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Codec.class,
      names = {"VP9", "AV1", "H264"})
  void playersLearnDepthAndColours(Codec codec) throws IOException {
    SampleTrack video = SampleMedia.deepColours(directory, codec);
    Path file = TestFiles.write(directory, List.of(video));

    JsonNode stream = MediaTools.probe(file).path("streams").path(0);
    assertEquals("yuv420p10le", stream.path("pix_fmt").asText());
    assertEquals("bt2020nc", stream.path("color_space").asText());
    MediaTools.assertDecodes(file);
    MediaTools.assertIdentifies(file);
    MediaTools.assertWalks(file);
    MediaTools.assertConforms(file);
    if (DocType.fitsWebM(codec)) {
      MediaTools.assertIsWebM(file);
    }
  }

  @Test
  void picturesThatComeLateDisturbNobody() throws IOException {
    SampleTrack video = SampleMedia.video(directory, Codec.VP8, "320x180", 30, SECONDS);
    SampleTrack audio = SampleMedia.opus(directory, 2, SECONDS);
    List<SampleTrack> tracks = List.of(video, audio);
    List<TestFiles.Arrival> arrivals = new ArrayList<>(TestFiles.inOrder(tracks));
    // Later than the writer waits for, as after losses that took long to be made good.
    arrivals.sort(
        Comparator.comparingLong(
            arrival ->
                arrival.frame().timestampNanos() + (arrival.track() == 1 ? 900_000_000L : 0)));
    Path file = TestFiles.write(directory, arrivals, TestFiles.describe(tracks));

    MediaTools.assertDecodes(file);
    MediaTools.assertFrames(file, 0, video.frames().size());
    MediaTools.assertFrames(file, 1, audio.frames().size());
    MediaTools.assertIdentifies(file);
    MediaTools.assertRemuxes(file, directory.resolve("copy.webm"));
    MediaTools.assertConforms(file);
    MediaTools.assertIsWebM(file);
  }

  @Test
  void playersSeekToAKeyframeByTheIndex() throws IOException {
    SampleTrack video = SampleMedia.video(directory, Codec.VP8, "320x180", 30, SECONDS);
    Path file = TestFiles.write(directory, List.of(video));

    assertEquals(2.0, MediaTools.firstPacketAfterSeek(file, 2.7));
    assertEquals(3.0, MediaTools.firstPacketAfterSeek(file, 3.2));
  }

  @Test
  void aFileOfSoundAloneIsSoundForAllTools() throws IOException {
    SampleTrack audio = SampleMedia.opus(directory, 1, 12);
    Path file = TestFiles.write(directory, List.of(audio));

    MediaTools.assertDecodes(file);
    MediaTools.assertFrames(file, 0, audio.frames().size());
    assertEquals(12, MediaTools.duration(file), 0.1);
    MediaTools.assertIdentifies(file);
    MediaTools.assertConforms(file);
    MediaTools.assertIsWebM(file);
    assertEquals(11.0, MediaTools.firstPacketAfterSeek(file, 11.0), 0.1);
  }
}

package dev.sluice.recorder.matroska;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordedSource.Codec;
import dev.sluice.recorder.check.MediaTools;
import dev.sluice.recorder.check.SampleMedia;
import dev.sluice.recorder.check.SampleTrack;
import dev.sluice.recorder.matroska.RepairResult.Repaired;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What programs of other projects say of files whose writer died, before and after the repair. */
@Tag("e2e")
class MatroskaLiveToolsTest {

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
  void aFileThatIsStillWrittenPlays(Codec codec) throws IOException {
    SampleTrack video = SampleMedia.video(directory, codec, "320x180", 30, SECONDS);
    SampleTrack audio = SampleMedia.opus(directory, 2, SECONDS);
    Path file = TestFiles.writeWithoutFinish(directory, List.of(video, audio));

    MediaTools.assertDecodes(file);
    MediaTools.assertFrames(file, 0, video.frames().size());
    MediaTools.assertFrames(file, 1, audio.frames().size());
    MediaTools.assertIdentifies(file);
    MediaTools.assertWalks(file);
    MediaTools.assertConforms(file);
    if (DocType.fitsWebM(codec)) {
      MediaTools.assertIsWebM(file);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Codec.class,
      names = {"VP8", "VP9", "H264", "H265", "AV1"})
  void aFileThatWasCutInAFrameIsSoundOnceItIsRepaired(Codec codec) throws IOException {
    SampleTrack video = SampleMedia.video(directory, codec, "320x180", 30, SECONDS);
    SampleTrack audio = SampleMedia.opus(directory, 2, SECONDS);
    Path file = TestFiles.writeWithoutFinish(directory, List.of(video, audio));
    byte[] content = Files.readAllBytes(file);
    int cut = content.length * 4 / 5;
    Files.write(file, Arrays.copyOf(content, cut));

    Repaired repaired = assertInstanceOf(Repaired.class, MatroskaRepair.repair(file));
    MatroskaSummary summary = repaired.summary();
    TrackSummary pictures = summary.tracks().get(0);
    TrackSummary sound = summary.tracks().get(1);
    assertTrue(pictures.frames() > video.frames().size() / 2);
    assertEquals(pictures.endNanos() / 1e9, (double) pictures.keyframes(), 1);
    MediaTools.assertDecodes(file);
    MediaTools.assertFrames(file, 0, (int) pictures.frames());
    MediaTools.assertFrames(file, 1, (int) sound.frames());
    assertEquals(summary.durationNanos() / 1e9, MediaTools.duration(file), 0.001);
    assertEquals(pictures.frames() / 30.0, summary.durationNanos() / 1e9, 0.1);
    MediaTools.assertIdentifies(file);
    MediaTools.assertWalks(file);
    MediaTools.assertRemuxes(file, directory.resolve("copy.mkv"));
    MediaTools.assertConforms(file);
    if (DocType.fitsWebM(codec)) {
      MediaTools.assertIsWebM(file);
    }
  }
}

package dev.sluice.server.e2e.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.server.e2e.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The checks themselves, on files whose faults are known. */
@Tag("e2e")
@Tag("beside")
class RecordingCheckTest {

  /** What FFmpeg's muxer is off by: the 312 samples that Opus looks ahead, and a rounding. */
  private static final double TOLERANCE_MILLIS = 8;

  @TempDir private Path directory;

  private Path clapFile(double soundDelaySeconds) throws IOException {
    Path file = directory.resolve("claps.webm");
    List<String> command = new ArrayList<>(List.of(Tools.require("ffmpeg").toString()));
    command.addAll(List.of("-nostdin", "-v", "error", "-y"));
    command.addAll(ClapPattern.inputs(soundDelaySeconds));
    command.addAll(List.of("-t", "4", "-c:v", "libvpx", "-deadline", "realtime"));
    command.addAll(List.of("-c:a", "libopus", "-ac", "2", file.toString()));
    Tools.run(command.toArray(String[]::new));
    return file;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.06, 0.2})
  void measuresHowLateTheSoundIs(double delaySeconds) throws IOException {
    Path file = clapFile(delaySeconds);
    RecordedFile recorded = RecordingCheck.passesEveryTool(file);
    assertEquals(4, recorded.seconds(), 0.05);
    assertEquals(100, recorded.video().orElseThrow().frames());
    Claps claps = Claps.of(file);
    assertEquals(3, claps.offsetsMillis().size(), claps.toString());
    assertEquals(delaySeconds * 1000, claps.medianOffsetMillis(), TOLERANCE_MILLIS);
  }

  @Test
  void refusesAFrameThatCannotBeDecoded() throws IOException {
    Path file = clapFile(0);
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 4000, (byte) 0xff);
    Files.write(file, bytes);
    assertThrows(AssertionError.class, () -> RecordingCheck.decodesWhole(file));
  }

  @Test
  void refusesAFileThatBreaksOff() throws IOException {
    Path file = clapFile(0);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length * 2 / 3));
    assertThrows(AssertionError.class, () -> RecordingCheck.passesEveryTool(file));
  }
}

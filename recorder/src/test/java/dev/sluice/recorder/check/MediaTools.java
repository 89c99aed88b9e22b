package dev.sluice.recorder.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** Asks programs of other projects whether a file is sound. What is missing skips the test. */
public final class MediaTools {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long COMMAND_SECONDS = 120;

  private MediaTools() {}

  /** Skips the test, audibly, unless all that judges Matroska files is here. */
  public static void requireAll() {
    for (String tool :
        List.of("ffmpeg", "ffprobe", "mkvmerge", "mkvinfo", "webm_info", "mediaconch")) {
      require(tool);
    }
  }

  /** Skips the test, audibly, unless the program is here. */
  public static void require(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin");
    if (Stream.of(path.split(":"))
        .noneMatch(directory -> Files.isExecutable(Path.of(directory, program)))) {
      String message = "SKIPPED: this test needs the program " + program;
      System.err.println(message);
      throw new TestAbortedException(message);
    }
  }

  /** What a program did. */
  public record Outcome(int exit, String output, String errors) {}

  /** Runs a command to its end. */
  public static Outcome run(String... command) {
    try {
      Path errors = Files.createTempFile("errors", ".txt");
      Process process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectError(errors.toFile())
              .start();
      try {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
          throw new IOException(String.join(" ", command) + " does not end");
        }
        return new Outcome(process.exitValue(), output, Files.readString(errors));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      } finally {
        process.destroyForcibly();
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String runWell(String... command) {
    Outcome outcome = run(command);
    assertEquals(
        0,
        outcome.exit(),
        () -> String.join(" ", command) + "\n" + outcome.output() + outcome.errors());
    return outcome.output();
  }

  /** Decodes every frame of every stream; the decoders must have nothing to say. */
  public static void assertDecodes(Path file) {
    Outcome outcome =
        run(
            "ffmpeg",
            "-nostdin",
            "-v",
            "error",
            "-xerror",
            "-err_detect",
            "explode",
            "-i",
            file.toString(),
            "-map",
            "0",
            "-f",
            "null",
            "-");
    assertEquals("", outcome.errors(), "ffmpeg on " + file);
    assertEquals(0, outcome.exit());
  }

  /** What ffprobe says of the file as a whole and of its streams, with their frames counted. */
  public static JsonNode probe(Path file) {
    return json(
        runWell(
            "ffprobe",
            "-v",
            "error",
            "-count_frames",
            "-count_packets",
            "-show_format",
            "-show_streams",
            "-of",
            "json",
            file.toString()));
  }

  /** Asserts what ffprobe counts when it decodes. */
  public static void assertFrames(Path file, int stream, int frames) {
    JsonNode found = probe(file).path("streams").path(stream);
    assertEquals(frames, found.path("nb_read_frames").asInt(), () -> "frames: " + found);
    assertEquals(frames, found.path("nb_read_packets").asInt(), () -> "packets: " + found);
  }

  /** The time in seconds of the first packet that FFmpeg finds when it seeks to a time. */
  public static double firstPacketAfterSeek(Path file, double seconds) {
    JsonNode packets =
        json(
            runWell(
                "ffprobe",
                "-v",
                "error",
                "-read_intervals",
                seconds + "%+#1",
                "-show_packets",
                "-of",
                "json",
                file.toString()));
    return packets.path("packets").path(0).path("pts_time").asDouble();
  }

  /** The duration that the file states, in seconds. */
  public static double duration(Path file) {
    return probe(file).path("format").path("duration").asDouble();
  }

  /** MKVToolNix takes the file for one of its own kind and has no warning. */
  public static JsonNode assertIdentifies(Path file) {
    JsonNode answer = json(runWell("mkvmerge", "-J", file.toString()));
    assertTrue(answer.path("container").path("recognized").asBoolean(), answer::toPrettyString);
    assertTrue(answer.path("container").path("supported").asBoolean(), answer::toPrettyString);
    assertTrue(answer.path("errors").isEmpty(), answer::toPrettyString);
    assertTrue(answer.path("warnings").isEmpty(), answer::toPrettyString);
    return answer;
  }

  /** MKVToolNix can copy the file block by block and has nothing to mend. */
  public static void assertRemuxes(Path file, Path copy) {
    String output = runWell("mkvmerge", "-o", copy.toString(), file.toString());
    assertFalse(output.contains("Warning"), output);
    assertFalse(output.contains("Error"), output);
  }

  /** mkvinfo walks through all elements, and knows them all. */
  public static String assertWalks(Path file) {
    String output = runWell("mkvinfo", "-a", "-v", file.toString());
    assertFalse(output.contains("Unknown element"), output);
    assertFalse(output.contains("Error"), output);
    return output;
  }

  /** libwebm reads the whole file. */
  public static String assertIsWebM(Path file) {
    return runWell("webm_info", "-all", "-i", file.toString());
  }

  /** MediaConch's implementation checks of Matroska: none fails. */
  public static void assertConforms(Path file) {
    String output = runWell("mediaconch", "-mc", "-fx", file.toString());
    List<String> failed = new ArrayList<>();
    for (String line : output.lines().toList()) {
      if (line.contains("outcome=\"fail\"")) {
        failed.add(line.strip());
      }
    }
    assertEquals(List.of(), failed, output);
    assertTrue(output.contains("outcome=\"pass\""), output);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.sluice.server.e2e.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Shows a recorded file to every program that has an opinion on such files. */
final class RecordingCheck {

  private RecordingCheck() {}

  /** Fails unless all are content: with what a finished file is. */
  static RecordedFile passesEveryTool(Path file) {
    RecordedFile recorded = decodesWhole(file);
    // each is a program of its own, and most have one thread
    Stream.<Runnable>of(
            () -> MediaTools.mediaconch(file),
            () -> MediaTools.seeks(file, recorded.seconds() / 2),
            () -> hasDuration(file),
            () -> hasCues(file),
            () -> isWebm(file))
        .parallel()
        .forEach(Runnable::run);
    return recorded;
  }

  private static void hasDuration(Path file) {
    JsonNode merged = MediaTools.mkvmerge(file);
    assertTrue(merged.at("/container/properties/duration").asLong() > 0, "no duration: " + merged);
  }

  private static void hasCues(Path file) {
    String elements = MediaTools.mkvinfo(file);
    assertTrue(elements.contains("Cues"), "no cues: " + elements);
  }

  private static void isWebm(Path file) {
    if (file.toString().endsWith(".webm")) {
      MediaTools.webmInfo(file);
    }
  }

  /** Fails unless FFmpeg decodes every frame that is in a file, finished or not. */
  static RecordedFile decodesWhole(Path file) {
    MediaTools.decodes(file);
    JsonNode said = MediaTools.probe(file);
    RecordedFile recorded =
        new RecordedFile(
            file,
            said.at("/format/duration").asDouble(),
            stream(file, said, "video"),
            stream(file, said, "audio"));
    recorded.video().ifPresent(RecordingCheck::assertAllDecoded);
    recorded.audio().ifPresent(RecordingCheck::assertAllDecoded);
    assertTrue(recorded.video().isPresent() || recorded.audio().isPresent(), "nothing in " + file);
    return recorded;
  }

  private static Optional<RecordedFile.Stream> stream(Path file, JsonNode said, String kind) {
    for (JsonNode stream : said.get("streams")) {
      if (stream.get("codec_type").asText().equals(kind)) {
        return Optional.of(
            new RecordedFile.Stream(
                stream.get("codec_name").asText(),
                stream.path("nb_read_frames").asInt(),
                stream.path("nb_read_packets").asInt(),
                seconds(MediaTools.packets(file, kind.charAt(0) + ":0")),
                stream.path("width").asInt(),
                stream.path("height").asInt()));
      }
    }
    return Optional.empty();
  }

  /** The last frame is shown as long as the others on average. */
  private static double seconds(List<MediaTools.Packet> packets) {
    int count = packets.size();
    double between = packets.get(count - 1).seconds() - packets.get(0).seconds();
    return count == 1 ? 0 : between * count / (count - 1);
  }

  private static void assertAllDecoded(RecordedFile.Stream stream) {
    assertEquals(stream.packets(), stream.frames(), "every frame is decoded: " + stream);
  }
}

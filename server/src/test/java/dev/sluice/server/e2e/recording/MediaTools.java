package dev.sluice.server.e2e.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.server.e2e.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Programs that read media files, none of them ours. One that is missing skips the test. */
final class MediaTools {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern FAILURES =
      Pattern.compile("<implementationChecks[^>]* fail_count=\"(\\d+)\"");

  private MediaTools() {}

  /**
   * A coded frame as it lies in a file.
   *
   * @param crc of its bytes, CRC-32, eight hexadecimal digits
   */
  record Packet(double seconds, boolean keyframe, int bytes, String crc) {}

  /** What a program printed; it must succeed. */
  private static String run(String program, Object... arguments) {
    List<String> command = new ArrayList<>(List.of(Tools.require(program).toString()));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    try {
      return Tools.run(command.toArray(String[]::new));
    } catch (IOException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /** What a program said in JSON, and nothing else. */
  private static JsonNode json(String program, Object... arguments) {
    String said = run(program, arguments);
    try {
      return JSON.readTree(said);
    } catch (JsonProcessingException e) {
      throw new AssertionError(program + " complains: " + said, e);
    }
  }

  /** What FFmpeg thinks of a file's streams after it decoded all of them. */
  static JsonNode probe(Path file) {
    return json(
        "ffprobe",
        "-v",
        "error",
        "-count_frames",
        "-count_packets",
        "-show_streams",
        "-show_format",
        "-of",
        "json",
        file);
  }

  /**
   * All frames of one stream.
   *
   * @param stream as FFmpeg names them, such as {@code v:0}
   */
  static List<Packet> packets(Path file, String stream) {
    JsonNode said =
        json(
            "ffprobe",
            "-v",
            "error",
            "-select_streams",
            stream,
            "-show_packets",
            "-show_data_hash",
            "CRC32",
            "-of",
            "json",
            file);
    List<Packet> packets = new ArrayList<>();
    for (JsonNode packet : said.get("packets")) {
      packets.add(
          new Packet(
              packet.path("pts_time").asDouble(),
              packet.path("flags").asText().contains("K"),
              packet.path("size").asInt(),
              packet.path("data_hash").asText().replace("CRC32:", "")));
    }
    return packets;
  }

  /** What a filter of FFmpeg that prints its measurements said of one stream. */
  static String measure(Path file, String stream, String kind, String filter) {
    return run(
        "ffmpeg",
        "-nostdin",
        "-v",
        "error",
        "-copyts",
        "-i",
        file,
        "-map",
        "0:" + stream,
        "-" + kind,
        filter,
        "-fps_mode",
        "passthrough",
        "-f",
        "null",
        "-");
  }

  /** FFmpeg decodes every frame, and stops at the first it does not like. */
  static void decodes(Path file) {
    silent("ffmpeg decodes " + file, decode(List.of("-xerror", "-i", file.toString())));
  }

  /**
   * FFmpeg decodes what is there of a file that nobody finished, and dislikes only its sudden end.
   */
  static void decodesToItsEnd(Path file) {
    silent(
        "ffmpeg decodes " + file,
        decode(List.of("-i", file.toString()))
            .lines()
            .filter(line -> !line.contains("File ended prematurely"))
            .collect(Collectors.joining("\n")));
  }

  /** FFmpeg jumps to a time and decodes from there. */
  static void seeks(Path file, double seconds) {
    silent(
        "ffmpeg seeks in " + file,
        decode(List.of("-xerror", "-ss", Double.toString(seconds), "-i", file.toString())));
  }

  /** What FFmpeg complains of when it decodes; it keeps the times of frames as they are. */
  private static String decode(List<String> input) {
    List<Object> arguments = new ArrayList<>(List.of("-nostdin", "-v", "error"));
    arguments.addAll(input);
    arguments.addAll(List.of("-map", "0", "-fps_mode", "passthrough", "-enc_time_base", "-1"));
    arguments.addAll(List.of("-f", "null", "-"));
    return run("ffmpeg", arguments.toArray());
  }

  private static void silent(String what, String said) {
    if (!said.isBlank()) {
      throw new AssertionError(what + ": " + said);
    }
  }

  /** mkvmerge identifies the file and copies all of it, without a warning. */
  static JsonNode mkvmerge(Path file) {
    JsonNode said = json("mkvmerge", "-J", file);
    if (!said.get("errors").isEmpty() || !said.get("warnings").isEmpty()) {
      throw new AssertionError(
          "mkvmerge: %s %s".formatted(said.get("errors"), said.get("warnings")));
    }
    Path copy = temporary();
    try {
      silent("mkvmerge copies " + file, run("mkvmerge", "--quiet", "-o", copy, file));
    } finally {
      delete(copy);
    }
    return said;
  }

  private static Path temporary() {
    try {
      return Files.createTempFile("sluice-copy-", ".mkv");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The elements of the file, as mkvinfo lists them to its end. */
  static String mkvinfo(Path file) {
    String said = run("mkvinfo", "-a", file);
    if (said.contains("unknown") || said.contains("(MATROSKA_ERROR)")) {
      throw new AssertionError("mkvinfo finds something unknown: " + said);
    }
    return said;
  }

  static String webmInfo(Path file) {
    return run("webm_info", "-all", "-i", file);
  }

  /** MediaConch finds nothing that the Matroska and EBML specifications forbid. */
  static void mediaconch(Path file) {
    String report = run("mediaconch", "-mc", "-fx", file);
    Matcher failures = FAILURES.matcher(report);
    if (!failures.find() || !failures.group(1).equals("0")) {
      throw new AssertionError("MediaConch: " + report);
    }
  }
}

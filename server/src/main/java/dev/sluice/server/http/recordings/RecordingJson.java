package dev.sluice.server.http.recordings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.recorder.library.Manifest;
import dev.sluice.recorder.library.ManifestJson;
import dev.sluice.recorder.library.RecordingSummary;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Recordings and their files as the API describes them. */
final class RecordingJson {

  /** How many people the list names of a recording. */
  private static final int MAX_PARTICIPANTS = 50;

  /** RFC 3339 in whole seconds, as go-live has it. */
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private RecordingJson() {}

  /**
   * One file of the list. The first four fields are go-live's.
   *
   * @param bytes as long as it is now
   * @param modified when it changed last
   */
  static Map<String, Object> file(
      RecordingSummary recording, RecordingSummary.File file, long bytes, Instant modified) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name(recording, file.name()));
    json.put("size", bytes);
    json.put("modTime", seconds(modified));
    json.put("url", url(recording, file.name()));
    json.put("recording", recording.id().value());
    json.put("room", recording.room());
    json.put("file", file.name());
    json.put("participant", file.participant());
    json.put("participantName", file.participantName());
    json.put("state", ManifestJson.word(recording.status()));
    json.put("fileState", ManifestJson.word(file.state()));
    json.put("start", ManifestJson.time(start(recording, file)));
    json.put("durationMillis", file.durationMillis());
    json.put("contentType", MediaType.of(file));
    json.put("codecs", file.codecs().stream().map(ManifestJson::word).toList());
    json.put("local", file.local());
    json.put("remote", file.remote());
    return json;
  }

  /** A time as go-live writes it. */
  static String seconds(Instant time) {
    return SECONDS.format(time);
  }

  /** When a file that is whole was written last: when its media ends. */
  static Instant end(RecordingSummary recording, RecordingSummary.File file) {
    return start(recording, file).plus(Duration.ofMillis(file.durationMillis()));
  }

  private static Instant start(RecordingSummary recording, RecordingSummary.File file) {
    return recording.start().plus(Duration.ofMillis(file.offsetMillis()));
  }

  /** One recording of the list. */
  static Map<String, Object> recording(RecordingSummary recording) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", recording.id().value());
    json.put("room", recording.room());
    json.put("state", ManifestJson.word(recording.status()));
    recording.stopReason().ifPresent(reason -> json.put("stopReason", ManifestJson.word(reason)));
    json.put("mode", ManifestJson.word(recording.mode()));
    json.put("startedBy", recording.startedBy());
    json.put("start", ManifestJson.time(recording.start()));
    if (recording.settled()) {
      json.put("end", ManifestJson.time(recording.end()));
    }
    json.put("durationMillis", recording.durationMillis());
    json.put("files", recording.files().size());
    json.put("bytes", recording.bytes());
    json.put("participants", participants(recording));
    json.put("local", recording.files().stream().anyMatch(RecordingSummary.File::local));
    json.put("remote", recording.files().stream().anyMatch(RecordingSummary.File::remote));
    json.put("url", "/api/records/" + recording.id());
    return json;
  }

  private static List<Map<String, String>> participants(RecordingSummary recording) {
    return recording.files().stream()
        .map(file -> Map.of("id", file.participant(), "name", file.participantName()))
        .distinct()
        .limit(MAX_PARTICIPANTS)
        .toList();
  }

  /** The whole manifest, with what it takes to play the files. */
  static ObjectNode details(RecordingSummary recording, Manifest manifest) {
    ObjectNode json = ManifestJson.tree(manifest);
    json.put("state", ManifestJson.word(recording.status()));
    for (JsonNode node : json.get("files")) {
      ObjectNode file = (ObjectNode) node;
      String name = file.get("name").textValue();
      file.put("url", url(recording, name));
      recording
          .file(name)
          .ifPresent(
              known -> {
                file.put("contentType", MediaType.of(known));
                file.put("local", known.local());
                file.put("remote", known.remote());
              });
    }
    return json;
  }

  static String url(RecordingSummary recording, String file) {
    return "/records/" + name(recording, file);
  }

  private static String name(RecordingSummary recording, String file) {
    return recording.roomFolder() + "/" + recording.id() + "/" + file;
  }
}

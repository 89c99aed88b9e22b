package dev.sluice.recorder.library;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.recorder.RecorderEvent.PacketDropReason;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.TreeMap;

/**
 * Manifests as JSON. Times are ISO 8601 in UTC with milliseconds, what ends in {@code Millis} is a
 * duration or an offset in whole milliseconds, constants are written in small letters. A reader
 * skips fields it does not know.
 */
public final class ManifestJson {

  /** A longer document is not read. */
  public static final int MAX_BYTES = 32 << 20;

  static final ObjectMapper MAPPER = new ObjectMapper();

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private ManifestJson() {}

  /**
   * The document, UTF-8. When it would be longer than one may be that is read again, it lists no
   * gaps, and says how many it leaves out.
   */
  public static byte[] encode(Manifest manifest) {
    return encode(manifest, MAX_BYTES);
  }

  static byte[] encode(Manifest manifest, int maxBytes) {
    byte[] document = document(manifest);
    return document.length <= maxBytes ? document : document(withoutGaps(manifest));
  }

  private static byte[] document(Manifest manifest) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree(manifest));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON can be written", e);
    }
  }

  private static Manifest withoutGaps(Manifest manifest) {
    return manifest.withFiles(
        manifest.files().stream()
            .map(
                file ->
                    file.withTracks(
                        file.tracks().stream().map(ManifestTrack::withoutGaps).toList()))
            .toList());
  }

  /**
   * Reads a document.
   *
   * @throws ManifestException when it is none, or says what cannot be
   */
  public static Manifest decode(byte[] document) throws ManifestException {
    JsonNode tree;
    try {
      tree = MAPPER.readTree(document);
    } catch (IOException e) {
      throw new ManifestException("not JSON", e);
    }
    return ManifestReader.manifest(tree);
  }

  /** An instant as manifests write it. */
  public static String time(Instant instant) {
    return TIME.format(instant);
  }

  /** A constant as manifests write it. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The document as a tree, for who adds something to it. */
  public static ObjectNode tree(Manifest manifest) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("version", Manifest.VERSION);
    json.put("id", manifest.id().value());
    json.put("room", manifest.room());
    json.put("mode", word(manifest.mode()));
    json.put("startedBy", manifest.startedBy());
    json.put("state", word(manifest.state()));
    manifest.stopReason().ifPresent(reason -> json.put("stopReason", word(reason)));
    json.put("start", time(manifest.start()));
    if (manifest.state() != Manifest.State.RECORDING) {
      json.put("end", time(manifest.end()));
    }
    json.put("durationMillis", manifest.durationMillis());
    manifest.keepUntil().ifPresent(time -> json.put("keepUntil", time(time)));
    ArrayNode files = json.putArray("files");
    manifest.files().forEach(file -> files.add(tree(manifest.start(), file)));
    return json;
  }

  private static ObjectNode tree(Instant start, ManifestFile file) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("name", file.name());
    json.put("participant", file.participant());
    json.put("participantName", file.participantName());
    json.put("state", word(file.state()));
    json.put("start", time(start.plus(Duration.ofMillis(file.offsetMillis()))));
    json.put("offsetMillis", file.offsetMillis());
    json.put("durationMillis", file.durationMillis());
    json.put("bytes", file.bytes());
    file.sha256().ifPresent(digest -> json.put("sha256", digest));
    ArrayNode tracks = json.putArray("tracks");
    file.tracks().forEach(track -> tracks.add(tree(track)));
    file.upload().ifPresent(upload -> json.set("upload", tree(upload)));
    file.localDeletedAt().ifPresent(at -> json.put("localDeletedAt", time(at)));
    if (!file.note().isEmpty()) {
      json.put("note", file.note());
    }
    return json;
  }

  private static ObjectNode tree(ManifestUpload upload) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("state", "verified");
    json.put("key", upload.key());
    json.put("etag", upload.etag());
    json.put("verifiedAt", time(upload.verifiedAt()));
    return json;
  }

  private static ObjectNode tree(ManifestTrack track) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("number", track.number());
    json.put("track", track.track());
    json.put("kind", word(track.kind()));
    json.put("source", word(track.source()));
    json.put("label", track.label());
    ManifestTrack.Format format = track.format();
    json.put("codec", word(format.codec()));
    if (!format.rid().isEmpty()) {
      json.put("rid", format.rid());
    }
    putUnlessZero(json, "width", format.width());
    putUnlessZero(json, "height", format.height());
    putUnlessZero(json, "sampleRate", format.sampleRate());
    putUnlessZero(json, "channels", format.channels());
    ManifestTrack.Counts counts = track.counts();
    json.put("frames", counts.frames());
    json.put("keyframes", counts.keyframes());
    json.put("packets", counts.packets());
    json.put("packetsLost", counts.lost());
    ObjectNode dropped = json.putObject("packetsDropped");
    new TreeMap<PacketDropReason, Long>(counts.dropped())
        .forEach((reason, packets) -> dropped.put(word(reason), packets));
    ArrayNode gaps = json.putArray("gaps");
    for (ManifestGap gap : track.gaps()) {
      gaps.addObject()
          .put("offsetMillis", gap.offsetMillis())
          .put("durationMillis", gap.durationMillis())
          .put("reason", word(gap.reason()));
    }
    if (track.gapsLeftOut() > 0) {
      json.put("gapsLeftOut", track.gapsLeftOut());
    }
    json.put("clockBasis", word(track.clockBasis()));
    track.firstCaptureMillis().ifPresent(at -> json.put("firstCaptureMillis", at));
    return json;
  }

  private static void putUnlessZero(ObjectNode json, String name, int value) {
    if (value != 0) {
      json.put(name, value);
    }
  }
}

package dev.sluice.recorder.library;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.recorder.RecordedSource.Codec;
import dev.sluice.recorder.RecordedTrack.Kind;
import dev.sluice.recorder.RecordedTrack.Source;
import dev.sluice.recorder.RecorderEvent.GapReason;
import dev.sluice.recorder.RecorderEvent.PacketDropReason;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.RecordingSink.ClockBasis;
import dev.sluice.recorder.StopReason;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes manifests out of trees of JSON that anybody may have written. */
final class ManifestReader {

  private ManifestReader() {}

  static Manifest manifest(JsonNode json) throws ManifestException {
    if (json == null || !json.isObject()) {
      throw new ManifestException("not a JSON object");
    }
    long version = number(json, "version");
    if (version != Manifest.VERSION) {
      throw new ManifestException("version " + version + " is not known here", version);
    }
    Optional<StopReason> stopReason =
        json.has("stopReason")
            ? Optional.of(constant(json, "stopReason", StopReason.class))
            : Optional.empty();
    try {
      return new Manifest(
          new RecordingId(text(json, "id")),
          text(json, "room"),
          constant(json, "mode", RecordingMode.class),
          text(json, "startedBy"),
          constant(json, "state", Manifest.State.class),
          stopReason,
          time(json, "start"),
          number(json, "durationMillis"),
          files(array(json, "files")),
          optionalTime(json, "keepUntil"));
    } catch (IllegalArgumentException e) {
      throw new ManifestException(e.getMessage(), e);
    }
  }

  private static List<ManifestFile> files(JsonNode array) throws ManifestException {
    List<ManifestFile> files = new ArrayList<>();
    for (JsonNode json : array) {
      files.add(file(json));
    }
    return files;
  }

  private static ManifestFile file(JsonNode json) throws ManifestException {
    List<ManifestTrack> tracks = new ArrayList<>();
    for (JsonNode track : array(json, "tracks")) {
      tracks.add(track(track));
    }
    Optional<ManifestUpload> upload =
        json.has("upload") ? Optional.of(upload(json.get("upload"))) : Optional.empty();
    return new ManifestFile(
        text(json, "name"),
        text(json, "participant"),
        text(json, "participantName"),
        constant(json, "state", ManifestFile.State.class),
        number(json, "offsetMillis"),
        number(json, "durationMillis"),
        number(json, "bytes"),
        json.has("sha256") ? Optional.of(text(json, "sha256")) : Optional.empty(),
        tracks,
        upload,
        optionalTime(json, "localDeletedAt"),
        json.has("note") ? text(json, "note") : "");
  }

  private static ManifestUpload upload(JsonNode json) throws ManifestException {
    return new ManifestUpload(text(json, "key"), text(json, "etag"), time(json, "verifiedAt"));
  }

  private static ManifestTrack track(JsonNode json) throws ManifestException {
    List<ManifestGap> gaps = new ArrayList<>();
    for (JsonNode gap : array(json, "gaps")) {
      gaps.add(
          new ManifestGap(
              number(gap, "offsetMillis"),
              number(gap, "durationMillis"),
              constant(gap, "reason", GapReason.class)));
    }
    return new ManifestTrack(
        small(json, "number"),
        text(json, "track"),
        constant(json, "kind", Kind.class),
        constant(json, "source", Source.class),
        text(json, "label"),
        new ManifestTrack.Format(
            constant(json, "codec", Codec.class),
            json.has("rid") ? text(json, "rid") : "",
            json.has("width") ? small(json, "width") : 0,
            json.has("height") ? small(json, "height") : 0,
            json.has("sampleRate") ? small(json, "sampleRate") : 0,
            json.has("channels") ? small(json, "channels") : 0),
        counts(json),
        gaps,
        json.has("gapsLeftOut") ? number(json, "gapsLeftOut") : 0,
        constant(json, "clockBasis", ClockBasis.class),
        json.has("firstCaptureMillis")
            ? OptionalLong.of(number(json, "firstCaptureMillis"))
            : OptionalLong.empty());
  }

  private static ManifestTrack.Counts counts(JsonNode json) throws ManifestException {
    Map<PacketDropReason, Long> dropped = new EnumMap<>(PacketDropReason.class);
    JsonNode reasons = json.path("packetsDropped");
    for (Iterator<String> names = reasons.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      dropped.put(constant(name, PacketDropReason.class), number(reasons, name));
    }
    return new ManifestTrack.Counts(
        number(json, "frames"),
        number(json, "keyframes"),
        number(json, "packets"),
        number(json, "packetsLost"),
        dropped);
  }

  private static String text(JsonNode json, String name) throws ManifestException {
    JsonNode value = json.path(name);
    if (!value.isTextual()) {
      throw new ManifestException(name + " is no text");
    }
    return value.textValue();
  }

  private static long number(JsonNode json, String name) throws ManifestException {
    JsonNode value = json.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new ManifestException(name + " is no whole number");
    }
    return value.longValue();
  }

  private static int small(JsonNode json, String name) throws ManifestException {
    long value = number(json, name);
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new ManifestException(name + " is out of range");
    }
    return (int) value;
  }

  private static JsonNode array(JsonNode json, String name) throws ManifestException {
    JsonNode value = json.path(name);
    if (!value.isArray()) {
      throw new ManifestException(name + " is no list");
    }
    return value;
  }

  private static Instant time(JsonNode json, String name) throws ManifestException {
    try {
      return Instant.ofEpochMilli(Instant.parse(text(json, name)).toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      throw new ManifestException(name + " is no time", e);
    }
  }

  private static Optional<Instant> optionalTime(JsonNode json, String name)
      throws ManifestException {
    return json.has(name) ? Optional.of(time(json, name)) : Optional.empty();
  }

  private static <E extends Enum<E>> E constant(JsonNode json, String name, Class<E> type)
      throws ManifestException {
    return constant(text(json, name), type);
  }

  private static <E extends Enum<E>> E constant(String word, Class<E> type)
      throws ManifestException {
    try {
      return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new ManifestException(
          "no " + type.getSimpleName() + " is called so: " + SafeNames.clean(word, 40), e);
    }
  }
}

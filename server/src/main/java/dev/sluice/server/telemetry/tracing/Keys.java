package dev.sluice.server.telemetry.tracing;

import io.opentelemetry.api.common.AttributeKey;
import java.util.Locale;

/** The names of attributes, and how values are written. */
final class Keys {

  static final AttributeKey<String> RECORDING = AttributeKey.stringKey("sluice.recording.id");
  static final AttributeKey<String> ROOM = AttributeKey.stringKey("sluice.room");
  static final AttributeKey<String> PROTOCOL = AttributeKey.stringKey("sluice.protocol");
  static final AttributeKey<String> SESSION = AttributeKey.stringKey("sluice.session");
  static final AttributeKey<String> CLIENT = AttributeKey.stringKey("sluice.client");
  static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("sluice.join.outcome");
  static final AttributeKey<String> MODE = AttributeKey.stringKey("sluice.recording.mode");
  static final AttributeKey<String> STARTED_BY =
      AttributeKey.stringKey("sluice.recording.started_by");
  static final AttributeKey<String> STOP_REASON =
      AttributeKey.stringKey("sluice.recording.stop_reason");
  static final AttributeKey<Long> FILES = AttributeKey.longKey("sluice.recording.files");
  static final AttributeKey<String> FILE = AttributeKey.stringKey("sluice.file");
  static final AttributeKey<String> PARTICIPANT = AttributeKey.stringKey("sluice.participant");
  static final AttributeKey<String> TRACK = AttributeKey.stringKey("sluice.track");
  static final AttributeKey<Long> BYTES = AttributeKey.longKey("sluice.bytes");
  static final AttributeKey<Long> GAPS = AttributeKey.longKey("sluice.gaps");
  static final AttributeKey<Long> PACKETS_DROPPED = AttributeKey.longKey("sluice.packets_dropped");
  static final AttributeKey<Double> MEDIA_SECONDS =
      AttributeKey.doubleKey("sluice.media.duration_seconds");
  static final AttributeKey<Boolean> UNFINISHED = AttributeKey.booleanKey("sluice.unfinished");
  static final AttributeKey<String> REASON = AttributeKey.stringKey("reason");
  static final AttributeKey<Long> PACKETS = AttributeKey.longKey("packets");
  static final AttributeKey<Double> DURATION = AttributeKey.doubleKey("duration_seconds");
  static final AttributeKey<Long> FREE_BYTES = AttributeKey.longKey("free_bytes");
  static final AttributeKey<String> DETAIL = AttributeKey.stringKey("detail");
  static final AttributeKey<String> KEY = AttributeKey.stringKey("sluice.upload.key");
  static final AttributeKey<Long> FAILED_TRIES = AttributeKey.longKey("sluice.upload.failed_tries");
  static final AttributeKey<Double> RETRY = AttributeKey.doubleKey("retry_seconds");

  private static final double NANOS_PER_SECOND = 1e9;

  private Keys() {}

  static double seconds(long nanos) {
    return nanos / NANOS_PER_SECOND;
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}

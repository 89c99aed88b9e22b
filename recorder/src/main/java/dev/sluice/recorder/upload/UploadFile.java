package dev.sluice.recorder.upload;

import dev.sluice.recorder.RecordingId;
import java.nio.file.Path;

/**
 * A file that is to be in the store.
 *
 * @param recording whose it is
 * @param name where it is below the recordings' directory, with slashes: {@code ROOM/ID/FILE}; its
 *     key in the store, but for the prefix
 * @param path where it is on this machine
 * @param sinceMillis when it was begun, in milliseconds since 1970: older ones go first
 */
public record UploadFile(RecordingId recording, String name, Path path, long sinceMillis) {

  /** What it is, for the store and for browsers. */
  String contentType() {
    if (name.endsWith(".webm")) {
      return "video/webm";
    }
    if (name.endsWith(".mkv")) {
      return "video/x-matroska";
    }
    if (name.endsWith(".json")) {
      return "application/json";
    }
    return "application/octet-stream";
  }
}

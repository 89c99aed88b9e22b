package dev.sluice.server.events;

import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecorderEvent.DiskAlarm;
import dev.sluice.recorder.RecorderEvent.DiskRelieved;
import dev.sluice.recorder.RecorderEvent.FileFinished;
import dev.sluice.recorder.RecorderEvent.FileRecovered;
import dev.sluice.recorder.RecorderEvent.RecordingDeleted;
import dev.sluice.recorder.RecorderEvent.RecordingEnded;
import dev.sluice.recorder.RecorderEvent.UploadFailed;
import dev.sluice.recorder.RecorderEvent.UploadFinished;
import dev.sluice.recorder.RecordingId;
import dev.sluice.server.events.EventComposer.Body;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What events say of files, uploads and the disk; of starts and stops the room tells. */
final class RecordingBodies {

  private static final long NANOS_PER_MILLI = 1_000_000L;

  private RecordingBodies() {}

  /** Empty for what is of no interest outside. */
  static Optional<Body> of(RecorderEvent event) {
    Map<String, Object> data = new LinkedHashMap<>();
    recording(event).ifPresent(id -> data.put("recording", id.value()));
    return type(event, data).map(type -> new Body(type, data));
  }

  /** The recording it is about, if it is about one. */
  static Optional<RecordingId> recording(RecorderEvent event) {
    if (event instanceof RecordingEnded ended) {
      return Optional.of(ended.recording());
    } else if (event instanceof FileFinished file) {
      return Optional.of(file.recording());
    } else if (event instanceof FileRecovered file) {
      return Optional.of(file.recording());
    } else if (event instanceof UploadFinished upload) {
      return Optional.of(upload.recording());
    } else if (event instanceof UploadFailed upload) {
      return Optional.of(upload.recording());
    } else if (event instanceof RecordingDeleted deleted) {
      return Optional.of(deleted.recording());
    }
    return Optional.empty();
  }

  private static Optional<EventType> type(RecorderEvent event, Map<String, Object> data) {
    if (event instanceof RecordingEnded ended) {
      data.put("reason", RoomBodies.word(ended.reason()));
      data.put("files", ended.files());
      data.put("bytes", ended.bytes());
      data.put("durationMillis", ended.durationNanos() / NANOS_PER_MILLI);
      return Optional.of(EventType.RECORDING_FINISHED);
    } else if (event instanceof FileFinished file) {
      putFile(data, file.file(), file.bytes(), file.durationNanos());
      return Optional.of(EventType.RECORDING_FILE_READY);
    } else if (event instanceof FileRecovered file) {
      putFile(data, file.file(), file.bytes(), file.durationNanos());
      data.put("recovered", true);
      return Optional.of(EventType.RECORDING_FILE_READY);
    } else if (event instanceof UploadFinished upload) {
      data.put("file", upload.file());
      data.put("key", upload.key());
      data.put("bytes", upload.bytes());
      return Optional.of(EventType.RECORDING_FILE_UPLOADED);
    } else if (event instanceof UploadFailed upload) {
      data.put("file", upload.file());
      data.put("failure", RoomBodies.word(upload.failure()));
      data.put("failures", upload.failures());
      return isPowerOfTen(upload.failures())
          ? Optional.of(EventType.RECORDING_UPLOAD_FAILED)
          : Optional.empty();
    } else if (event instanceof RecordingDeleted deleted) {
      data.put("reason", RoomBodies.word(deleted.reason()));
      data.put("bytes", deleted.bytes());
      return Optional.of(EventType.RECORDING_DELETED);
    } else if (event instanceof DiskAlarm alarm) {
      data.put("freeBytes", alarm.freeBytes());
      data.put("neededBytes", alarm.neededBytes());
      return Optional.of(EventType.RECORDING_DISK_ALARM);
    } else if (event instanceof DiskRelieved relieved) {
      data.put("freeBytes", relieved.freeBytes());
      return Optional.of(EventType.RECORDING_DISK_RELIEVED);
    }
    return Optional.empty();
  }

  private static void putFile(
      Map<String, Object> data, String file, long bytes, long durationNanos) {
    data.put("file", file);
    data.put("bytes", bytes);
    data.put("durationMillis", durationNanos / NANOS_PER_MILLI);
  }

  /** A store that stays away is told of at the first, the 10th, the 100th failure in a row. */
  private static boolean isPowerOfTen(int count) {
    int rest = count;
    while (rest > 1 && rest % 10 == 0) {
      rest /= 10;
    }
    return rest == 1;
  }
}

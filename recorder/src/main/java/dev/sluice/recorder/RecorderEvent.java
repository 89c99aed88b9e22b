package dev.sluice.recorder;

import java.util.Optional;

/**
 * Something that happened in the recorder and that operators may want to know. Paths are relative
 * to the recordings' directory. All times are nanoseconds of the recorder's monotonic clock, all
 * durations nanoseconds.
 */
public sealed interface RecorderEvent {

  /** A recording began. */
  record RecordingStarted(
      RecordingId recording, String room, String startedBy, RecordingMode mode, long atNanos)
      implements RecorderEvent {}

  record RecordingPaused(RecordingId recording, long atNanos) implements RecorderEvent {}

  record RecordingResumed(RecordingId recording, long atNanos) implements RecorderEvent {}

  /** A file was begun. */
  record FileOpened(RecordingId recording, String file, String participant, long atNanos)
      implements RecorderEvent {}

  /** A file was finished: it has its duration and its index. */
  record FileFinished(
      RecordingId recording, String file, long bytes, long durationNanos, long atNanos)
      implements RecorderEvent {}

  /** Media of a track is missing in the file, or was not fit to be written. */
  record MediaGap(
      RecordingId recording, String file, String track, GapReason reason, long durationNanos)
      implements RecorderEvent {}

  /** Packets were dropped before they came to a file; told at most once a second. */
  record PacketsDropped(
      Optional<RecordingId> recording, PacketDropReason reason, long packets, long atNanos)
      implements RecorderEvent {}

  /** All files of a recording are finished, or given up. */
  record RecordingEnded(
      RecordingId recording,
      String room,
      StopReason reason,
      int files,
      long bytes,
      long durationNanos,
      long atNanos)
      implements RecorderEvent {}

  /** A file that a dead server left was made whole. */
  record FileRecovered(RecordingId recording, String file, long bytes, long durationNanos)
      implements RecorderEvent {}

  /** Less space is left than must be, or the disk refuses: recordings end, none begins. */
  record DiskAlarm(long freeBytes, long neededBytes, String detail) implements RecorderEvent {}

  /** Recordings can begin again. */
  record DiskRelieved(long freeBytes) implements RecorderEvent {}

  /** A recording was deleted, or its local files were. */
  record RecordingDeleted(RecordingId recording, DeletionReason reason, long bytes)
      implements RecorderEvent {}

  /** The first part of a file is about to be sent to the store. */
  record UploadStarted(RecordingId recording, String file, String key, long atNanos)
      implements RecorderEvent {}

  /**
   * A request to the store failed.
   *
   * @param failures in a row
   * @param retryNanos after which it is tried again
   */
  record UploadFailed(
      RecordingId recording,
      String file,
      UploadFailure failure,
      String message,
      int failures,
      long retryNanos,
      long atNanos)
      implements RecorderEvent {}

  /** The whole file is in the store, and was verified there. */
  record UploadFinished(
      RecordingId recording, String file, String key, long bytes, long elapsedNanos, long atNanos)
      implements RecorderEvent {}

  /** What is missing in a file, and why. */
  enum GapReason {
    /** Packets were lost between the publisher and the server. */
    LOSS,
    /** The queue to the writer was full. */
    OVERLOAD,
    MUTED,
    PAUSED,
    /** Payloads that are no media of the codec. */
    MALFORMED,
    /** The publisher's timestamps jumped. */
    TIMESTAMP_JUMP
  }

  /** Why packets did not come to a file. */
  enum PacketDropReason {
    QUEUE_FULL,
    /** They came when what follows them was written already. */
    TOO_LATE,
    MALFORMED,
    /** Others of the same frame were lost. */
    INCOMPLETE,
    /** No keyframe had come yet, or none since a frame that they refer to was lost. */
    AWAITING_KEYFRAME,
    /** The recording was over, or the disk full. */
    ENDED
  }

  /** Why something was deleted. */
  enum DeletionReason {
    REQUESTED,
    AGE,
    TOTAL_SIZE,
    FREE_SPACE,
    UPLOADED
  }

  /** What kind of failure a store met us with. */
  enum UploadFailure {
    /** Time, the network, or a 5xx: it may work later. */
    TRANSIENT,
    /** Credentials or rights. */
    REFUSED,
    /** The bucket is missing, or a setting is wrong. */
    MISCONFIGURED,
    /** The store said it took something, and has not got it. */
    UNTRUE
  }
}

package dev.sluice.server.events;

/** The kinds of events, by their stable names. */
public enum EventType {
  ROOM_STARTED("room.started"),
  ROOM_FINISHED("room.finished"),
  PARTICIPANT_JOINED("participant.joined"),
  PARTICIPANT_LEFT("participant.left"),
  PARTICIPANT_CONNECTION("participant.connection"),
  TRACK_PUBLISHED("track.published"),
  TRACK_UNPUBLISHED("track.unpublished"),
  TRACK_MUTED("track.muted"),
  TRACK_UNMUTED("track.unmuted"),
  RECORDING_STARTED("recording.started"),
  RECORDING_PAUSED("recording.paused"),
  RECORDING_RESUMED("recording.resumed"),
  RECORDING_STOPPED("recording.stopped"),
  RECORDING_FINISHED("recording.finished"),
  RECORDING_FILE_READY("recording.file_ready"),
  RECORDING_FILE_UPLOADED("recording.file_uploaded"),
  RECORDING_UPLOAD_FAILED("recording.upload_failed"),
  RECORDING_DELETED("recording.deleted"),
  RECORDING_DISK_ALARM("recording.disk_alarm"),
  RECORDING_DISK_RELIEVED("recording.disk_relieved");

  private final String word;

  EventType(String word) {
    this.word = word;
  }

  /** The name in JSON. */
  public String word() {
    return word;
  }
}

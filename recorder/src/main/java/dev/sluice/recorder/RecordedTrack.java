package dev.sluice.recorder;

/**
 * A track as files and manifests describe it. All texts are foreign: they are cleaned before they
 * become part of a path.
 *
 * @param participant id of who publishes it
 * @param participantName for people; may be empty
 * @param track its id in the room
 * @param source what it shows
 * @param label what its publisher calls it; may be empty
 */
public record RecordedTrack(
    String participant,
    String participantName,
    String track,
    Kind kind,
    Source source,
    String label) {

  /** What kind of media it is. */
  public enum Kind {
    AUDIO,
    VIDEO
  }

  /** Where the media is taken from; what is neither camera nor screen counts as camera's. */
  public enum Source {
    CAMERA,
    MICROPHONE,
    SCREEN,
    SCREEN_AUDIO
  }
}

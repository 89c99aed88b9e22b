package dev.sluice.server.room;

/** What becomes of an operator's {@link RoomCommand.OrderRecording}. */
public sealed interface RecordingAnswer {

  /**
   * It is as it was ordered.
   *
   * @param changed false when it had been so before
   */
  record Done(RecordingInfo recording, boolean changed) implements RecordingAnswer {}

  /**
   * It cannot be.
   *
   * @param message one sentence for people
   */
  record Refused(RoomErrorCode code, String message) implements RecordingAnswer {}
}

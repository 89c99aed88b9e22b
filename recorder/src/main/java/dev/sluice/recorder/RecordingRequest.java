package dev.sluice.recorder;

/**
 * What is to be recorded.
 *
 * @param room its name; whatever it is, no file leaves the recorder's directory
 * @param startedBy who asked for it, for the manifest: a participant's id, {@code api} or {@code
 *     automatic}
 * @param mode how tracks are put into files
 */
public record RecordingRequest(String room, String startedBy, RecordingMode mode) {}

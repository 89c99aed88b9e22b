package dev.sluice.recorder.library;

import dev.sluice.recorder.RecordingId;
import java.nio.file.Path;

/**
 * A file of a recording, by name and by place.
 *
 * @param room the recording's, as it was given
 * @param name in the recording's folder
 * @param path where it is
 * @param relative the same within the recordings' directory, with slashes: {@code ROOM/ID/NAME};
 *     plain ASCII, fit to be a part of a URL or an object's key as it is
 */
public record RecordingFile(
    RecordingId recording, String room, String name, Path path, String relative) {}

package dev.sluice.recorder.engine;

import dev.sluice.recorder.library.RecordingFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;

/** Makes the files that are written. Called on writer threads. */
@FunctionalInterface
public interface FileOpener {

  /** Makes a new file, open for reading and writing. */
  FileChannel open(RecordingFolder folder, String name) throws IOException;
}

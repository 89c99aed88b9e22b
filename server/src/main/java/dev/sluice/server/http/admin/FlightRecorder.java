package dev.sluice.server.http.admin;

import java.io.IOException;
import java.nio.file.Path;

/** What records the virtual machine. Its methods may wait for a disk. */
interface FlightRecorder {

  /**
   * Begins to record.
   *
   * @param profile what is recorded
   * @param maxBytes about how much is kept, the newest
   * @throws IOException when it cannot
   */
  Flight begin(FlightProfile profile, long maxBytes) throws IOException;

  /** One that goes on. */
  interface Flight {

    /** Ends it and writes what there is into a file. */
    void finish(Path file) throws IOException;

    /** Ends it; nothing is kept. Not after {@link #finish}. */
    void abandon();
  }
}

package dev.sluice.server.app;

import dev.sluice.recorder.library.RecordingLibrary;
import dev.sluice.server.http.OperationsRoutes.ReadinessCheck;
import java.util.Optional;

/**
 * Not ready while every room is to be recorded and the disk is too full for it. A server that
 * records on demand stays ready, since its rooms go on; so does one whose store is away, since
 * uploads wait for it.
 */
record RecorderCheck(RecordingLibrary library) implements ReadinessCheck {

  @Override
  public String name() {
    return "recorder";
  }

  @Override
  public Optional<String> problem() {
    return library.diskFull()
        ? Optional.of("the disk of recordings is too full to record")
        : Optional.empty();
  }
}

package dev.sluice.recorder.engine;

import dev.sluice.recorder.StopReason;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Tells a full disk from a bad one; Java has no type for it, only the system's message. */
final class DiskFailure {

  /** ENOSPC and EDQUOT on Linux; ENOSPC on Windows. */
  private static final List<String> FULL =
      List.of("no space left", "quota exceeded", "not enough space");

  private DiskFailure() {}

  static StopReason reason(IOException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return FULL.stream().anyMatch(message::contains) ? StopReason.DISK_FULL : StopReason.DISK_ERROR;
  }
}

package dev.sluice.recorder.backup;

import java.io.IOException;

/**
 * A store does not answer, or refuses: not one chunk is missing, nothing can be had. The message is
 * a sentence's end that says why, and holds no secret.
 */
final class AwayException extends IOException {

  private static final long serialVersionUID = 1L;

  AwayException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What stands behind a sentence on what could not be done; of others also what kind they are. */
  static String reason(IOException failure) {
    return failure instanceof AwayException ? failure.getMessage() : failure.toString();
  }
}

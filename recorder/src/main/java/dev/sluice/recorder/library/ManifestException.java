package dev.sluice.recorder.library;

/** A manifest that cannot be understood; the message says what is wrong with it, and where. */
public final class ManifestException extends Exception {

  private static final long serialVersionUID = 1L;

  public ManifestException(String message) {
    super(message);
  }

  public ManifestException(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.sluice.recorder.library;

/** A manifest that cannot be understood; the message says what is wrong with it, and where. */
public final class ManifestException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean later;

  ManifestException(String message) {
    super(message);
    this.later = false;
  }

  ManifestException(String message, Throwable cause) {
    super(message, cause);
    this.later = false;
  }

  ManifestException(String message, long version) {
    super(message);
    this.later = version > Manifest.VERSION;
  }

  /** True when a later server wrote it: it is well as it is, and must be left alone. */
  public boolean ofLaterVersion() {
    return later;
  }
}

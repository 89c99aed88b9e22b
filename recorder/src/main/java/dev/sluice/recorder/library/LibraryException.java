package dev.sluice.recorder.library;

/** The recordings' directory cannot be used; the message is a sentence that says why. */
public final class LibraryException extends Exception {

  private static final long serialVersionUID = 1L;

  public LibraryException(String message) {
    super(message);
  }

  public LibraryException(String message, Throwable cause) {
    super(message, cause);
  }
}

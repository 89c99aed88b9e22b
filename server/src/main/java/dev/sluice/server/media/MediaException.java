package dev.sluice.server.media;

/** The media loops cannot start; the message is one sentence for the person who starts them. */
public final class MediaException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public MediaException(String message) {
    super(message);
  }

  public MediaException(String message, Throwable cause) {
    super(message, cause);
  }
}

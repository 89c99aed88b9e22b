package dev.sluice.server.app;

/** The server cannot start; the message is one sentence for the person who starts it. */
final class StartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StartException(String message) {
    super(message);
  }

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}

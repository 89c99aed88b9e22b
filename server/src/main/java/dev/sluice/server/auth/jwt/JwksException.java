package dev.sluice.server.auth.jwt;

/** A provider's keys could not be had. The message is for operators and quotes no content. */
final class JwksException extends Exception {

  private static final long serialVersionUID = 1L;

  JwksException(String message) {
    super(message);
  }

  JwksException(String message, Throwable cause) {
    super(message, cause);
  }
}

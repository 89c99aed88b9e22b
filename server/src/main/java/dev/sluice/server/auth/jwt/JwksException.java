package dev.sluice.server.auth.jwt;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import javax.net.ssl.SSLException;

/**
 * A provider's keys could not be had. The message is one of few sentences and quotes nothing that
 * comes from elsewhere, so that anybody may read it; what lies beneath is the cause.
 */
final class JwksException extends Exception {

  private static final long serialVersionUID = 1L;

  JwksException(String message) {
    super(message);
  }

  JwksException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What went wrong with a request. */
  static JwksException of(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof JwksException known) {
        return known;
      }
    }
    String message = "the connection failed";
    if (failure instanceof SSLException) {
      message = "TLS failed";
    } else if (failure instanceof ConnectException
        || failure instanceof HttpConnectTimeoutException) {
      message = "it cannot be reached";
    }
    return new JwksException(message, failure);
  }
}
